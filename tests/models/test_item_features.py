"""Items as bags of tokens: what is a token, what is learned, and from whom."""

import pandas as pd
import pytest

from utils.models.item_features import ItemFeatures, item_tokens

MOVIES = pd.DataFrame(
    {
        "title": ["Toy Story (1995)", "Toy Story 2 (1999)", "Heat (1995)", "Story, A (1975-1979)"],
        "year": pd.array([1995, 1999, 1995, 1975], dtype="Int16"),
        "genres": [("Animation", "Comedy"), ("Comedy",), ("Drama",), ()],
    }
)
ALL = [True] * 4


def test_tokens_by_hand():
    assert item_tokens("Toy Story (1995)", 1995, ("Comedy",)) == [
        "genre Comedy",
        "year 1993",
        "year 1994",
        "year 1995",
        "year 1996",
        "year 1997",
        "word toy",
        "word story",
    ]


def test_a_missing_year_and_a_repeated_word_and_a_range_of_years():
    assert item_tokens("New York, New York", pd.NA, ()) == ["word new", "word york"]
    assert "word 1979" not in item_tokens("Story, A (1975-1979)", 1975, ())


def test_accents_and_digits_are_letters_of_words():
    assert item_tokens("Amélie 2", None, ()) == ["word amélie", "word 2"]


def test_the_vocabulary_is_what_two_movies_share():
    features = ItemFeatures.fit(MOVIES, ALL)
    expected = {"genre Comedy", "word toy", "word story"} | {f"year {y}" for y in range(1993, 1998)}
    assert set(features.vocabulary) == expected
    names = [{features.vocabulary[code] for code in row} for row in features.catalog]
    assert names[1] == {"genre Comedy", "year 1997", "word toy", "word story"}
    assert names[3] == {"word story"}
    assert all(row == sorted(row) for row in features.catalog)


def test_a_movie_kept_for_a_test_teaches_no_word():
    features = ItemFeatures.fit(MOVIES, [True, False, True, True])
    assert "word toy" not in features.vocabulary
    assert "word story" in features.vocabulary
    assert len(features.catalog) == 4


def test_an_invented_movie_is_told_in_known_tokens():
    features = ItemFeatures.fit(MOVIES, ALL)
    invented = pd.DataFrame({"title": ["Robot Story"], "year": [2030], "genres": [("Western",)]})
    assert features.encode(invented) == [[features.vocabulary.index("word story")]]


def test_wrong_tables_are_named():
    with pytest.raises(ValueError, match="lacks 'year'"):
        ItemFeatures.fit(MOVIES.drop(columns="year"), ALL)
    with pytest.raises(ValueError, match="4 movies, but 3"):
        ItemFeatures.fit(MOVIES, ALL[:3])
