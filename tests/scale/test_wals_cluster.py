"""WALS on shard files: what one machine computes, in every bit if a worker is killed."""

import os
import signal
import threading
import time

import numpy as np
import pytest
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from tests.tools.closed import all_closed
from utils.models.wals import WALS
from utils.scale.wals_cluster import fit_on_shards, shard_half_step, write_row_shards

MATRIX = csr_array((np.random.default_rng(0).random((400, 150)) < 0.05).astype(np.float32))


class Observed:
    """What WALS.fit reads."""

    def matrix(self):
        return MATRIX


class Here:
    """The part of Dask's client that is used, in this process."""

    def map(self, function, items, pure, **settings):
        return [function(item, **settings) for item in items]

    def gather(self, results):
        return results


def shards(folder, n=3):
    users = write_row_shards(MATRIX, folder, "users", n)
    return users, write_row_shards(MATRIX.T.tocsr(), folder, "items", n)


def same(a, b):
    return np.array_equal(a.U, b.U) and np.array_equal(a.V, b.V)


def test_the_embeddings_are_those_of_one_machine_but_for_the_last_digits(tmp_path):
    settings = {"dim": 8, "n_iterations": 3}
    alone = WALS(**settings).fit(Observed())
    spread = fit_on_shards(Here(), tmp_path, *shards(tmp_path), WALS(**settings))
    assert np.allclose(spread.U, alone.U, atol=1e-4)
    assert np.allclose(spread.V, alone.V, atol=1e-4)


def test_half_steps_that_are_there_are_not_done_again(tmp_path):
    users, items = shards(tmp_path)
    first = fit_on_shards(Here(), tmp_path, users, items, WALS(dim=8, n_iterations=2))
    for path in items:
        os.truncate(path, 10)  # nobody may read these again
    again = fit_on_shards(Here(), tmp_path, users, items, WALS(dim=8, n_iterations=2))
    assert same(again, first)


def test_a_missing_and_a_damaged_shard_are_named(tmp_path):
    users, _ = shards(tmp_path)
    np.save(tmp_path / "V.npy", np.zeros((150, 4), np.float32))
    os.truncate(users[1], 100)
    with all_closed(), pytest.raises(ValueError, match="users-00001.npz is damaged"):
        shard_half_step(users[1], tmp_path / "V.npy", 10.0, 10.0)
    os.remove(users[0])
    with pytest.raises(FileNotFoundError, match="users-00000.npz"):
        shard_half_step(users[0], tmp_path / "V.npy", 10.0, 10.0)
    np.save(tmp_path / "V.npy", np.zeros((7, 4), np.float32))
    with pytest.raises(ValueError, match="users-00002.npz has 150 columns, and .*V.npy 7 rows"):
        shard_half_step(users[2], tmp_path / "V.npy", 10.0, 10.0)


def test_more_shards_than_rows_are_refused(tmp_path):
    with pytest.raises(ValueError, match="400 rows cannot be cut into 401 shards"):
        write_row_shards(MATRIX, tmp_path, "users", 401)


def test_on_dask_a_killed_worker_changes_no_bit(tmp_path):
    distributed = pytest.importorskip("distributed", reason="make scale installs it")
    settings = {"dim": 32, "n_iterations": 40}
    options = {"threads_per_worker": 1, "dashboard_address": None, "processes": True}
    with (
        distributed.LocalCluster(n_workers=2, **options) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def kill():
            while not (tmp_path / "U-00002.npy").exists():
                time.sleep(0.01)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        parts = shards(tmp_path, 4)
        fitted = fit_on_shards(client, tmp_path, *parts, WALS(**settings))
        killer.join()
        assert victim not in client.run(os.getpid).values()
    with threadpool_limits(1):  # as in Dask's workers
        calm = fit_on_shards(Here(), tmp_path / "calm", *parts, WALS(**settings))
    assert same(fitted, calm)
