"""What an exercise is made of. One file of checks per lesson fills these in."""

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Exercise:
    """One function that the learner writes.

    Attributes:
        id: "<file of checks>.<function>", as in "mf.gravity".
        title: a few words for the table of progress().
        reference: the right answer; or "module:name", where importing it takes seconds.
        cases: (seed) -> a list of tuples of arguments, the smallest first.
        hints: from a nudge to nearly the code.
        misconceptions: wrong answers that we know, each with a docstring that tells the learner
            what it does and what to do instead. They are recognized by what they return.
        trained: names of the arguments that the lesson trains: their gradient is checked, too.
        remark: (arguments of the last case, number of elements of the largest array that the
            answer builds) -> what to say about a right answer, or "".
    """

    id: str
    title: str
    reference: Callable | str
    cases: Callable[[int], list[tuple]]
    hints: tuple[str, ...]
    misconceptions: tuple[Callable, ...]
    trained: tuple[str, ...] = ()
    remark: Callable[[tuple, int], str] | None = None

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.id.partition(".")[2]

    @property
    def solution(self) -> Callable:
        """The reference itself, imported if need be."""
        if isinstance(self.reference, str):
            return pkgutil.resolve_name(self.reference)
        return self.reference

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's parameters, in order."""
        return tuple(inspect.signature(self.solution).parameters)

    @property
    def call(self) -> str:
        """The function's name with its parameters, as one writes the call."""
        return f"{self.name}({', '.join(self.parameters)})"
