"""A fresh seed against answers that know the usual cases by heart.

Not every seed will do: at some, a known wrong answer gives the right result by chance.
"""

import secrets
from collections.abc import Iterable, Sequence

from utils.base.seed import SEED
from utils.exercises.judge.answer import Answer
from utils.exercises.judge.check import NOT_YET, judge
from utils.exercises.judge.definition import Exercise


def unfit(specs: Iterable[Exercise], seed: int) -> list[str]:
    """The misconceptions that pass at this seed, or get another's name.

    Args:
        specs: Exercises.
        seed: int.

    Returns:
        A list of sentences; none if the seed will do.
    """
    found = []
    for spec in specs:
        for wrong in spec.misconceptions:
            verdict, key = judge(spec, Answer(wrong), seed), wrong.__name__.strip("_")
            if verdict.status != NOT_YET:
                found.append(f"{spec.id}: {key} passes")
            elif verdict.misconception != key:
                found.append(f"{spec.id}: {key} is taken for {verdict.misconception or 'another'}")
    return found


def fresh_seed(specs: Sequence[Exercise], tries: int = 50) -> int:
    """A random seed at which every misconception of the exercises is known by its name.

    Raises:
        ValueError: if none of so many does; with what went wrong last.
    """
    reasons = []
    for _ in range(tries):
        seed = secrets.randbelow(10**6 - 1) + SEED + 1
        reasons = unfit(specs, seed)
        if not reasons:
            return seed
    raise ValueError(f"no seed of {tries} will do: {'; '.join(reasons)}")
