"""The command, on loopback: many processes as one, killed, resumed, and what goes wrong named."""

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.tools.jax_worker import in_a_worker
from utils.base.paths import ROOT
from utils.scale.costs import (
    in_batch_bytes,
    replicated_step_bytes,
    sharded_step_bytes,
    table_bytes,
)
from utils.scale.events import write_shards
from utils.scale.processes import free_port
from utils.scale.training_data import write_catalog

if importlib.util.find_spec("jax") is None:
    pytest.skip("make scale installs what this needs", allow_module_level=True)

N_STEPS, BATCH, DIM, WIDTH = 6, 64, 64, 8


def write_events(folder, n_items):
    """Random events and what is known of their items."""
    rng = np.random.default_rng(0)
    history = rng.integers(-1, n_items, (1024, WIDTH), dtype=np.int32)
    item = rng.integers(0, n_items, 1024, dtype=np.int32)
    halves = (slice(0, 512), slice(512, 1024))
    write_shards(folder, [{"history": history[half], "item": item[half]} for half in halves])
    tokens = [[i % 2] for i in range(n_items)]
    write_catalog(folder, np.ones(n_items, int), ["even", "odd"], tokens)
    return folder


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    return write_events(tmp_path_factory.mktemp("events"), 1000)


def hosts(folder, *names):
    path = folder / "hosts.txt"
    first, *others = names
    path.write_text("\n".join([f"{first}:{free_port()}", *others]) + "\n")
    return path


def command(*options):
    return [sys.executable, "-m", "utils.scale", "train", *map(str, options)]


def run(*options, steps=N_STEPS):
    fixed = ("--steps", steps, "--every", 2, "--batch-size", BATCH)
    done = subprocess.run(
        command(*options, *fixed), cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    records = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done, records


def losses(records):
    return {record["step"]: record["loss"] for record in records if "loss" in record}


@pytest.fixture(scope="module")
def alone(events):
    done, records = run("--events", events)
    assert done.returncode == 0, done.stderr
    return losses(records)


def test_two_processes_killed_and_resumed_on_one_have_the_losses_of_one(events, alone, tmp_path):
    options = ("--events", events, "--checkpoint", tmp_path / "saved", "--sharded")
    two = hosts(tmp_path, "127.0.0.1", "localhost")
    running = subprocess.Popen(
        command(*options, "--hosts", two, "--steps", 1000, "--every", 2, "--batch-size", BATCH),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    records = []
    while not any(record.get("saved") == 4 for record in records):
        line = running.stdout.readline()
        assert line, running.stderr.read()
        if line.startswith("{"):
            records.append(json.loads(line))
    worker = worker_of_rank(running.pid, 1)
    maps = Path(f"/proc/{worker}/maps").read_text()
    assert "jaxlib" in maps and "tensorflow" not in maps
    os.kill(worker, signal.SIGKILL)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "the process of rank 1 on localhost was killed by SIGKILL" in told
    assert records[0]["devices"] == 2
    first = losses(records)
    done, records = run(*options)
    assert done.returncode == 0, done.stderr
    assert records[0]["resumed"] >= 4
    both = {step: loss for step, loss in (first | losses(records)).items() if step <= N_STEPS}
    assert both.keys() == alone.keys()
    assert np.allclose([both[s] for s in alone], list(alone.values()), atol=1e-5)


def worker_of_rank(parent, rank):
    """The process id of the worker with this rank among the children of `parent`."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        if words[words.index("--rank") + 1] == str(rank):
            return int(child)
    raise AssertionError(f"no worker of rank {rank}")


# What does not need the command: asked in one process, in JSON


STEPS_OF_EIGHT = """
from utils.scale.costs import wire_bytes
told = {}
for optimizer, n_items, sharded in json.loads(sys.argv[2]):
    distribute(sharded)
    events = f"{sys.argv[1]}/{n_items}"
    settings = {"batch_size": 64, "sharded": sharded, "dim": 64, "optimizer": optimizer}
    plan = Plan(events, **settings)
    model = make_model(plan)
    kept = sum(here for _, here in bytes_by_variable(model).values())
    sent = wire_bytes(compiled_step(model, *next(parts(plan, 0))), 8)
    told[f"{optimizer} {n_items} {sharded}"] = kept, sent
print(json.dumps(told))
"""


def test_eight_devices_send_what_the_formula_says_and_with_parts_no_more_for_more_items(tmp_path):
    for n_items in (1000, 4000):
        write_events(tmp_path / str(n_items), n_items)
    cases = [
        ("adam", 1000, False),
        ("adam", 4000, False),
        ("adam", 4000, True),
        ("rowwise", 1000, True),
    ]
    told = in_a_worker(STEPS_OF_EIGHT, tmp_path, json.dumps(cases), n_devices=8)
    for optimizer, n_items, sharded in cases:
        kept, sent = told[f"{optimizer} {n_items} {sharded}"]
        tables = [table_bytes(-(-n_items // 64) * 64, DIM)] * 2
        if sharded:
            assert kept == pytest.approx(sum(tables) / 8, rel=0.02)
            expected = sharded_step_bytes(BATCH * (WIDTH + 1), DIM, 8)
        else:
            expected = replicated_step_bytes(tables, 8)
        assert sent == pytest.approx(expected + in_batch_bytes(BATCH, DIM, 8), rel=0.02)


ROWS_OF_A_BATCH = """
import jax
from utils.scale.rowwise import rowwise_adagrad
plan = Plan(sys.argv[1], batch_size=8, optimizer="rowwise", learning_rate=0.1)
model, batches = make_model(plan), parts(plan, 0)

def loss_of(E, V, x, y):
    others = [v.value for v in model.trainable_variables[2:]]
    fixed = [v.value for v in model.non_trainable_variables]
    mapping = list(zip(model.variables, [E, V, *others, *fixed]))
    with keras.StatelessScope(mapping):
        return model.compute_loss(x, y, model(x), training=False)

gradients_of = jax.jit(jax.grad(loss_of, (0, 1)))
assert [v.name for v in model.trainable_variables[:2]] == ["E", "V"]
tables = [np.array(model.E), np.array(model.V)]
seen = [np.zeros(len(table), np.float32) for table in tables]
gaps, untouched = [], []
for _ in range(3):
    x, y = next(batches)
    gradients = gradients_of(*tables, x, y)
    model.train_on_batch(x, y)
    for t, named in enumerate((np.unique(x["history"]), np.unique(y))):
        named = named[named >= 0]
        before = tables[t].copy()
        step = rowwise_adagrad(tables[t], seen[t], named, np.array(gradients[t])[named], 0.1)
        tables[t], seen[t] = map(np.array, step)
        after = np.array(model.E if t == 0 else model.V)
        gaps.append(float(np.abs(after - tables[t]).max()))
        others = np.setdiff1d(np.arange(len(after)), named)
        untouched.append(bool(np.array_equal(after[others], before[others])))
        tables[t] = after.copy()
moved = float(np.abs(after - before).max())
print(json.dumps({"gaps": gaps, "untouched": untouched, "moved": moved}))
"""


def test_rowwise_adagrad_trains_the_rows_of_a_batch_and_no_other(events):
    told = in_a_worker(ROWS_OF_A_BATCH, events)
    assert max(told["gaps"]) < 1e-5
    assert all(told["untouched"])
    assert told["moved"] > 0.01


# What goes wrong


def refused(*options, steps=N_STEPS):
    done, _ = run(*options, steps=steps)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return re.sub(r"\s+", " ", done.stderr)


def test_hosts_that_are_not_there_are_named(events, tmp_path):
    unknown = hosts(tmp_path, "no-such-host.invalid")
    assert "hosts.txt, line 1: the host 'no-such-host.invalid' has no address" in refused(
        "--events", events, "--hosts", unknown
    )
    elsewhere = hosts(tmp_path, "192.0.2.1")
    assert "none of the hosts 192.0.2.1 is this machine" in refused(
        "--events", events, "--hosts", elsewhere
    )


def test_what_is_wrong_with_the_events_is_named_before_anything_starts(events, tmp_path):
    assert "has no events.json" in refused("--events", tmp_path)
    of_others = write_shards(tmp_path / "others", [{"item": np.arange(512.0)}]).folder
    spoiled = {
        "part-00001.parquet is missing": lambda path: path.unlink(),
        "part-00001.parquet is damaged": lambda path: os.truncate(path, 500),
        "part-00001.parquet has the columns {'item': 'double'}": lambda path: shutil.copy(
            of_others / "part-00000.parquet", path
        ),
    }
    for number, (told, spoil) in enumerate(spoiled.items()):
        folder = shutil.copytree(events, tmp_path / str(number))
        spoil(folder / "part-00001.parquet")
        assert told in refused("--events", folder)


ON_THREE = """
told = []
for batch_size, sharded in ((64, False), (66, True)):
    try:
        train_on_mesh(Plan(sys.argv[1], batch_size=batch_size, sharded=sharded))
    except ValueError as error:
        told.append(str(error))
print(json.dumps(told))
"""


def test_a_batch_and_rows_that_the_devices_cannot_divide_are_named(events):
    batch, rows = in_a_worker(ON_THREE, events, n_devices=3)
    assert "64 examples of a batch cannot be divided evenly among 3 devices: make it 66" in batch
    assert "tables have a multiple of 64 rows, which 3 devices cannot divide evenly" in rows


def test_a_host_that_does_not_answer_is_named(events, tmp_path):
    two = hosts(tmp_path, "127.0.0.1", "192.0.2.1")
    told = refused("--events", events, "--hosts", two, "--patience", 5)
    assert "no process of 192.0.2.1 came to 127.0.0.1:" in told
    assert "within 5 s" in told


def test_a_checkpoint_of_another_model_is_named_and_a_damaged_one_skipped(events, tmp_path):
    options = ("--events", events, "--checkpoint", tmp_path)
    done, first = run(*options, steps=4)
    assert done.returncode == 0, done.stderr
    told = refused(*options, "--dim", 16)
    assert "of another model: model 000 E is [1024, 32] there and [1024, 16] here" in told
    for path in (tmp_path / "4" / "state").rglob("*"):
        if path.is_file():
            os.truncate(path, 3)
    done, records = run(*options, steps=4)
    assert done.returncode == 0, done.stderr
    assert "skipped a damaged checkpoint, step 4" in done.stdout
    assert records[0]["resumed"] == 2
    assert losses(records)[4] == pytest.approx(losses(first)[4], abs=1e-6)
