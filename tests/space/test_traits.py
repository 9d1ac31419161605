"""What rows have in common: which traits there are, and when one is more than chance."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from utils.space.traits import most_surprising, surprise, traits


def traits_of(table, label="title"):
    has, names = traits(pd.DataFrame(table), label)
    return [set(names[row]) for row in has.toarray()]


def test_a_row_has_its_classes_its_decade_and_the_words_of_its_label():
    found = traits_of(
        {
            "title": ["The Star Wars", "ÉTOILE", ""],
            "genres": [("War", "Drama"), ("Drama",), ()],
            "mood": ["sad|slow", "sad", None],
            "year": pd.array([1977, 1984, None], "Int16"),
            "code": [0.5, None, 2.5],
        }
    )
    assert found == [
        {"word: star", "word: wars", "genres: War", "genres: Drama", "mood: sad", "mood: slow"}
        | {"decade: 1970s", "code: 0.5"},
        {"word: étoile", "genres: Drama", "mood: sad", "decade: 1980s"},
        {"code: 2.5"},
    ]


def test_numbers_that_all_differ_and_long_texts_are_no_traits():
    n = 50
    table = {"title": [""] * n, "id": range(n), "text": [f"text {i}" for i in range(n)]}
    assert traits_of(table) == [set()] * n


def test_the_surprise_is_the_log_likelihood_ratio_of_the_textbooks():
    own, m, share = 8, 20, 0.25
    expected = 2 * (8 * np.log(8 / 5) + 12 * np.log(12 / 15))
    assert surprise(np.array([own]), m, np.array([share]))[0] == pytest.approx(expected)
    # Beside very many others it is the G-test of a table of two by two.
    others = [[own, m - own], [share * 1e9, (1 - share) * 1e9]]
    g = chi2_contingency(others, correction=False, lambda_="log-likelihood").statistic
    assert g == pytest.approx(expected, rel=1e-5)
    assert surprise(np.array([5, 20, 0]), m, np.array([0.25, 1.0, 0.5])) == pytest.approx(
        [0, 0, 2 * 20 * np.log(2)]
    )


def test_what_sets_rows_apart_is_found_and_chance_is_not():
    table = pd.DataFrame({"title": [""] * 40, "kind": ["a"] * 10 + ["b"] * 30, "even": [0, 1] * 20})
    has, names = traits(table, "title")
    share = np.asarray(has.mean(axis=0)).ravel()
    assert names[most_surprising(has, np.arange(10), share)] == "kind: a"
    assert most_surprising(has, np.array([0, 1, 10, 11, 12, 13, 14, 15]), share) is None
    assert most_surprising(has[:, :0], np.arange(10), share[:0]) is None
