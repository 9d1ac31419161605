"""Items as bags of tokens: what is a token, what is learned, and from whom."""

import numpy as np
import pandas as pd
import pytest

from utils.models.item_features import ItemFeatures, column_tokens, item_tokens

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
    with pytest.raises(ValueError, match="4 items, but 3"):
        ItemFeatures.fit(MOVIES, ALL[:3])
    twice = pd.concat([MOVIES, MOVIES[["title"]]], axis=1)
    with pytest.raises(ValueError, match="the table of items has the column title twice"):
        ItemFeatures.fit(twice, ALL)
    with pytest.raises(ValueError, match=r"column 'info' of the items holds {'a': 1}"):
        ItemFeatures.fit(MOVIES.assign(info=[{"a": 1}] * 4), ALL)


# Any other table


def test_tokens_of_any_column_by_hand():
    assert column_tokens("color", "Deep Red") == ["color deep red", "color deep", "color red"]
    assert column_tokens("fair", True) == ["fair true"]
    assert column_tokens("tags", ("hot", "new")) == ["tags hot", "tags new"]
    assert column_tokens("price", 2.5, [1.0, 2.0]) == [
        "price step 1",
        "price step 2",
        "price step 3",
    ]
    assert column_tokens("color", None) == column_tokens("price", float("nan"), [1.0]) == []


def teas():
    table = {
        "item_id": [7, 8, 9, 10],
        "kind": pd.Categorical(["green", "black", "green", None]),
        "price": [1.0, 9.0, 1.1, np.nan],
        "notes": ["oaky and sweet", "sweet", None, "oaky"],
        "fair": [True, False, True, False],
        "since": pd.to_datetime(["2020-01-01", "2021-01-01", "2020-01-02", None]),
    }
    return pd.DataFrame(table)


def test_text_classes_numbers_dates_and_flags_all_speak():
    features = ItemFeatures.fit(teas(), ALL)
    told = [{features.vocabulary[code] for code in row} for row in features.catalog]
    assert {"kind green", "notes oaky", "notes sweet", "fair true"} <= told[0]
    assert {word.split()[0] for row in told for word in row} == set(teas().columns) - {"item_id"}
    assert {t for t in told[0] & told[2] if "price" in t} != set()
    assert told[3] == {"notes oaky", "fair false"}


def test_numbers_are_cut_by_what_training_may_see():
    first = ItemFeatures.fit(teas(), [True, True, True, False])
    second = ItemFeatures.fit(
        teas().assign(price=[1.0, 9.0, 1.1, 500.0]), [True, True, True, False]
    )
    assert first.bounds == second.bounds


def test_titles_that_are_numbers_and_genres_in_one_text_are_read():
    table = pd.DataFrame({"title": [17, 18], "genres": ["Drama|War", "Drama|War"]})
    features = ItemFeatures.fit(table, [True, True])
    assert features.vocabulary == ["genre Drama", "genre War"]


def test_a_column_that_a_new_item_lacks_says_nothing():
    features = ItemFeatures.fit(teas(), ALL)
    new = features.encode(pd.DataFrame({"kind": ["green"]}))
    assert [features.vocabulary[code] for code in new[0]] == ["kind green"]
