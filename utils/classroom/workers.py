"""The trusted side of the workers: starts them, asks them, and ends them when they are late."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.base.paths import ROOT
from utils.classroom import wire
from utils.classroom.bubblewrap import wall
from utils.classroom.submission import Source
from utils.exercises.judge.sandbox import GRACE, Outcome

START_SECONDS = 120
THREADS = (  # one for each kind of library: the graders of a class share the machine
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"),
)
ENVIRONMENT = dict.fromkeys(THREADS, "1") | {"PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"}
SLACK = 2.0  # seconds a busy machine is given beyond the sandbox's own limit


class Gone(Exception):
    """A worker ended, or was ended; its text says why, for the teacher and the student."""


class Workers:
    """Starts workers: those that need TensorFlow from a process that has imported it already.

    Args:
        unsafe: whether to run answers where the jail does not hold.
    """

    def __init__(self, unsafe: bool = False):
        self.unsafe = unsafe
        self._zygotes: dict[bool, _Zygote] = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for zygote in self._zygotes.values():
            zygote.close()

    def start(self, warm: bool = False) -> "Worker":
        """A new Worker, jailed and ready.

        Args:
            warm: whether its answer may need a TensorFlow graph.

        Raises:
            Gone: if it did not come up.
            OSError: if no process can be started.
        """
        if warm not in self._zygotes:
            self._zygotes[warm] = _Zygote(warm)
        return self._zygotes[warm].fork({"warm": warm, "unsafe": self.unsafe})


class _Zygote:
    """The process that forks workers, seen from this side."""

    def __init__(self, tensorflow: bool):
        self._control, theirs = socket.socketpair()
        number = theirs.fileno()
        options = ["utils.classroom.zygote", str(number), str(int(tensorflow))]
        command = wall([sys.executable, "-m", *options])
        quiet: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        env = os.environ | ENVIRONMENT
        with theirs:
            self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[number], env=env, **quiet)
        self._control.settimeout(START_SECONDS)
        if self._control.recv(5) != b"ready":
            raise OSError("the process that starts the workers has ended at once")

    def fork(self, options: dict[str, bool]) -> "Worker":
        """A new Worker: warm and unsafe, as of Workers.start."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        socket.send_fds(self._control, [json.dumps(options).encode()], [theirs_in, theirs_out])
        os.close(theirs_in)
        os.close(theirs_out)
        return Worker(int(self._control.recv(20)), ours_in, ours_out, self)

    def reap(self, pid: int) -> int:
        """The exit code of a worker that ends; negative for a signal."""
        self._control.send(b"W%d" % pid)
        return int(self._control.recv(20))

    def close(self) -> None:
        """End the process, and with it whatever it started."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class Worker:
    """One jailed process. `parts` is what its jail holds."""

    def __init__(self, pid: int, incoming: int, outgoing: int, owner: _Zygote):
        self.pid: int | None = pid
        self._in, self._out, self._owner = incoming, outgoing, owner
        self._buffer = b""
        self.parts = self._reply(START_SECONDS)

    def ask(self, wait: float, /, **message: Any) -> dict[str, Any]:
        """The answer to a message.

        Raises:
            Gone: if it takes longer, ends, or answers nonsense. Then the worker is no more.
        """
        try:
            _write_all(self._out, wire.pack(message))
        except OSError:
            self._gone("ended")
        return self._reply(wait)

    def close(self) -> int:
        """End the process; returns its exit code."""
        if self.pid is None:
            return 0
        pid, self.pid = self.pid, None
        os.kill(pid, signal.SIGKILL)
        code = self._owner.reap(pid)
        os.close(self._in)
        os.close(self._out)
        return code

    def _reply(self, seconds):
        end = time.monotonic() + seconds
        try:
            return wire.read(lambda n: self._take(n, end))
        except wire.Garbled:
            self._gone("garbled")

    def _take(self, n, end):
        while len(self._buffer) < n:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                self._gone("late")
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                self._gone("ended")
            self._buffer += chunk
        taken, self._buffer = self._buffer[:n], self._buffer[n:]
        return taken

    def _gone(self, how):
        if how == "ended":
            time.sleep(0.05)  # it has closed its pipe, and is about to end by itself
        code = self.close()
        reasons = {
            "late": "It never gave Python a turn (one endless call?) and was ended from outside.",
            "garbled": "It wrote into the pipe of the grader, which made no sense.",
            "ended": f"It ended its whole process ({_named(code)}): an exit, a crash, or too much "
            "memory.",
        }
        raise Gone(reasons[how]) from None


class JailedAnswer:
    """An answer whose calls go to a Worker; the judge knows it by the members of Answer."""

    def __init__(self, worker: Worker, source: Source, parameters: Sequence[str], seconds: float):
        self._worker = worker
        self.blank, self._takes = False, False
        self.defined = self._outcome(
            seconds,
            do="define",
            needs=[list(need) for need in source.needs],
            cell=source.cell,
            text=source.text,
            name=source.name,
            parameters=list(parameters),
            seconds=seconds,
        )

    def takes(self, parameters: tuple[str, ...]) -> bool:
        """Whether it can be called as the lesson calls it."""
        return self._takes

    def call(self, arguments: tuple, seconds: float) -> Outcome:
        """The Outcome of one call."""
        seconds = max(seconds, 0.1)
        return self._outcome(seconds, do="call", arguments=list(arguments), seconds=seconds)

    def gradients(self, arguments: tuple, trained: tuple[int, ...], seconds: float) -> Outcome:
        """The Outcome of differentiating it; its value is a tuple of arrays, or None each."""
        seconds = max(seconds, 1.0)
        message = {"arguments": list(arguments), "trained": list(trained), "seconds": seconds}
        outcome = self._outcome(seconds, do="gradients", **message)
        whole = isinstance(outcome.value, tuple) and len(outcome.value) == len(trained)
        if outcome.error is None and not outcome.overdue and not whole:
            raise Gone("It answered for its gradients with something else.")
        return outcome

    def _outcome(self, wait, /, **message):
        told = self._worker.ask(wait + GRACE + SLACK, **message)
        try:
            self.blank = bool(told.get("blank", self.blank))
            self._takes = bool(told.get("takes", self._takes))
            return Outcome(
                value=told["value"],
                error=_error(told),
                place=str(told["place"]),
                changed=tuple(p for p in told["changed"] if p in range(20)),
                printed=str(told["printed"])[:400],
                overdue=bool(told["overdue"]),
                unwritten=bool(told["unwritten"]),
                seconds=_seconds(told["seconds"]),
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            raise Gone("It wrote into the pipe of the grader, which made no sense.") from None


def _seconds(told):
    seconds = float(told)
    if not 0 <= seconds < np.inf:  # what is left of the time is counted with it
        raise ValueError(f"{seconds} seconds")
    return seconds


def _error(told):
    if told["error"] is None:
        return None
    name = str(told["error"])
    return type(name if name.isidentifier() else "Error", (Exception,), {})(str(told["text"]))


def _write_all(handle, data):
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _named(code):
    return signal.Signals(-code).name if code < 0 else f"code {code}"
