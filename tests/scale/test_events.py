"""Shards of events: every event once, far from its neighbors, in bounded memory; and resumed."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.base.paths import ROOT

pytest.importorskip("pyarrow", reason="make scale installs it")
from utils.scale.events import MANIFEST, Shards, write_shards  # noqa: E402


def numbered(n, n_shards):
    """Parts whose events are 0, 1, …, each with a history of two."""
    for ids in np.array_split(np.arange(n, dtype=np.int32), n_shards):
        yield {"event": ids, "history": np.stack([ids, -ids], axis=1)}


@pytest.fixture
def shards(tmp_path):
    return write_shards(tmp_path, numbered(1000, 4), piece=16)


@settings(max_examples=15, deadline=None)
@given(n=st.integers(1, 400), n_shards=st.integers(1, 5), piece=st.integers(1, 60))
def test_a_pass_gives_every_event_once_and_columns_stay_together(
    tmp_path_factory, n, n_shards, piece
):
    shards = write_shards(tmp_path_factory.mktemp("events"), numbered(n, n_shards), piece)
    blocks = list(shards.one_pass(seed=3))
    events = np.concatenate([block["event"] for block in blocks])
    assert sorted(events) == list(range(n))
    history = np.concatenate([block["history"] for block in blocks])
    assert np.array_equal(history, np.stack([events, -events], axis=1))


def test_neighbors_in_the_files_are_no_neighbors_in_the_pass(shards):
    events = np.concatenate([block["event"] for block in shards.one_pass()])
    assert np.mean(np.abs(np.diff(events)) == 1) < 0.01


@pytest.mark.parametrize("start", [1, 13, 31, 62, 63])
def test_batches_go_on_from_any_place_in_any_pass(shards, start):
    from_the_beginning, resumed = shards.batches(32), shards.batches(32, start=start)
    for _ in range(start):
        next(from_the_beginning)
    for _ in range(40):
        assert np.array_equal(next(from_the_beginning)["event"], next(resumed)["event"])


def test_the_second_pass_has_another_order_and_the_same_events(shards):
    batches = shards.batches(100)
    first, second = (np.concatenate([next(batches)["event"] for _ in range(10)]) for _ in "12")
    assert sorted(first) == sorted(second) == list(range(1000))
    assert not np.array_equal(first, second)


def test_a_missing_shard_is_named(shards):
    (shards.folder / "part-00002.parquet").unlink()
    with pytest.raises(FileNotFoundError, match="part-00002.parquet is missing"):
        Shards.open(shards.folder)


def test_a_truncated_shard_is_named(shards):
    path = shards.folder / "part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ValueError, match="part-00001.parquet is damaged"):
        Shards.open(shards.folder)


def test_a_shard_of_other_columns_is_named(shards, tmp_path_factory):
    other = write_shards(tmp_path_factory.mktemp("other"), [{"event": np.arange(250.0)}])
    (shards.folder / "part-00003.parquet").write_bytes(
        (other.folder / "part-00000.parquet").read_bytes()
    )
    with pytest.raises(ValueError, match="part-00003.parquet has the columns.*double"):
        Shards.open(shards.folder)


def test_a_shard_of_another_length_is_named(shards):
    (shards.folder / "part-00003.parquet").write_bytes(
        (shards.folder / "part-00000.parquet").read_bytes()
    )
    manifest = json.loads((shards.folder / MANIFEST).read_text())
    manifest["rows"][3] += 1
    (shards.folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ValueError, match="part-00003.parquet has 250 rows; the manifest says 251"):
        Shards.open(shards.folder)


def test_parts_of_different_columns_are_refused(tmp_path):
    with pytest.raises(ValueError, match="part 1 has the columns"):
        write_shards(tmp_path, [{"a": np.arange(3)}, {"b": np.arange(3)}])
    assert not (tmp_path / MANIFEST).exists()


PEAK = """
import json, re, sys, numpy as np
from utils.scale.events import Shards
def peak(): return 1024 * int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
shards = Shards.open(sys.argv[1])
for block in shards._read([(0, 0, 8192)], np.arange(8192), None), : pass
before, total = peak(), 0
for block in shards.one_pass():
    total += int(block["event"].sum())
print(json.dumps({"grown": peak() - before, "total": total}))
"""


def test_a_pass_over_more_than_it_may_hold_keeps_memory_flat(tmp_path):
    n_shards, n, width = 32, 100_000, 30
    history = np.random.default_rng(0).integers(0, 1 << 30, (n, width), dtype=np.int32)
    parts = ({"event": np.arange(s * n, (s + 1) * n), "history": history} for s in range(n_shards))
    write_shards(tmp_path, parts)
    in_all = n_shards * n * (8 + 4 * width)
    command = [sys.executable, "-c", PEAK, str(tmp_path)]
    told = json.loads(subprocess.check_output(command, cwd=ROOT, text=True))
    assert told["total"] == n_shards * n * (n_shards * n - 1) // 2
    assert 0 < told["grown"] < 0.6 * in_all  # some copies of the pieces in hand
