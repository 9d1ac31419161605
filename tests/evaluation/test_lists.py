"""What lists are worth: by hand, when they are not full, and lists that nobody could be shown."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from tests.tools.memory import peak_megabytes
from tests.tools.recommenders import Fixed, Oracle, chance
from tests.tools.splits import hand_made
from utils.data.splits import random_split
from utils.evaluation.bootstrap import AT_A_TIME
from utils.evaluation.lists import Evaluation, evaluate, measure_lists, results_table
from utils.evaluation.ranking import NOTHING
from utils.models.baselines import Popularity

SPLIT = random_split(crowd(30, 40, seed=3))


def test_a_list_by_hand():
    split = hand_made([[5, 0, 0, 0, 0]], [[0, 0, 4, 3, 0]])
    result = evaluate(Fixed(np.array([[9.0, 1, 3, 2, 0]])), split, k=3)
    assert result.top.tolist() == [[2, 3, 1]]
    assert result.per_user["recall"].tolist() == [1]
    assert result.exposure.toarray().tolist() == [[0, 1, 1, 1, 0]]


def test_an_empty_place_counts_as_no_hit_in_every_metric():
    split = hand_made([[1, 1, 1, 0, 0], [1, 0, 0, 0, 0]], [[0, 0, 0, 1, 1], [0, 1, 0, 0, 0]])
    top = np.array([[3, NOTHING, NOTHING], [4, 2, 1]])
    result = measure_lists(top, split)
    ideal = 1 + 1 / np.log2(3)
    assert result.per_user["recall"].tolist() == [1 / 2, 1]
    assert result.per_user["ndcg"].tolist() == pytest.approx([1 / ideal, 1 / 2])
    assert result.per_user["mrr"].tolist() == pytest.approx([1, 1 / 3])
    assert result.exposure.sum(axis=0).tolist() == [0, 1, 1, 1, 1]
    summary = result.summary()["estimate"]
    assert summary["coverage"] == pytest.approx(4 / 5)
    assert summary["gini"] == pytest.approx(1 / 5)


def test_whom_nothing_is_shown_has_no_popularity_and_finds_nothing():
    split = hand_made([[1, 0, 0], [1, 0, 0]], [[0, 1, 0], [0, 1, 0]])
    result = measure_lists(np.array([[NOTHING], [1]]), split)
    assert result.per_user["recall"].tolist() == [0, 1]
    assert np.isnan(result.per_user["popularity"][0])
    assert np.isfinite(result.summary().to_numpy()).all()


def test_a_target_that_is_stored_as_zero_is_to_be_found():
    split = hand_made([[1, 0, 0]], [[0, 1, 1]])
    split.target.data[0] = 0
    assert measure_lists(np.array([[1]]), split).per_user["recall"].tolist() == [1 / 2]


@pytest.mark.parametrize(
    ("top", "what"),
    [
        ([[2, 2, 2, 2]], "query 0 holds item 2: it is there twice"),
        ([[2, 3, 0]], "query 0 holds item 0: it is in the history"),
        ([[2, 1]], "query 0 holds item 1: it is in the history"),
        ([[2, 4]], "query 0 holds item 4: it is no candidate of split 'by hand'"),
        ([[2, 7]], "query 0 holds item 7: there are items 0 to 4"),
        ([[2, -3]], "query 0 holds item -3: there are items 0 to 4"),
        ([[NOTHING, 2]], "query 0 holds item 2: it stands after a -1, the end"),
        ([[NOTHING]], "the lists are empty"),
        ([[2.0, 3.0]], r"the lists are float64 of the shape \(1, 2\): split 'by hand' needs"),
        ([2, 3], r"the lists are int64 of the shape \(2,\)"),
        ([[2], [3]], r"the lists are int64 of the shape \(2, 1\): .* its 1 queries"),
        ([[]], r"of the shape \(1, 0\)"),
    ],
)
def test_lists_that_nobody_could_be_shown_are_refused(top, what):
    allowed = [True, True, True, True, False]
    split = hand_made([[5, 0, 0, 0, 0]], [[0, 0, 4, 3, 0]], allowed, stored_zeros=[(0, 1)])
    with pytest.raises(ValueError, match=what):
        measure_lists(np.array(top), split)


def test_a_table_says_what_its_figures_are_of():
    oracle, random = evaluate(Oracle(SPLIT), SPLIT, k=5), evaluate(chance(SPLIT), SPLIT, k=5)
    table = results_table({"oracle": oracle, "chance": random})
    assert table.loc["oracle", "recall"] == "1.000 ± 0.000"
    assert table.columns.name == "random, k = 5"
    assert "random, k = 5" in table.to_string() and "random, k = 5" in table.to_html()


def test_what_does_not_compare_is_no_table():
    other = random_split(crowd(30, 40, seed=3), seed=1)
    results = {"here": evaluate(chance(SPLIT), SPLIT), "there": evaluate(chance(other), other)}
    with pytest.raises(ValueError, match="other targets"):
        results_table(results)
    with pytest.raises(ValueError, match="no evaluation"):
        results_table({})


def test_a_summary_of_many_items_is_made_a_few_resamples_at_a_time():
    n_users, n_items, k = 100, 200_000, 20
    rng = np.random.default_rng(0)
    top = np.array([rng.choice(n_items, k, replace=False) for _ in range(n_users)])
    exposure = csr_array((np.ones(top.size), (np.repeat(range(n_users), k), top.ravel())))
    per_user = pd.DataFrame({"recall": np.zeros(n_users)})
    result = Evaluation("many", k, top, per_user, exposure, {})
    assert peak_megabytes(result.summary) < 4 * AT_A_TIME * n_items * 8 / 1e6


def test_lists_are_made_of_a_few_scores_at_a_time():
    split = hand_made(np.eye(600, 3000), np.eye(600, 3000, 1))
    model = Popularity().fit(split.train)
    all_at_once = 600 * 3000 * 8 / 1e6
    assert peak_megabytes(lambda: evaluate(model, split)) < all_at_once
