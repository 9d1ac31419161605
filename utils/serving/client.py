"""The other side of the service: a server process started and ended, asked once, and under load."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pandas as pd

from utils.base.paths import ROOT

PATIENCE = 10  # seconds for an answer
DIRECT = build_opener(ProxyHandler({}))  # a proxy knows nothing of this machine
N_CLIENTS = 8  # that wait for their answers at the same time


class NoAnswer(RuntimeError):
    """A request that was not answered; `status` is that of HTTP, 0 if nobody was there."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def ask(address: str, path: str, content: dict | None = None) -> dict[str, Any]:
    """One request.

    Args:
        address: "http://127.0.0.1:…".
        path: such as "/recommend".
        content: what to send by POST; None to GET.

    Returns:
        dict, the answer.

    Raises:
        NoAnswer: with what the server says is wrong.
    """
    data = None if content is None else json.dumps(content).encode()
    request = Request(address + path, data, {"Content-Type": "application/json"})
    try:
        try:
            with DIRECT.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            told = error.read().decode(errors="replace")
            told = json.loads(told)["error"] if told.startswith("{") else told
            raise NoAnswer(error.code, told) from None
    except (OSError, HTTPException) as error:  # also while an error was being read
        raise NoAnswer(0, f"{address} does not answer ({error})") from None


class ServerProcess:
    """`python -m utils.serving` in a process of its own; it ends with this one, too.

    Args:
        folder: of the versions.

    Attributes:
        address: str. process: Popen.

    Raises:
        RuntimeError: with what the process said, if it did not start.
    """

    def __init__(self, folder: str | Path):
        self._told = tempfile.TemporaryFile("w+")  # noqa: SIM115 - stop() closes it
        command = [sys.executable, "-m", "utils.serving", str(Path(folder).absolute())]
        self.process = subprocess.Popen(
            [*command, "--while-stdin"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
            text=True,
        )
        stdout: Any = self.process.stdout
        ready = stdout.readline()
        if not ready:
            raise RuntimeError(f"the server did not start: {self.stop()}")
        self.address = json.loads(ready)["address"]

    def stop(self) -> str:
        """End it, and wait until it has ended; returns what it wrote to stderr."""
        try:
            self.process.communicate(timeout=PATIENCE)  # closes its standard input
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        with self._told as told:
            told.seek(0)
            return told.read()[-2000:].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Load:
    """Requests at a steady rate, as people send them, until the block of its `with` ends.

    They come whether or not those before them were answered, and their time counts from when they
    were due: a service that stands still for a second lets fifty people wait, not one.

    Args:
        address: of the service.
        histories: lists of item ids, asked one after the other, and again from the first.
        rate: requests a second.

    Attributes:
        answers: DataFrame, once the block has ended: for each request `second`, since the first,
            when it was due; `milliseconds` until it was answered; `status` of HTTP, 200 if all is
            well and 0 if nobody was there; `version` that answered, "" if none did.
    """

    def __init__(self, address: str, histories: Sequence[list], rate: float = 50):
        self.address, self.histories, self.rate = address, histories, rate
        self._ended = threading.Event()
        self._sender = threading.Thread(target=self._send)
        self._sent: list[Future] = []

    def __enter__(self) -> Self:
        self._start = time.perf_counter()
        self._sender.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._sender.join()
        self.answers = pd.DataFrame([request.result() for request in self._sent])

    def _send(self):
        with ThreadPoolExecutor(N_CLIENTS) as clients:
            while not self._ended.wait(max(0, self._until(len(self._sent) / self.rate))):
                self._sent.append(clients.submit(self._one, len(self._sent)))

    def _until(self, second):
        """Seconds from now until that second."""
        return self._start + second - time.perf_counter()

    def _one(self, n):
        second, status, version = n / self.rate, 200, ""
        try:
            watched = self.histories[n % len(self.histories)]
            version = ask(self.address, "/recommend", {"watched": watched})["version"]
        except NoAnswer as error:
            status = error.status
        waited = -1000 * self._until(second)
        return {"second": second, "milliseconds": waited, "status": status, "version": version}
