"""Worker processes of this machine: which ones a list of hosts asks for, started and watched."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from utils.base.paths import ROOT

PORT = 9911  # of the process of rank 0, unless the list of hosts says another
NETWORK = Path("/proc/net/dev")


def read_hosts(path: str | Path) -> tuple[list[str], str]:
    """The hosts of a run, one a line, the first of them with the process of rank 0.

    Args:
        path: of a text file. A line is a name or an address, the first one may end in ":port";
            a host with several lines runs several processes. Text after # does not count.

    Returns:
        (hosts, coordinator): list of str, and "host:port".

    Raises:
        FileNotFoundError: if there is no such file. ValueError: if it names no host, or naming the
            line with a host that has no address.
    """
    lines = [line.partition("#")[0].strip() for line in Path(path).read_text().splitlines()]
    hosts: list[str] = []
    for number, line in enumerate(lines, 1):
        host, _, port = line.partition(":")
        if not host:
            continue
        if port and (hosts or not port.isdigit()):
            raise ValueError(f"{path}, line {number}: {line!r}: a port belongs to the first host")
        if not hosts:
            coordinator = f"{host}:{port or PORT}"
        hosts.append(host)
        _address(host, f"{path}, line {number}")
    if not hosts:
        raise ValueError(f"{path} names no host")
    return hosts, coordinator


def _address(host, where):
    try:
        return socket.gethostbyname(host)
    except OSError as error:
        raise ValueError(f"{where}: the host {host!r} has no address ({error})") from None


def is_here(host: str) -> bool:
    """Whether a host name or address is that of this machine: whether a socket can have it."""
    with socket.socket() as probe:
        try:
            probe.bind((socket.gethostbyname(host), 0))
        except OSError:
            return False
    return True


def meet(coordinator: str, hosts: Sequence[str], rank: int, patience: float) -> None:
    """Wait until the processes of all hosts are there, and say who is not.

    The one of rank 0 listens; the others knock, tell their rank, and wait for an answer. JAX would
    wait, too, but ends the process where it stands if somebody does not come.

    Args:
        coordinator: "host:port" where rank 0 listens.
        hosts: list of str, the host of each process.
        rank: of this one.
        patience: seconds.

    Raises:
        ConnectionError: naming the hosts that did not answer, or the coordinator.
    """
    host, port = coordinator.split(":")
    end = time.monotonic() + patience
    if rank:
        _knock((host, int(port)), rank, end, patience)
        return
    with socket.create_server((host, int(port))) as server, ExitStack() as doors:
        knocked: dict[int, socket.socket] = {}
        while len(knocked) < len(hosts) - 1:
            server.settimeout(max(0.01, end - time.monotonic()))
            try:
                visitor = doors.enter_context(server.accept()[0])
            except TimeoutError:
                missing = [h for r, h in enumerate(hosts) if r and r not in knocked]
                raise ConnectionError(
                    f"no process of {', '.join(missing)} came to {coordinator} within {patience} s"
                ) from None
            knocked[int.from_bytes(visitor.recv(4), "big")] = visitor
        for visitor in knocked.values():
            visitor.sendall(b"!")


def _knock(address, rank, end, patience):
    while time.monotonic() < end:
        try:
            with socket.create_connection(address, max(0.1, end - time.monotonic())) as door:
                door.sendall(rank.to_bytes(4, "big"))
                if door.recv(1):
                    return
        except OSError:
            time.sleep(0.2)
    raise ConnectionError(f"{address[0]}:{address[1]} did not answer within {patience} s")


def free_port() -> int:
    """A port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def loopback_bytes() -> int | None:
    """Bytes that went over the loopback interface of this network namespace; None if not told."""
    if not NETWORK.exists():
        return None
    lines = (line.split() for line in NETWORK.read_text().splitlines())
    return next(int(words[1]) for words in lines if words and words[0] == "lo:")


def worker_environment(
    n_here: int = 1, n_devices: int = 1, dump: str | Path | None = None
) -> dict[str, str]:
    """What a worker finds in its environment: Keras on JAX, so that TensorFlow is never loaded.

    Args:
        n_here: how many workers share this machine; each of several gets one thread.
        n_devices: how many devices each of them simulates on its processor.
        dump: folder for the programs that XLA compiles, as text; or None.
    """
    flags = [os.environ.get("XLA_FLAGS", ""), f"--xla_force_host_platform_device_count={n_devices}"]
    threads = {}
    if n_here > 1:
        flags.append("--xla_cpu_multi_thread_eigen=false")
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if dump:
        flags += [f"--xla_dump_to={dump}", "--xla_dump_hlo_as_text"]
    own = {
        "KERAS_BACKEND": "jax",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "XLA_FLAGS": " ".join(flags).strip(),
    }
    return {**os.environ, **own, **threads, "PYTHONPATH": str(ROOT)}


def start(arguments: Iterable, environment: Mapping[str, str], **options: Any) -> subprocess.Popen:
    """A worker: `python -m utils.scale` with these arguments. Returns its Popen."""
    command = [sys.executable, "-m", "utils.scale", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, **options)


def wait_for(workers: Mapping[int, subprocess.Popen]) -> tuple[int, int] | None:
    """Wait until all workers are done; if one fails, end the others at once.

    Without that they would wait for the dead one until its heartbeat is missed.

    Args:
        workers: dict of rank → Popen.

    Returns:
        (rank, return code) of the first that failed, or None.
    """
    try:
        while True:
            codes = {rank: worker.poll() for rank, worker in workers.items()}
            failed = [(rank, code) for rank, code in codes.items() if code]
            if failed:
                return failed[0]
            if None not in codes.values():
                return None
            time.sleep(0.05)
    finally:
        for worker in workers.values():
            if worker.poll() is None:
                worker.kill()
            worker.wait()


def how_it_ended(code: int) -> str:
    """A return code in words."""
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
