"""An answer that runs in this process, as the judge sees it.

The judge asks an answer four things: whether it is `blank`, what it `takes`, what a `call` gives
and its `gradients`. Grading has another class of the same form, whose calls go to a jailed process.
"""

import dis
import inspect
from collections.abc import Callable
from typing import Protocol

from utils.exercises.judge.gradients import differentiate
from utils.exercises.judge.memory import largest_array
from utils.exercises.judge.sandbox import Outcome, run


class Judged(Protocol):
    """What the judge asks of an answer, wherever it runs."""

    @property
    def blank(self) -> bool:
        """Whether the body does nothing."""

    def takes(self, parameters: tuple[str, ...]) -> bool:
        """Whether it can be called as the lesson calls it."""

    def call(self, arguments: tuple, seconds: float) -> Outcome:
        """The Outcome of one call."""

    def gradients(self, arguments: tuple, trained: tuple[int, ...], seconds: float) -> Outcome:
        """The Outcome of differentiating it by the arguments at the positions `trained`."""


class Answer:
    """A learner's function, called in the sandbox.

    Args:
        function: any callable. It stays as it is.
    """

    def __init__(self, function: Callable):
        self.function = function

    @property
    def blank(self) -> bool:
        """Whether the body does nothing: a docstring and `...`, or `pass`."""
        code = getattr(self.function, "__code__", None)
        steps = list(dis.get_instructions(code)) if code else []
        constants = [step.argval for step in steps if "CONST" in step.opname]
        idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
        return constants == [None] and {step.opname for step in steps} <= idle

    def takes(self, parameters: tuple[str, ...]) -> bool:
        """Whether it can be called as the lesson calls it, by position or by name."""
        try:
            signature = inspect.signature(self.function)
            signature.bind(*parameters)
        except (TypeError, ValueError):
            return False
        return tuple(signature.parameters)[: len(parameters)] == parameters

    def call(self, arguments: tuple, seconds: float) -> Outcome:
        """The Outcome of one call with copies of the arguments."""
        return run(self.function, arguments, seconds)

    def gradients(self, arguments: tuple, trained: tuple[int, ...], seconds: float) -> Outcome:
        """The Outcome of differentiating it by the arguments at the positions `trained`.

        The Outcome's value is a tuple of arrays, None where no gradient reaches.
        """
        return run(
            lambda *copies: differentiate(self.function, copies, trained).gradients,
            arguments,
            seconds,
            self.function,
        )

    def largest_array(self, arguments: tuple, seconds: float) -> Outcome:
        """The Outcome of measuring the largest array that it builds, in elements."""
        return run(
            lambda *copies: largest_array(self.function, copies), arguments, seconds, self.function
        )
