"""Calls a learner's function so that nothing it does can hurt the notebook.

The function gets copies, in a thread of its own, with a limit of time; what it prints is caught,
and the random state is put back. It works alike on every platform, because it needs no signal
and no second process. Its limit: one endless call into C that never gives Python a turn, such as
`sum(itertools.count())`, cannot be interrupted from inside the same process.
"""

import builtins
import contextlib
import copy
import ctypes
import io
import linecache
import random
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

GRACE = 1.0  # seconds that an overdue function is given to end when it is told to
PRINTED = 400  # characters kept of what a function prints


@dataclass
class Outcome:
    """What came of one call.

    Attributes:
        value: what the function returned.
        error: the exception it raised, or None.
        place: 'line 3: `x = y`' of the function, where it failed or was stopped; or "".
        changed: positions of the arguments that it changed in place.
        printed: the beginning of what it printed.
        overdue: whether it was stopped because its time was over.
        unwritten: whether the function itself raised NotImplementedError; libraries do, for other
            reasons.
        seconds: how long it took.
    """

    value: object = None
    error: BaseException | None = None
    place: str = ""
    changed: tuple[int, ...] = ()
    printed: str = ""
    overdue: bool = False
    unwritten: bool = False
    seconds: float = 0.0


def run(
    function: Callable, arguments: tuple, seconds: float, source: Callable | None = None
) -> Outcome:
    """Call function(*arguments), and survive it.

    Args:
        function: what to call.
        arguments: a tuple; the function gets a deep copy.
        seconds: the limit of time; the call returns at most GRACE later.
        source: the function whose lines Outcome.place names, if it is not `function`.

    Returns:
        An Outcome.
    """
    outcome, copies, done = Outcome(), copy.deepcopy(arguments), threading.Event()
    thread = threading.Thread(target=_call, args=(function, copies, outcome, done), daemon=True)
    start = time.monotonic()
    with _world_kept() as printed, _exit_raises(function):
        frames = _frames_when_late(thread, done, seconds)
    outcome.seconds = time.monotonic() - start
    outcome.printed = printed.text
    outcome.overdue = frames is not None
    if outcome.error is not None and not outcome.overdue:
        frames = list(traceback.walk_tb(outcome.error.__traceback__))
        outcome.unwritten = _says_not_implemented(function, outcome.error, frames)
    outcome.place = _place(frames or [], source or function)
    pairs = enumerate(zip(arguments, copies, strict=True))
    outcome.changed = tuple(position for position, pair in pairs if not _identical(*pair))
    return outcome


def _call(function, arguments, outcome, done):
    try:
        outcome.value = function(*arguments)
    except BaseException as error:  # SystemExit and KeyboardInterrupt, too
        outcome.error = error
    finally:
        done.set()


def _frames_when_late(thread, done, seconds):
    """Run the thread. None if it is done in time; else stop it, and say where it was by then."""
    try:
        thread.start()
        if done.wait(seconds):
            return None
        frame = sys._current_frames().get(thread.ident)
        return list(traceback.walk_stack(frame))[::-1] if frame else []
    finally:  # in any case, for whoever waits may interrupt the kernel
        _stop(thread, done)


class _Stopped(BaseException):
    """Raised inside a function whose time is over; `except Exception` lets it pass."""


def _stop(thread, done):
    """Raise _Stopped inside the thread until it is done: a bare `except:` may swallow the first.

    A thread that sleeps cannot be woken: it is left behind, and ends when it wakes up.
    """
    end = time.monotonic() + GRACE
    while not done.is_set() and time.monotonic() < end:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stopped)
        )
        done.wait(0.005)


class _Beginning(io.TextIOBase):
    """A file that remembers the first characters written to it, however many follow."""

    text = ""

    def write(self, text):
        """Keep what still fits."""
        self.text += text[: PRINTED - len(self.text)]
        return len(text)

    def writable(self):
        """Some who print ask first."""
        return True


@contextlib.contextmanager
def _world_kept():
    """Catch what is printed, hold warnings back, and put the random states back afterwards."""
    printed, numpy_state, python_state = _Beginning(), np.random.get_state(), random.getstate()
    with (
        _no_questions(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(_Beginning()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            yield printed
        finally:
            np.random.set_state(numpy_state)
            random.setstate(python_state)


class NoAnswerer(Exception):
    """Raised where a function asks for something to be typed."""


def _nobody_answers(*prompt):
    raise NoAnswerer("an answer cannot ask: all it needs comes in by its parameters")


class _NoInput(io.TextIOBase):
    """What stands for sys.stdin meanwhile."""

    read = readline = readlines = _nobody_answers


@contextlib.contextmanager
def _no_questions():
    """Let input() raise at once: a checked function would ask once for every case."""
    kept = builtins.input, sys.stdin
    builtins.input, sys.stdin = _nobody_answers, _NoInput()
    try:
        yield
    finally:
        builtins.input, sys.stdin = kept


@contextlib.contextmanager
def _exit_raises(function):
    """Let exit() and quit() raise SystemExit: in a notebook they would end the kernel."""
    scope = getattr(function, "__globals__", {})
    kept = {name: scope[name] for name in ("exit", "quit") if callable(scope.get(name))}
    scope.update(dict.fromkeys(kept, sys.exit))
    try:
        yield
    finally:
        scope.update(kept)


def _says_not_implemented(function, error, frames):
    innermost = frames[-1][0].f_code
    own = getattr(function, "__code__", None)
    return isinstance(error, NotImplementedError) and innermost is own


def _place(frames, function):
    """The innermost of the frames that lies in the function's own file, in words."""
    code = getattr(function, "__code__", None)
    file = code.co_filename if code else None
    lines = [line for frame, line in frames if frame.f_code.co_filename == file]
    if not lines:
        return ""
    text = linecache.getline(file, lines[-1]).strip()
    return f"line {lines[-1]}" + (f": `{text}`" if text else "")


def _identical(before, after):
    if isinstance(before, np.ndarray):
        floats = before.dtype.kind == "f"
        return isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=floats)
    return before == after
