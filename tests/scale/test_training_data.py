"""Histories of events by hand and for any events, and the catalog beside the shards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.scale.training_data import CATALOG, PADDING, last_items, read_catalog, write_catalog


def test_what_was_watched_before_by_hand():
    history = last_items([0, 1, 0, 0, 1], [10, 20, 11, 12, 21], width=2)
    none = PADDING
    assert history.tolist() == [[none, none], [none, none], [10, none], [11, 10], [20, none]]
    assert history.dtype == np.int32


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=30), st.integers(1, 5))
def test_a_history_is_the_own_past_the_latest_first(events, width):
    users, items = np.array(events, int).reshape(-1, 2).T
    for n, history in enumerate(last_items(users, items, width)):
        past = items[:n][users[:n] == users[n]][::-1][:width].tolist()
        assert history.tolist() == past + [PADDING] * (width - len(past))


def test_a_catalog_is_read_as_it_was_written(tmp_path):
    write_catalog(tmp_path, np.array([3, 0]), ["a", "b"], [[0], [0, 1]])
    assert read_catalog(tmp_path) == {
        "counts": [3, 0],
        "vocabulary": ["a", "b"],
        "catalog": [[0], [0, 1]],
    }


def test_a_missing_catalog_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=rf"{CATALOG} is missing: write_catalog"):
        read_catalog(tmp_path)
