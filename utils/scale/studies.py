"""What lesson 10 measures: each study runs processes of this machine, or reads what they once gave.

A study needs the packages of `make scale`. Where they are missing, lesson 10 shows the results that
are stored in data/scale.json: `python -m utils.scale.studies` writes them.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from utils.base.files import replacing
from utils.base.paths import ROOT
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.models.item_features import ItemFeatures
from utils.scale.processes import free_port, worker_environment
from utils.scale.training_data import last_items, write_catalog

STORED = ROOT / "data" / "scale.json"
PACKAGES = ("jax", "orbax", "pyarrow", "distributed")
WIDTH = 8  # of a history
KILLED_AFTER = 10  # steps
SETTINGS = {"steps": 15, "every": KILLED_AFTER // 2, "learning_rate": 0.02}  # of a Plan


def is_installed() -> bool:
    """Whether the packages of `make scale` are there."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)


def measured(study: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """What a study gives, measured now, or what is stored where that cannot be.

    Args:
        study: one of STUDIES.

    Returns:
        dict, as the study gives it.
    """
    if is_installed():
        with tempfile.TemporaryDirectory() as folder:
            return study(Path(folder))
    return json.loads(STORED.read_text())[study.__name__]


def write_movielens_events(folder: Path) -> Path:
    """Every rating of MovieLens as an event: the 8 movies rated before, and this one."""
    from utils.scale.events import write_shards  # here, because it needs pyarrow

    data = load_movielens()
    rated = Interactions.from_ratings(data.ratings.sort_values("timestamp", kind="stable"))
    history = last_items(rated.users, rated.items, WIDTH)
    parts = [
        {"history": history[rows], "item": rated.items[rows].astype(np.int32)}
        for rows in np.array_split(np.arange(len(rated.items)), 4)
    ]
    counts = np.bincount(rated.items, minlength=rated.n_items)
    movies = data.movies_of(rated.item_ids)
    tokens = ItemFeatures.fit(movies, counts > 0)
    write_shards(folder, parts)
    write_catalog(folder, counts, tokens.vocabulary, tokens.catalog)
    return folder


def _in_own_network(command):
    """The command in a network namespace of its own, so that the loopback interface counts its
    bytes alone; as it is where the system does not allow that."""
    enter = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"']
    probe = [*enter, "sh", "true"]
    allowed = shutil.which("unshare") and shutil.which("ip")
    if allowed and subprocess.run(probe, capture_output=True).returncode == 0:
        return [*enter, "sh", *command]
    return command


def _train(folder, events, *options, n_processes=1):
    """Start the command of the course. Returns its Popen; stdout has a JSON object a line."""
    command = [sys.executable, "-m", "utils.scale", "train", "--events", str(events)]
    if n_processes > 1:
        hosts = folder / "hosts.txt"
        hosts.write_text(
            "\n".join([f"127.0.0.1:{free_port()}"] + ["127.0.0.1"] * (n_processes - 1))
        )
        command += ["--hosts", str(hosts)]
    with open(folder / "errors.txt", "w") as errors:
        return subprocess.Popen(
            _in_own_network([*command, *map(str, options)]),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )


def _records(process, folder):
    for line in process.stdout:
        if line.startswith("{"):
            yield json.loads(line)
    if process.wait() not in (0, -signal.SIGKILL):
        raise RuntimeError((folder / "errors.txt").read_text()[-1000:])


def two_processes(folder: Path) -> dict[str, Any]:
    """The course's towers on two processes of which both are killed after ten steps, then on one
    from the checkpoint, by the command that a cluster would run.

    Returns:
        Dict of "two", "resumed": dicts of step → loss; "resumed_at": step.
    """
    options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
    options.append(f"--checkpoint={folder / 'saved'}")
    events = write_movielens_events(folder / "events")
    process, two = _train(folder, events, *options, n_processes=2), []
    for record in _records(process, folder):
        two.append(record)
        if record.get("saved") == KILLED_AFTER:
            os.killpg(process.pid, signal.SIGKILL)
    resumed = list(_records(_train(folder, events, *options), folder))
    return {
        "two": _losses(two),
        "resumed": _losses(resumed),
        "resumed_at": resumed[0]["resumed"],
    }


def _losses(records):
    return {str(record["step"]): record["loss"] for record in records if "loss" in record}


def _ask_workers(name, n_processes=1, n_devices=1):
    """What the workers of utils/scale/study_worker.py answer."""
    command = [sys.executable, "-m", "utils.scale.study_worker", name, str(n_processes)]
    done = subprocess.run(
        _in_own_network([*command, str(free_port())]),
        cwd=ROOT,
        env=worker_environment(n_processes, n_devices),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not line.startswith("    @")]
        raise RuntimeError("\n".join([f"the study {name} failed:", *lines[-30:]]))
    return json.loads(done.stdout.splitlines()[-1])


def on_the_wire(folder: Path) -> dict[str, Any]:
    """Bytes that two processes send in a step of the towers, with tables of two sizes, kept whole
    by both or divided between them.

    Returns:
        Dict of "rows": list of dict with sharded, n_items, table_bytes, looked_up, measured.
    """
    return _ask_workers("wire", n_processes=2)


def on_eight_devices(folder: Path) -> dict[str, Any]:
    """What eight simulated devices keep and send, from the programs that XLA makes.

    Returns:
        Dict of "rows": list of dict with model, width, sharded, bytes_kept, sent.
    """
    return _ask_workers("devices", n_devices=8)


def one_process(folder: Path) -> dict[str, Any]:
    """The course's towers on one process: their loss before training with the negatives of the
    whole batch of 256, and with those of a half and of an eighth; and the losses of training.

    Returns:
        Dict of "negatives": n → loss with 1/n of the batch; "losses": step → loss.
    """
    return _ask_workers("alone")


def wals_with_a_death(folder: Path) -> dict[str, Any]:
    """WALS on one machine, on two Dask workers, and on two of which one is killed.

    Returns:
        Dict of "from_one_machine", the largest difference of the scores of nine people;
        "same_bits", whether the two runs on Dask agree in each bit; "killed" and "workers", counts.
    """
    return _ask_workers("wals")


def one_pass(folder: Path) -> dict[str, Any]:
    """One shuffled pass over events that do not fit into what it may hold.

    Returns:
        Dict of n_events, bytes, seconds, grown (bytes of memory), each_once, neighbors (share).
    """
    return _ask_workers("events")


STUDIES = (
    one_process,
    two_processes,
    on_the_wire,
    on_eight_devices,
    wals_with_a_death,
    one_pass,
)


def store_all() -> None:
    """Run all studies and store what they give."""
    stored = {study.__name__: measured(study) for study in STUDIES}
    with replacing(STORED) as file:
        file.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    store_all()
