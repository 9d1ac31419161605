"""The scaling benchmark in small: every row is measured, and the peer gets the same work."""

import numpy as np
import pytest

from benchmarks.softmax_scaling import (
    BATCH,
    N_SAMPLED,
    ROWS,
    full_gradient,
    peer_gradient,
    sampled_gradient,
    scaling_table,
)
from utils.base.backend import tf

N_ITEMS = 4000


@pytest.fixture(scope="module")
def arguments():
    rng = np.random.default_rng(0)
    U, V = (tf.Variable(rng.normal(0, 1, (n, 3)).astype(np.float32)) for n in (BATCH, N_ITEMS))
    items, sampled = (rng.integers(0, N_ITEMS, n, np.int32) for n in (BATCH, N_SAMPLED))
    log_q = np.full(N_ITEMS, -np.log(N_ITEMS), np.float32)
    return U, V, np.arange(BATCH, dtype=np.int32), items, sampled, log_q


def test_ours_and_the_peer_look_up_the_same_rows(arguments):
    ours, peer = sampled_gradient(*arguments), peer_gradient(*arguments)
    assert sorted(ours.indices.numpy()) == sorted(peer.indices.numpy())
    assert len(ours.indices) == BATCH + N_SAMPLED


def test_the_full_gradient_has_no_row_without_a_value(arguments):
    assert np.abs(full_gradient(*arguments)).max(axis=1).min() > 0


def test_the_table_has_a_row_for_each_way_and_a_time_for_each_size():
    header, _, *rows = scaling_table(sizes=(100, 200))
    assert header == "| | 100 items, ms | 200 items, ms | last / first |"
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(ROWS)
    times = [[float(cell) for cell in row.strip("| ").split(" | ")[1:]] for row in rows]
    assert np.shape(times) == (6, 3) and np.min(times) > 0
