"""Score, mask, cut: whatever a recommender returns becomes a list, or an error that names it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.sparse import csr_array

from tests.tools.recommenders import Fixed
from tests.tools.splits import hand_made
from utils.evaluation.ranking import NOTHING, best_unseen, rank, recommend, unseen_scores

SMALL = hand_made([[5, 0, 0, 0, 0]], [[0, 0, 4, 3, 0]])  # saw item 0, items 2 and 3 are to be found
SCORES = np.array([[9.0, 1, 3, 2, 0]])


def histories(rows, zeros=()):
    return hand_made(rows, np.zeros_like(rows), stored_zeros=zeros).history


def test_what_was_seen_is_never_recommended():
    assert rank(Fixed(SCORES), SMALL, k=2).tolist() == [[2, 3]]


def test_a_stored_zero_was_seen_too():
    seen = histories([[5, 0, 0, 0, 0]], zeros=[(0, 2)])
    assert recommend(Fixed(SCORES), seen, k=2).tolist() == [[3, 1]]


def test_a_list_is_not_filled_with_what_was_seen():
    seen = histories([[5, 4, 3, 2, 0], [5, 4, 0, 0, 0]])
    lists = recommend(Fixed(np.tile(SCORES, (2, 1))), seen, k=4)
    assert lists.tolist() == [[4, NOTHING, NOTHING, NOTHING], [2, 3, 4, NOTHING]]


def test_what_a_recommender_scores_minus_inf_is_not_recommended():
    scores = np.array([[9, -np.inf, 3, -np.inf, -np.inf]])
    assert rank(Fixed(scores), SMALL, k=3).tolist() == [[2, NOTHING, NOTHING]]


def test_only_candidates_are_recommended_and_the_first_of_equals_wins():
    seen = histories([[0, 0, 0, 0, 0]])
    assert recommend(Fixed(SCORES), seen, 2, np.array([4, 1, 3])).tolist() == [[3, 1]]
    assert recommend(Fixed(0 * SCORES), seen, 2, np.array([4, 1, 3])).tolist() == [[4, 1]]


def test_more_people_than_are_asked_at_a_time(monkeypatch):
    scores = np.random.default_rng(0).random((23, 7))
    seen = histories(np.random.default_rng(1).integers(0, 2, (23, 7)))
    at_once = recommend(Fixed(scores), seen, 3)
    monkeypatch.setattr("utils.evaluation.ranking.MOST_CELLS", 30)
    assert np.array_equal(recommend(Fixed(scores), seen, 3), at_once)
    assert recommend(Fixed(scores), seen[:0], 3).shape == (0, 3)


def test_the_scores_of_the_model_are_left_alone():
    model = Fixed(SCORES.copy())
    rank(model, SMALL, k=2)
    assert np.array_equal(model.scores, SCORES)


def test_a_list_longer_than_the_catalog_and_a_split_without_queries_are_refused():
    with pytest.raises(ValueError, match="choose 1 ≤ k ≤ 5"):
        rank(Fixed(SCORES), SMALL, k=6)
    empty = hand_made(np.zeros((0, 5)), np.zeros((0, 5)))
    with pytest.raises(ValueError, match="split 'by hand' has no user"):
        rank(Fixed(SCORES), empty)


@pytest.mark.parametrize(
    "scores",
    [SCORES.astype(int), SCORES.astype(np.float16), SCORES.tolist(), pd.DataFrame(SCORES)],
    ids=["integers", "half precision", "lists", "a DataFrame"],
)
def test_any_numbers_will_do(scores):
    assert best_unseen(scores, SMALL.history, 2).tolist() == [[2, 3]]


def test_booleans_are_numbers():
    assert best_unseen(SCORES == 3, SMALL.history, 1).tolist() == [[2]]


@pytest.mark.parametrize(
    ("scores", "what"),
    [
        (SCORES[:, :4], r"shape \(1, 4\) for histories of the shape \(1, 5\)"),
        (np.ones((1, 10)), r"shape \(1, 10\) for histories"),
        (SCORES[0], r"shape \(5,\) for histories"),
        (np.ones((2, 5)), r"shape \(2, 5\) for histories"),
        (np.array([[9, np.nan, 3, 2, 0]]), "gives item 1 the score nan for history 0"),
        (np.array([[9, 1, 3, np.inf, 0]]), "gives item 3 the score inf for history 0"),
        (SCORES.astype(str), "gives ndarray of <U32 as scores"),
        (SCORES.astype(complex), "gives ndarray of complex128 as scores"),
        (None, "gives NoneType as scores"),
        (csr_array(SCORES), "gives csr_array as scores"),
        ([[1, 2], [3]], "gives list as scores"),
    ],
)
def test_nonsense_is_named(scores, what):
    class Learner:
        def score(self, histories):
            return scores

    with pytest.raises(ValueError, match="^Learner .*" + what):
        rank(Learner(), SMALL, k=2)


def test_what_has_no_score_is_named():
    with pytest.raises(TypeError, match="dict cannot be asked: give it a method"):
        rank({}, SMALL)


NUMBERS = arrays.scalar_dtypes() | arrays.array_dtypes()


@given(data=st.data())
def test_any_array_becomes_lists_of_unseen_items_or_is_refused(data):
    dtype = data.draw(NUMBERS)
    shape = data.draw(st.sampled_from([(2, 4)] * 4 + [(2, 3), (4,), (2, 4, 1), ()]))
    scores = data.draw(arrays.arrays(dtype, shape))
    seen = histories([[1, 0, 0, 0], [0, 0, 1, 1]], zeros=[(0, 1)])
    try:
        lists = best_unseen(scores, seen, 3)
    except ValueError as error:
        assert str(error).startswith("the recommender gives ")
        return
    assert scores.shape == seen.shape and np.asarray(scores).dtype.kind in "biuf"
    for row, (items, old) in enumerate(zip(lists, [{0, 1}, {2, 3}], strict=True)):
        shown = items[items != NOTHING]
        assert not old & set(shown)
        assert len(set(shown)) == len(shown)
        values = scores[row, shown].astype(float)
        assert (np.diff(values) <= 0).all() and (items[len(shown) :] == NOTHING).all()


def test_scores_are_masked_in_a_copy():
    masked = unseen_scores(SCORES, SMALL.history)
    assert masked.tolist() == [[-np.inf, 1, 3, 2, 0]]
    assert SCORES[0, 0] == 9
