"""Metrics worked by hand, then what must hold for any list."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.data.splits import Split, random_split
from utils.evaluation.intervals import compare
from utils.evaluation.lists import evaluate, results_table
from utils.evaluation.metrics import gini, list_metrics, popularity_percentile, rmse
from utils.space.similarity import top_k


class Fixed:
    """Gives each query the scores it was made with."""

    def __init__(self, scores):
        self.scores = np.asarray(scores, float)

    def score(self, histories):
        return self.scores[: histories.shape[0]]


def small_split():
    """One user who saw item 0; items 2 and 3 are to be found among five."""
    data = crowd(30, 5, seed=0)
    history, target = csr_array([[5.0, 0, 0, 0, 0]]), csr_array([[0, 0, 4.0, 3.0, 0]])
    train = data.where(np.zeros(len(data), bool))
    return Split("small", "", train, np.array([0]), history, target, np.ones(5, bool))


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


def test_what_was_seen_is_never_recommended():
    result = evaluate(Fixed([[9, 1, 3, 2, 0]]), small_split(), k=2)
    assert result.top.tolist() == [[2, 3]]
    assert result.per_user["recall"].tolist() == [1]


def test_the_scores_of_the_model_are_left_alone():
    model = Fixed([[9, 1, 3, 2, 0]])
    evaluate(model, small_split(), k=2)
    assert model.scores.tolist() == [[9, 1, 3, 2, 0]]


def test_a_nan_score_and_a_long_list_are_refused():
    with pytest.raises(ValueError, match="NaN has no rank"):
        evaluate(Fixed([[0, np.nan, 1, 1, 1]]), small_split(), k=2)
    with pytest.raises(ValueError, match="choose 1 ≤ k ≤ 5"):
        evaluate(Fixed([[9, 1, 3, 2, 0]]), small_split(), k=6)


def test_gini_by_hand():
    assert gini(np.array([1, 1, 1, 1])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 1])) == pytest.approx(3 / 4)


def test_percentile_shares_ties():
    assert popularity_percentile(np.array([5, 0, 0, 9])).tolist() == pytest.approx(
        [2 / 3, 1 / 6, 1 / 6, 1]
    )


def test_rmse_by_hand():
    estimate, low, high = rmse(np.array([1.0, 2, 3]), np.array([1.0, 4, 3]), np.array([0, 1, 1]))
    assert estimate == pytest.approx(np.sqrt(4 / 3))
    assert low < estimate < high


def test_a_model_does_not_differ_from_itself():
    split = random_split(crowd(30, 40, seed=3))
    result = evaluate(Fixed(np.random.default_rng(0).random((30, 40))), split, k=5)
    assert compare(result, result) == (0, 0, 0)


def test_a_better_model_is_told_apart():
    split = random_split(crowd(30, 40, seed=3))
    oracle = evaluate(Fixed(split.target.toarray()), split, k=5)
    chance = evaluate(Fixed(np.random.default_rng(0).random((30, 40))), split, k=5)
    difference, low, high = compare(oracle, chance)
    assert oracle.per_user["recall"].min() == 1
    assert 0 < low < difference < high
    table = results_table({"oracle": oracle, "chance": chance})
    assert isinstance(table, pd.DataFrame)
    assert table.loc["oracle", "recall"] == "1.000 ± 0.000"


def test_different_splits_are_not_compared():
    split = random_split(crowd(30, 40, seed=3))
    model = Fixed(np.random.default_rng(0).random((30, 40)))
    with pytest.raises(ValueError, match="one split, with one k"):
        compare(evaluate(model, split, k=5), evaluate(model, split, k=6))


@given(seed=st.integers(0, 999), n=st.integers(1, 30), values=st.integers(2, 6))
def test_top_k_is_a_stable_sort(seed, n, values):
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, values, (4, n)).astype(float)
    k = int(rng.integers(1, n + 1))
    assert np.array_equal(top_k(scores, k), np.argsort(-scores, axis=1, kind="stable")[:, :k])


@given(seed=st.integers(0, 999))
def test_metrics_stay_between_zero_and_one(seed):
    rng = np.random.default_rng(seed)
    hits = rng.random((6, 8)) < 0.4
    metrics = list_metrics(hits, hits.sum(1) + rng.integers(1, 5, 6))
    assert all((values >= 0).all() and (values <= 1).all() for values in metrics.values())
