"""A small exercise with its answers, right and wrong, for the tests of the judge."""

import numpy as np

from utils.base.backend import keras
from utils.exercises.judge.check import NOT_YET, check
from utils.exercises.judge.definition import Exercise

ops = keras.ops


def halve(x, y):
    """The mean of two vectors."""
    return (x + y) / 2


def _cases(seed):
    return [
        (np.array([1.0]), np.array([5.0])),
        (np.array([1.0, 2.0, 3.0]), np.array([5.0, 2.0, 1.0])),
        tuple(np.random.default_rng(seed).random((2, 4))),
    ]


def _sum(x, y):
    """This is the sum."""
    return x + y


def _overwritten(x, y):
    """This overwrites x."""
    x += y
    x /= 2
    return x


HALVE = Exercise(
    id="test.halve",
    title="A small one",
    reference=halve,
    cases=_cases,
    hints=("one", "two", "three"),
    misconceptions=(_sum, _overwritten),
)


def explanation(answer, exercise=HALVE):
    verdict = check(exercise, answer)
    assert verdict.status == NOT_YET
    return verdict.explanation


def ellipsis(x, y): ...


def squares(x, y):
    """Σ x² y."""
    return ops.sum(ops.square(x) * y)


SQUARES = Exercise(
    id="test.squares",
    title="A trained one",
    reference=squares,
    cases=_cases,
    hints=("one", "two", "three"),
    misconceptions=(),
    trained=("x",),
    remark=lambda arguments, largest: f"{largest} of {len(arguments[0])}",
)
