"""Work in a process of its own: told, done, failed, stopped."""

import operator
import time

import numpy as np
import pytest

from utils.explorer.jobs import Job
from utils.space.maps import t_sne


@pytest.fixture
def heard():
    """What was heard of a job: what it told, what came out, what went wrong."""
    return {"told": [], "done": [], "failed": []}


def start(work, arguments, heard):
    return Job(work, arguments, *(heard[name].append for name in ("told", "done", "failed")))


def test_the_result_comes_after_what_was_told(heard):
    vectors = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    start(t_sne, (vectors,), heard).wait()
    assert heard["told"][-1] == 1
    np.testing.assert_array_equal(heard["done"][0], t_sne(vectors))
    assert heard["failed"] == []


def test_what_goes_wrong_is_said(heard):
    start(t_sne, (None,), heard).wait()
    assert heard["done"] == []
    assert "Error" in heard["failed"][0]


def test_work_that_takes_no_told_is_said(heard):
    start(operator.add, (1, 2), heard).wait()
    assert "TypeError" in heard["failed"][0]


def test_what_is_stopped_ends_and_says_nothing_more(heard):
    vectors = np.random.default_rng(0).normal(size=(3000, 20)).astype(np.float32)
    job = start(t_sne, (vectors,), heard)
    while not heard["told"]:
        time.sleep(0.05)
    job.stop()
    so_far = len(heard["told"])
    job.wait()
    assert heard["done"] == heard["failed"] == []
    assert len(heard["told"]) <= so_far + 1
    assert job._process.returncode != 0


def test_a_process_that_dies_is_said(heard):
    job = start(t_sne, (np.random.default_rng(0).normal(size=(3000, 20)),), heard)
    while not heard["told"]:
        time.sleep(0.05)
    job._process.kill()
    job.wait()
    assert "ended" in heard["failed"][0]
