"""The command, on loopback: many processes as one, killed, resumed, and what goes wrong named."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from utils.base.paths import ROOT
from utils.scale.costs import (
    in_batch_bytes,
    replicated_step_bytes,
    sharded_step_bytes,
    table_bytes,
    wire_bytes,
)
from utils.scale.processes import free_port, worker_environment

if importlib.util.find_spec("jax") is None:
    pytest.skip("make scale installs what this needs", allow_module_level=True)

N_STEPS, BATCH, DIM, WIDTH = 6, 64, 64, 8


def write_events(folder, n_items):
    """Random events: a program that needs no JAX and no TensorFlow writes them."""
    from utils.scale.events import write_shards
    from utils.scale.training_data import write_catalog

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
    os.kill(worker_of_rank(running.pid, 1), signal.SIGKILL)
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


def test_a_worker_never_loads_tensorflow(events):
    code = (
        "import sys; from utils.scale.training import Plan, train_on_mesh;"
        f"train_on_mesh(Plan({str(events)!r}, steps=1, batch_size=8), write=lambda record: None);"
        "assert 'jax' in sys.modules; sys.exit('tensorflow' in sys.modules)"
    )
    environment = worker_environment()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


# Bytes on the wire, from the program that XLA made


def step_text(folder):
    """The optimized text of the training step among the programs that XLA wrote."""
    paths = [p for p in folder.glob("*train_step*after_optimizations.txt")]
    return max(paths, key=lambda path: path.stat().st_size).read_text()


@pytest.mark.parametrize("n_items", [1000, 4000])
@pytest.mark.parametrize("sharded", [False, True])
def test_eight_devices_send_what_the_formula_says(tmp_path, n_items, sharded):
    folder = write_events(tmp_path / "events", n_items)
    options = ["--events", folder, "--devices", 8, "--dump", tmp_path / "dump", "--dim", DIM]
    done, records = run(*options, *(["--sharded"] if sharded else []), steps=1)
    assert done.returncode == 0, done.stderr
    sent = wire_bytes(step_text(tmp_path / "dump"), 8)
    rows = -(-n_items // 64) * 64
    tables = [table_bytes(rows, DIM)] * 2
    if sharded:
        assert records[0]["bytes_kept"] == pytest.approx(sum(tables) / 8, rel=0.02)
        expected = sharded_step_bytes(BATCH * (WIDTH + 1), DIM, 8)
    else:
        expected = replicated_step_bytes(tables, 8)
    assert sent == pytest.approx(expected + in_batch_bytes(BATCH, DIM, 8), rel=0.02)


# What goes wrong


def refused(*options, steps=N_STEPS):
    done, _ = run(*options, steps=steps)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return re.sub(r"\s+", " ", done.stderr)


def test_bad_input_is_named(events, tmp_path):
    unknown = hosts(tmp_path, "no-such-host.invalid")
    assert "hosts.txt, line 1: the host 'no-such-host.invalid' has no address" in refused(
        "--events", events, "--hosts", unknown
    )
    elsewhere = hosts(tmp_path, "192.0.2.1")
    assert "none of the hosts 192.0.2.1 is this machine" in refused(
        "--events", events, "--hosts", elsewhere
    )
    assert "has no events.json" in refused("--events", tmp_path)


def test_a_batch_that_the_devices_cannot_divide_is_named(events):
    told = refused("--events", events, "--devices", 3)
    assert "64 examples of a batch cannot be divided evenly among 3 devices: make it 66" in told


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
