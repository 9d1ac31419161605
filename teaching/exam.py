"""An example of exam exercises: copy it to a place of your own, and write others.

    python -m utils.classroom grade FOLDER --exam exam.py

On the students' sheet stands the function's first line, its docstring, and no @exercise.
"""

import numpy as np

from utils.exercises.judge.definition import Exercise


def coverage(top, n_items):
    """The share of n_items items that stand in at least one list of top, (n_users, k) indices."""
    return len(np.unique(top)) / n_items


def _lists(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[0, 1], [1, 2]]), 4)]
    for n_users, k, n_items in ((1, 3, 5), (6, 4, 30), (9, 2, 7)):
        lists = [rng.permutation(n_items)[:k] for _ in range(n_users)]
        cases.append((np.array(lists), n_items))
    return cases


def _counts_repeats(top, n_items):
    """An item in two lists is counted twice here; it is covered once."""
    return top.size / n_items


def _not_divided(top, n_items):
    """This is how many items are covered; the coverage is their share: divide by n_items."""
    return len(np.unique(top))


def _of_what_was_shown(top, n_items):
    """This divides by the largest index that was shown; the catalog may be larger."""
    return len(np.unique(top)) / (top.max() + 1)


COVERAGE = Exercise(
    id="exam.coverage",
    title="Who is ever recommended?",
    reference=coverage,
    cases=_lists,
    hints=(
        "How many different items are there in all lists together?",
        "np.unique gives each item once.",
        "return len(np.unique(...)) / n_items",
    ),
    misconceptions=(_counts_repeats, _not_divided, _of_what_was_shown),
)

EXERCISES = {COVERAGE.id: COVERAGE}
