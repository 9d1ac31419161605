"""The processes of the studies of lesson 10: `python -m utils.scale.study_worker NAME N PORT`.

It prints one JSON object. With N = 2 it starts a second process like itself.
"""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from utils.scale.costs import table_bytes, wire_bytes
from utils.scale.processes import loopback_bytes

BATCH, DIM = 256, 32
PATIENCE = 600  # seconds, on a machine that is busy with other things


def random_events(folder: Path, n_items: int, width: int, n: int = 2048) -> Path:
    """Events of random items, for what does not depend on who watched what."""
    from utils.scale.events import write_shards
    from utils.scale.training_data import write_catalog

    rng = np.random.default_rng(0)
    history = rng.integers(0, n_items, (n, width), dtype=np.int32)
    item = rng.integers(0, n_items, n, dtype=np.int32)
    write_shards(folder, [{"history": history, "item": item}])
    write_catalog(folder, np.ones(n_items, int), ["a", "b"], [[i % 2] for i in range(n_items)])
    return folder


def _losses_and_bytes(events, rank=0, n_processes=1, **settings):
    """What train_on_mesh tells of each step: list of dict with step, loss and lo_bytes."""
    from utils.scale.training import Plan, keras, train_on_mesh

    records: list[dict[str, Any]] = []
    plan = Plan(str(events), batch_size=BATCH, dim=DIM, **settings)
    train_on_mesh(plan, rank, n_processes, records.append)
    keras.utils.clear_session()  # the next model shall not stand beside this one in memory
    return [record for record in records if "loss" in record]


def wire(rank: int, n_processes: int, folder: Path) -> dict[str, Any]:
    """As of studies.on_the_wire."""
    rows = []
    for n_items in (10_048, 100_480):
        events = random_events(folder / f"{n_items}-{rank}", n_items, 8)
        for sharded in (False, True):
            trained = _losses_and_bytes(events, rank, n_processes, steps=6, sharded=sharded)
            counted = [step["lo_bytes"] for step in trained]
            rows.append(
                {
                    "sharded": sharded,
                    "n_items": n_items,
                    "table_bytes": 2 * table_bytes(n_items, DIM),
                    "looked_up": BATCH * 9,
                    "measured": (counted[-1] - counted[1]) / (len(counted) - 2),
                }
            )
    return {"rows": rows}


def devices(rank: int, n_processes: int, folder: Path) -> dict[str, Any]:
    """As of studies.on_eight_devices."""
    from utils.scale.mesh import bytes_by_variable, distribute
    from utils.scale.training import Plan, compiled_step, make_model, parts

    rows = []
    for model, n_items, width in (("towers", 20_032, 8), ("softmax", 9_088, 400)):
        events = random_events(folder / model, n_items, width)
        for sharded in (False, True):
            distribute(sharded)
            plan = Plan(str(events), model, batch_size=64, sharded=sharded, dim=DIM)
            made = make_model(plan)
            kept = sum(here for _, here in bytes_by_variable(made).values())
            text = compiled_step(made, *next(parts(plan, 0)))
            told = {"model": model, "n_items": n_items, "width": width, "sharded": sharded}
            rows.append({**told, "bytes_kept": kept, "sent": wire_bytes(text, 8)})
    return {"rows": rows}


def alone(rank: int, n_processes: int, folder: Path) -> dict[str, Any]:
    """As of studies.one_process."""
    from utils.scale.studies import SETTINGS, write_movielens_events
    from utils.scale.training import Plan, make_model, parts

    plan = Plan(str(write_movielens_events(folder)), batch_size=BATCH)
    model = make_model(plan)
    negatives = {}
    for n in (1, 2, 8):
        each = []
        for part in range(n):
            x, y = next(parts(plan, 0, part, n))
            each.append(float(model.compute_loss(x, y, model(x), training=False)))
        negatives[str(n)] = float(np.mean(each))
    trained = _losses_and_bytes(folder, **SETTINGS)
    losses = {str(step["step"]): step["loss"] for step in trained}
    return {"negatives": negatives, "losses": losses}


def wals(rank: int, n_processes: int, folder: Path) -> dict[str, Any]:
    """As of studies.wals_with_a_death."""
    from distributed import Client, LocalCluster
    from threadpoolctl import threadpool_limits

    from utils.data.interactions import Interactions
    from utils.data.movielens import load_movielens
    from utils.models.wals import WALS
    from utils.scale.wals_cluster import fit_on_shards, write_row_shards

    interactions = Interactions.from_ratings(load_movielens().ratings)
    with threadpool_limits(1):  # as Dask's workers have it: more threads add in another order
        alone = WALS(dim=DIM, n_iterations=6).fit(interactions)
    X = interactions.matrix()
    users = write_row_shards(X, folder, "users", 4)
    items = write_row_shards(X.T.tocsr(), folder, "items", 4)
    options = {"threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(n_workers=2, **options) as cluster, Client(cluster) as client:

        def spread(name):
            return fit_on_shards(client, folder / name, users, items, WALS(dim=DIM, n_iterations=6))

        calm = spread("calm")
        before = list(client.run(os.getpid).values())
        signal_file = folder / "death" / "U-00002.npy"
        threading.Thread(target=_kill_when, args=(signal_file, before[0])).start()
        death = spread("death")
        client.wait_for_workers(2)
        after = list(client.run(os.getpid).values())
    return {
        "from_one_machine": float(np.abs(calm.score(X[:9]) - alone.score(X[:9])).max()),
        "same_bits": bool(np.array_equal(calm.U, death.U) and np.array_equal(calm.V, death.V)),
        "killed": len(set(before) - set(after)),
        "workers": len(after),
    }


def _kill_when(path, victim):
    while not path.exists():
        time.sleep(0.01)
    os.kill(victim, signal.SIGKILL)


def events(rank: int, n_processes: int, folder: Path) -> dict[str, Any]:
    """As of studies.one_pass."""
    n = 12_000_000
    writer = multiprocessing.Process(target=_write_numbered, args=(folder, n))
    writer.start()  # a process of its own, so that its memory does not count
    writer.join()
    from utils.scale.events import Shards

    shards = Shards.open(folder)
    seen, close = np.zeros(n, np.int8) + 1, []
    before, start = _peak(), time.perf_counter()
    for block in shards.one_pass():
        seen[block["event"]] += 1
        close.append(np.mean(np.abs(np.diff(block["event"])) == 1))
    return {
        "n_events": n,
        "bytes": n * 32,
        "seconds": time.perf_counter() - start,
        "grown": _peak() - before,
        "each_once": bool((seen == 2).all()),
        "neighbors": float(np.mean(close)),
    }


def _write_numbered(folder, n):
    from utils.scale.events import write_shards

    parts = (
        {"event": ids, "user": np.zeros_like(ids), "item": np.zeros_like(ids), "time": ids}
        for ids in np.split(np.arange(n), 8)
    )
    write_shards(folder, parts)


def _peak():
    """Bytes; not ru_maxrss, which begins with the peak of the process that started this one."""
    told = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", told)[1])


def answer(name: str, n_processes: int, port: int, rank: int = 0) -> None:
    """Run one study, and print what it gives.

    Args:
        name: of a function above: alone, wire, devices, wals or events.
        n_processes: 1 or 2; the first starts the second.
        port: of the loopback interface, where they meet.
        rank: of this one.
    """
    other = None
    if n_processes > 1 and rank == 0:
        command = [sys.executable, "-m", "utils.scale.study_worker", name, "2", str(port), "1"]
        other = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if n_processes > 1:
        from utils.scale.mesh import connect, disconnect

        connect(f"127.0.0.1:{port}", ["127.0.0.1"] * n_processes, rank, PATIENCE)
    with tempfile.TemporaryDirectory() as folder:
        told = globals()[name](rank, n_processes, Path(folder))
    print(json.dumps({**told, "lo_bytes": loopback_bytes()}))
    if n_processes > 1:
        disconnect()
    if other:
        other.wait()


if __name__ == "__main__":
    answer(sys.argv[1], *map(int, sys.argv[2:]))
