"""Candidates put together, lists made diverse, lists made fresh."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.retrieval.reranking import candidate_union, mmr, sameness, with_freshness

RELEVANCE = np.array([1.0, 0.9, 0.5, 0.2])
SIMILARITY = np.array(
    [[1.0, 0.9, 0.0, 0.1], [0.9, 1.0, 0.1, 0.0], [0.0, 0.1, 1.0, 0.8], [0.1, 0.0, 0.8, 1.0]]
)


@st.composite
def candidates(draw):
    """(relevance, similarity, k): random unit vectors and their cosines."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.integers(1, 15))
    vectors = rng.normal(size=(n, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return rng.random(n), vectors @ vectors.T, draw(st.integers(1, n))


# Union


def test_union_by_hand():
    union = candidate_union({"near": [7, 2, 5], "popular": [2, 9]})
    assert union.index.tolist() == [2, 7, 9, 5]
    np.testing.assert_array_equal(union["near"], [2, 1, np.nan, 3])
    np.testing.assert_array_equal(union["popular"], [1, np.nan, 2, np.nan])
    assert union.index.name == "item"


def test_an_index_that_found_less_than_it_was_asked_for_adds_nothing():
    union = candidate_union({"ivf": np.array([4, -1, -1]), "none": np.array([], int)})
    assert union.index.tolist() == [4]
    assert union["none"].isna().all()


@given(st.lists(st.lists(st.integers(0, 20), unique=True), min_size=1, max_size=4))
def test_every_candidate_is_there_once_and_each_list_can_be_read_back(lists):
    union = candidate_union({str(n): items for n, items in enumerate(lists)})
    assert sorted(union.index) == sorted(set().union(*lists))
    for n, items in enumerate(lists):
        assert union[str(n)].dropna().sort_values().index.tolist() == items


def test_bad_lists_are_named():
    with pytest.raises(ValueError, match="there is no list of candidates"):
        candidate_union({})
    with pytest.raises(ValueError, match="generator 'near' proposes item 3 twice"):
        candidate_union({"near": [3, 1, 3]})


# Maximal marginal relevance


def test_mmr_by_hand():
    # After 0, item 1 has 0.5·0.9 − 0.5·0.9 = 0, item 2 has 0.25, item 3 has 0.05.
    assert mmr(RELEVANCE, SIMILARITY, 3, 0.5).tolist() == [0, 2, 1]
    assert mmr(RELEVANCE, SIMILARITY, 4, 0.9).tolist() == [0, 1, 2, 3]


def test_with_nothing_but_diversity_the_least_similar_comes_second():
    assert mmr(RELEVANCE, SIMILARITY, 2, 0.0).tolist() == [0, 2]


def test_being_unlike_counts_below_zero_too():
    similarity = np.array([[1.0, -0.1, -0.9], [-0.1, 1.0, 0.0], [-0.9, 0.0, 1.0]])
    assert mmr(np.array([1.0, 0.2, 0.1]), similarity, 2, 0.5).tolist() == [0, 2]


@given(candidates())
def test_at_one_the_list_is_by_relevance(case):
    relevance, similarity, k = case
    expected = np.argsort(-relevance, kind="stable")[:k]
    np.testing.assert_array_equal(mmr(relevance, similarity, k, 1.0), expected)


@given(candidates(), st.floats(0, 1))
def test_each_choice_is_the_best_of_those_left(case, trade_off):
    relevance, similarity, k = case
    chosen = mmr(relevance, similarity, k, trade_off).tolist()
    assert len(set(chosen)) == k
    for n, item in enumerate(chosen):
        gains = {
            i: trade_off * relevance[i]
            - (1 - trade_off) * max((similarity[i, j] for j in chosen[:n]), default=0)
            for i in range(len(relevance))
            if i not in chosen[:n]
        }
        assert gains[item] == pytest.approx(max(gains.values()))


@pytest.mark.parametrize(
    ("similarity", "k", "trade_off", "message"),
    [
        (np.eye(3), 2, 0.5, r"similarity is \(3, 3\), but 4 relevances need \(4, 4\)"),
        (SIMILARITY, 5, 0.5, "k is 5, but there are 4 candidates"),
        (SIMILARITY, 2, 1.5, "the trade-off is 1.5: choose it between 0 and 1"),
        (SIMILARITY, 2, float("nan"), "the trade-off is nan"),
    ],
)
def test_bad_input_of_mmr_is_named(similarity, k, trade_off, message):
    with pytest.raises(ValueError, match=message):
        mmr(RELEVANCE, similarity, k, trade_off)


# Freshness


def test_freshness_by_hand():
    scores = with_freshness(np.array([[1.0, 1, 1], [0, 0, 0]]), np.array([0, 2, 4]), 2, 0.8)
    np.testing.assert_allclose(scores, [[1.8, 1.4, 1.2], [0.8, 0.4, 0.2]])


@given(st.floats(0.1, 100), st.floats(0, 5))
def test_of_two_equal_scores_the_younger_item_is_never_behind(half_life, weight):
    scores = with_freshness(np.zeros(50), np.arange(50.0), half_life, weight)
    assert (np.diff(scores) <= 0).all()


def test_bad_input_of_freshness_is_named():
    with pytest.raises(ValueError, match="half-life is 0: it must be positive"):
        with_freshness(np.ones(2), np.ones(2), 0, 1)
    with pytest.raises(ValueError, match=r"item 1 has the age -3\.0: it is not there yet"):
        with_freshness(np.ones(2), np.array([1.0, -3.0]), 1, 1)


# Sameness


def test_sameness_is_the_mean_over_the_pairs_of_a_list():
    directions = np.array([[1, 0], [1, 0], [0.6, 0.8], [0, 0]])
    # Pairs of the first list: 1, 0.6, 0.6. Of the second: 0.6, 0, 0.
    assert sameness(np.array([[0, 1, 2]]), directions) == pytest.approx(2.2 / 3)
    assert sameness(np.array([[0, 1, 2], [1, 2, 3]]), directions) == pytest.approx(2.8 / 6)
