"""Sparse rows by hand: what is stored was watched, and no answer is in its question."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.data.histories import (
    as_watched,
    cut_in_time,
    genre_profile,
    hide_part,
    log_activity,
    mean_rating,
    stored_places,
    to_histories,
)

# Rows: items 1 (rated 0) and 2; nothing; item 0, stored twice.
STORED = csr_array(
    (np.array([0.0, 4, 1, 1]), np.array([1, 2, 0, 0]), np.array([0, 2, 2, 4])), shape=(3, 3)
)


def test_what_is_stored_was_watched_once_whatever_its_value():
    assert as_watched(STORED).toarray().tolist() == [[0, 1, 1], [0, 0, 0], [1, 0, 0]]
    assert as_watched(STORED).dtype == np.float32
    assert STORED.nnz == 4  # the argument stays as it is
    rows, columns = stored_places(STORED)
    assert [*zip(rows.tolist(), columns.tolist(), strict=True)] == [(0, 1), (0, 2), (2, 0), (2, 0)]


def test_summaries_by_hand():
    rated = csr_array(np.array([[5.0, 4.0, 0.0], [0.0, 0.0, 0.0]]))
    assert log_activity(rated).tolist() == pytest.approx([np.log(3), 0])
    assert mean_rating(rated)[0] == 4.5 and np.isnan(mean_rating(rated)[1])
    genres = pd.DataFrame({"Drama": [1, 1, 0], "War": [0, 1, 0]})
    profile = genre_profile(rated, genres)
    assert profile.iloc[0].tolist() == [1, 1 / 2] and profile.iloc[1].isna().all()
    assert genre_profile(STORED, genres).iloc[0].tolist() == [1 / 2, 1 / 2]


def test_lists_become_rows_and_an_index_out_of_range_is_named():
    assert to_histories([[2, 0, 2], []], 3).toarray().tolist() == [[1, 0, 1], [0, 0, 0]]
    assert to_histories([], 3).shape == (0, 3)
    with pytest.raises(IndexError, match="query 1 has item 3 in its history: there are items 0"):
        to_histories([[0], [3]], 3)


@given(seed=st.integers(0, 99), share=st.floats(0.1, 0.9), n_draws=st.integers(1, 3))
def test_a_history_is_divided_into_question_and_answer(seed, share, n_draws):
    histories = crowd(8, 12, seed).matrix()
    histories.data[::3] = 0
    users, inputs, targets = hide_part(histories, share, n_draws, seed)
    assert len(users) == 8 * n_draws
    both = as_watched(inputs) + as_watched(targets)
    assert np.array_equal(both.toarray(), as_watched(histories)[users].toarray())
    n = np.diff(histories.indptr)[users]
    assert np.array_equal(np.diff(targets.indptr), np.maximum(1, np.round(share * n)))


def test_what_came_next_was_not_there_before():
    users, items = np.array([0, 1, 0, 0, 1, 0]), np.array([2, 0, 1, 2, 1, 0])
    watches, inputs, targets = cut_in_time(users, items, (2, 3), n_draws=50)
    assert not as_watched(inputs).multiply(as_watched(targets)).nnz
    for watch, before, after in zip(watches, inputs.toarray(), targets.toarray(), strict=True):
        earlier = items[:watch][users[:watch] == users[watch]]
        assert np.flatnonzero(before).tolist() == sorted(set(earlier))
        assert np.flatnonzero(after).tolist() == [items[watch]]
    assert set(watches) == {0, 1, 2, 4, 5}  # watch 3 repeats watch 0
