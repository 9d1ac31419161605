"""The jailed side: runs one student's function. It knows no expected value, and no other student.

Started by the zygote, by fork; it reads messages from one pipe and answers on another.
"""

import linecache
import os
import types
from typing import Any, BinaryIO

from utils.classroom import jail, wire
from utils.classroom.bubblewrap import is_inside
from utils.classroom.readable import LISTABLE, readable_paths
from utils.exercises.judge.answer import Answer
from utils.exercises.judge.compare import as_array
from utils.exercises.judge.gradients import differentiate
from utils.exercises.judge.sandbox import run

MAX_RESULT = 64 << 20  # bytes of one returned array


def serve(incoming: BinaryIO, outgoing: BinaryIO, warm: bool, unsafe: bool) -> None:
    """Give all rights away, then answer until the pipe is closed.

    Args:
        incoming, outgoing: binary files.
        warm: whether to trace a TensorFlow graph first: its threads can't start in the jail.
        unsafe: whether to go on where the jail does not hold.
    """
    if warm:
        differentiate(lambda x: x * x, (1.0,), (0,))
    os.chdir("/")
    parts = jail.apply(readable_paths(), LISTABLE, walled=is_inside())
    _send(outgoing, {"jail": list(map(str, parts.items())), **parts})
    if not (jail.holds(parts) or unsafe):
        return
    student = _Student()
    while head := incoming.read(8):
        waiting = [head]

        def take(n, waiting=waiting):
            return waiting.pop() if waiting else incoming.read(n)

        _send(outgoing, student.do(wire.read(take)))


class _Student:
    """One function, defined in a module of its own."""

    def __init__(self):
        self.module = types.ModuleType("__main__")
        self.answer = None

    def do(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to a message, by the method that its "do" names."""
        return getattr(self, "do_" + message.pop("do"))(**message)

    def do_define(
        self, needs: list, cell: int, text: str, name: str, parameters: list[str], seconds: float
    ) -> dict[str, Any]:
        """Run what a function needs, and define it.

        Args:
            needs: (cell, line, text) of each statement before it.
            cell: the number of its own cell.
            text: its source.
            name: of the function.
            parameters: how the lesson calls it.
            seconds: the limit of time.

        Returns:
            An Outcome as a message, with `blank` and `takes` as of Answer.
        """
        scope = self.module.__dict__

        def build() -> None:
            for number, line, statement in needs:
                source = "\n" * (line - 1) + statement
                exec(compile(source, f"<cell {number}>", "exec"), scope)
            exec(compile(text, f"<cell {cell}>", "exec"), scope)

        lines = [line + "\n" for line in text.split("\n")]
        linecache.cache[f"<cell {cell}>"] = (len(text), None, lines, f"<cell {cell}>")
        outcome = run(build, (), seconds)
        self.answer = Answer(scope.get(name))
        return _told(outcome, None) | self._form(tuple(parameters))

    def _form(self, parameters):
        try:
            return {"blank": bool(self.answer.blank), "takes": bool(self.answer.takes(parameters))}
        except Exception:  # an object that only looks like a function
            return {"blank": False, "takes": False}

    def do_call(self, arguments: list, seconds: float) -> dict[str, Any]:
        """The Outcome of one call, as a message."""
        outcome = self.answer.call(tuple(arguments), seconds)
        return _told(outcome, _sendable(outcome.value))

    def do_gradients(self, arguments: list, trained: list[int], seconds: float) -> dict[str, Any]:
        """The Outcome of differentiating by the arguments at these positions, as a message."""
        outcome = self.answer.gradients(tuple(arguments), tuple(trained), seconds)
        return _told(outcome, outcome.value)


def _send(outgoing, message):
    outgoing.write(wire.pack(message))
    outgoing.flush()


def _sendable(value):
    array = None if value is None else as_array(value)
    if array is None:
        return value
    return array if array.nbytes <= MAX_RESULT else f"{array.nbytes:,} bytes"


def _told(outcome, value):
    """An Outcome as a message."""
    error = outcome.error
    return {
        "value": value,
        "error": None if error is None else type(error).__name__[:60],
        "text": "" if error is None else _text(error),
        "place": outcome.place[:300],
        "changed": list(outcome.changed),
        "printed": outcome.printed,
        "overdue": outcome.overdue,
        "unwritten": outcome.unwritten,
        "seconds": outcome.seconds,
    }


def _text(error):
    try:
        return str(error)[:300]
    except BaseException:  # a student's exception may fail to say what it is
        return ""
