"""Metrics worked by hand, then what must hold for any list."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.evaluation.metrics import (
    attained,
    gini,
    list_metrics,
    list_overlap,
    popularity_percentile,
    rmse,
    rmse_gain,
)


def test_one_list_by_hand():
    # Hits at ranks 2 and 3 of 3, of 4 relevant: the best list has three.
    metrics = list_metrics(np.array([[False, True, True]]), np.array([4]))
    dcg, ideal = 1 / np.log2(3) + 1 / 2, 1 + 1 / np.log2(3) + 1 / 2
    assert metrics["recall"] == pytest.approx([2 / 4])
    assert metrics["ndcg"] == pytest.approx([dcg / ideal])
    assert metrics["mrr"] == pytest.approx([1 / 2])


def test_a_list_without_a_hit_gets_zero():
    metrics = list_metrics(np.zeros((1, 3), bool), np.array([1]))
    assert [value[0] for value in metrics.values()] == [0, 0, 0]


def test_gini_by_hand():
    assert gini(np.array([1, 1, 1, 1])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 1])) == pytest.approx(3 / 4)
    assert gini(np.array([[0, 0], [0, 2]])).tolist() == [0, 1 / 2]


def test_percentile_shares_ties():
    assert popularity_percentile(np.array([5, 0, 0, 9])).tolist() == pytest.approx(
        [2 / 3, 1 / 6, 1 / 6, 1]
    )


def test_a_gain_in_rmse_is_the_difference_and_surer_than_both():
    rng = np.random.default_rng(0)
    users, ratings = np.repeat(np.arange(50), 20), rng.normal(size=1000)
    hard = rng.gamma(1, 1, 50)[users] * rng.normal(size=1000)  # some people are hard for both
    before, after = ratings + hard, ratings + 0.9 * hard
    gain, low, high = rmse_gain(before, after, ratings, users)
    old, new = rmse(before, ratings, users), rmse(after, ratings, users)
    assert gain == pytest.approx(old[0] - new[0]) and low > 0
    assert high - low < 0.3 * (old[2] - old[1])
    assert rmse_gain(before, before, ratings, users) == (0, 0, 0)


def test_rmse_by_hand():
    estimate, low, high = rmse(np.array([1.0, 2, 3]), np.array([1.0, 4, 3]), np.array([0, 1, 1]))
    assert estimate == pytest.approx(np.sqrt(4 / 3))
    assert low < estimate < high


def test_attained_by_hand():
    scores, truth = np.array([[3.0, 2.0, 1.0]]), np.array([[10.0, 20.0, 40.0]])
    assert attained(scores, truth, k=2) == pytest.approx([(10 + 20) / (40 + 20)])


def test_overlap_by_hand():
    # Of three pairs of users one shares both movies, the other two one each.
    assert list_overlap(np.array([[0, 1], [1, 0], [1, 2]])) == pytest.approx((2 + 1 + 1) / 3 / 2)
    assert list_overlap(np.array([[0, -1], [1, -1]])) == 0  # two empty places are nothing shared


@given(seed=st.integers(0, 999))
def test_metrics_stay_between_zero_and_one(seed):
    rng = np.random.default_rng(seed)
    hits = rng.random((6, 8)) < 0.4
    metrics = list_metrics(hits, hits.sum(1) + rng.integers(1, 5, 6))
    assert all((values >= 0).all() and (values <= 1).all() for values in metrics.values())
