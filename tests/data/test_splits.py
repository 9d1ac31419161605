"""What each split hides, and that no model sees it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.crowds import crowd, interactions
from utils.data.splits import (
    Split,
    random_split,
    time_split,
    unseen_items_split,
    unseen_users_split,
)

SPLITS = (random_split, time_split, unseen_users_split, unseen_items_split)


def test_the_latest_rating_of_each_user_is_hidden():
    rows = [(1, 10, 3.0, 5), (1, 20, 4.0, 9), (1, 30, 5.0, 1), (2, 10, 2.0, 2), (2, 20, 1.0, 1)]
    split = time_split(interactions(rows))
    # User 2 rated movie 10 last; user 1 movie 20, which user 2 still rates in training.
    assert split.target.toarray().tolist() == [[0, 4, 0], [2, 0, 0]]
    assert split.history.toarray().tolist() == [[3, 0, 5], [0, 1, 0]]


def test_a_target_that_nobody_rated_in_training_is_left_out():
    split = time_split(interactions([(1, 10, 3.0, 1), (1, 20, 3.0, 2), (2, 10, 1.0, 1)]))
    assert split.users.tolist() == [1]
    assert split.candidates.tolist() == [True, False]


def test_unseen_users_are_not_in_training():
    split = unseen_users_split(crowd(20, 15, seed=0))
    assert len(split.users) == 4
    assert not np.isin(split.train.users, split.users).any()


def test_unseen_movies_are_not_in_training():
    split = unseen_items_split(crowd(20, 20, seed=1))
    assert split.candidates.sum() == 2
    assert split.train.item_counts[split.candidates].tolist() == [0, 0]


def test_a_split_that_shows_its_target_is_refused():
    split = random_split(crowd(6, 9, seed=2))
    with pytest.raises(ValueError, match="target ratings of split 'leaky' are in history"):
        Split("leaky", "", split.train, split.users, split.target, split.target, split.candidates)


@given(
    make=st.sampled_from(SPLITS),
    n_users=st.integers(5, 15),
    n_items=st.integers(10, 20),
    seed=st.integers(0, 99),
)
def test_targets_are_hidden_and_can_be_ranked(make, n_users, n_items, seed):
    data = crowd(n_users, n_items, seed)
    split = make(data)
    assert split.history.multiply(split.target).nnz == 0
    assert split.train.matrix()[split.users].multiply(split.target).nnz == 0
    assert split.candidates[split.target.nonzero()[1]].all()
    assert (split.history + split.target - data.matrix()[split.users]).max() <= 0
    assert split.description


@pytest.mark.parametrize("make", SPLITS)
def test_ratings_of_zero_are_hidden_and_shown_like_any_other(make):
    data = crowd(12, 15, seed=4)
    zeros = interactions(np.column_stack([data.users, data.items, 0 * data.users, data.timestamps]))
    ones = interactions(np.column_stack([data.users, data.items, data.users + 1, data.timestamps]))
    empty, full = make(zeros), make(ones)
    for part in ("history", "target"):
        assert np.array_equal(getattr(empty, part).indices, getattr(full, part).indices)
    with pytest.raises(ValueError, match="are in history"):
        Split("leaky", "", empty.train, empty.users, empty.target, empty.target, empty.candidates)
