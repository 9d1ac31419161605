"""Three measures by hand, and at the ends of what float32 can hold."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.base.paths import ROOT
from utils.space import similarity
from utils.space.similarity import MEASURES, cosine, dot, euclidean, nearest, top_k

# The explorer's JavaScript is held to the same file.
EXTREME = json.loads((ROOT / "tests/tools/extreme_vectors.json").read_text(encoding="utf-8"))
ITEMS = np.array([[10.0, 10.0], [2.0, 0.0], [1.0, 0.2], [0, 0]])


def test_three_measures_disagree():
    query = np.array([1.0, 0.0])
    best = [int(nearest(query, ITEMS, 1, measure)[0][0]) for measure in MEASURES]
    assert best == [0, 1, 2]
    assert dot(query[None], ITEMS)[0].tolist() == [10, 2, 1, 0]
    assert cosine(query[None], ITEMS)[0, 3] == 0
    assert euclidean(query[None], ITEMS)[0, 3] == -1


def exact_order(vectors, query, measure):
    """All rows but the query's, nearest first, computed without any rounding."""
    vectors = [[Fraction(float(number)) for number in vector] for vector in vectors]
    asked = vectors[query]
    scores = {}
    for row, vector in enumerate(vectors):
        product = sum(a * b for a, b in zip(asked, vector, strict=True))
        scores[row] = {
            "dot": product,
            "cosine": product * abs(product) / sum(b * b for b in vector),
            "euclidean": -sum((a - b) ** 2 for a, b in zip(asked, vector, strict=True)),
        }[measure]
    return sorted(scores.keys() - {query}, key=lambda row: (-scores[row], row))


CASES = {case["name"]: np.float32(case["vectors"]) for case in EXTREME}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("name", CASES)
def test_neighbors_are_right_at_every_scale(name, measure):
    vectors, query = CASES[name], 7
    found = [i for i in nearest(vectors[query], vectors, len(vectors), measure)[0] if i != query]
    assert found == exact_order(vectors, query, measure)


@pytest.mark.parametrize("case", EXTREME, ids=lambda case: case["name"])
def test_the_file_expects_what_is_right(case):
    for measure, expected in case["nearest"].items():
        order = exact_order(np.float32(case["vectors"]), case["query"], measure)
        assert expected == order[: len(expected)]


def test_many_items_are_compared_a_chunk_at_a_time(monkeypatch):
    rng = np.random.default_rng(0)
    items, query = rng.normal(size=(50, 3)), rng.normal(size=3)
    whole = nearest(query, items, 7)
    monkeypatch.setattr(similarity, "CHUNK", 8)
    for part, expected in zip(nearest(query, items, 7), whole, strict=True):
        np.testing.assert_allclose(part, expected)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((np.ones(2), ITEMS, 1, "manhattan"), "unknown measure 'manhattan': choose one of dot"),
        ((np.ones(3), ITEMS), r"the query has the shape \(3,\), an item \(2,\)"),
        ((np.array([1, np.nan]), ITEMS), "the query holds nan at 1"),
        ((np.array([np.inf, 0]), ITEMS), "the query holds inf at 0"),
        ((np.ones(2), ITEMS, 5), "choose 1 ≤ k ≤ 4"),
        ((np.ones(2), ITEMS[:0], 1), "there are 0 items"),
    ],
)
def test_a_bad_question_is_refused(arguments, what):
    with pytest.raises(ValueError, match=what):
        nearest(*arguments)


@given(seed=st.integers(0, 999), n=st.integers(1, 30), values=st.integers(2, 6))
def test_top_k_is_a_stable_sort(seed, n, values):
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, values, (4, n)).astype(float)
    k = int(rng.integers(1, n + 1))
    assert np.array_equal(top_k(scores, k), np.argsort(-scores, axis=1, kind="stable")[:, :k])


def test_a_nan_has_no_rank():
    with pytest.raises(ValueError, match="row 1 of the scores holds NaN"):
        top_k(np.array([[1.0, 2], [np.nan, 1]]), 1)
