"""Checks for lesson 09: how much better one recommender is, and which ones are worth a thought."""

import numpy as np

from utils.exercises.judge.definition import Exercise


def paired_interval(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(3,) mean difference first − second, and both ends of its 95 % interval.

    first and second are (n,) values of a metric for the same n ≥ 2 users. The interval is
    mean ± 1.96 · s / √n, with s the standard deviation of the n differences (ddof=1).
    """
    difference = first - second
    reach = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
    return np.array([difference.mean(), difference.mean() - reach, difference.mean() + reach])


def _two_recommenders(seed):
    """The same people are easy for both: what differs is small beside what they share."""
    rng = np.random.default_rng(seed)
    cases = [(np.array([0.5, 0.1, 0.9]), np.array([0.4, 0.1, 0.7]))]
    for n, dtype in ((2, "float64"), (40, "float32"), (400, "float64")):
        ease = rng.random(n)
        pair = ease + rng.normal(0, 0.1, (2, n)) + np.array([[0.02], [0]])
        cases.append(tuple(pair.astype(dtype)))
    return cases


def _not_paired(first, second):
    """This is the interval of two separate groups. It is the same users twice: what is easy for
    one model is easy for the other. Take the spread of the differences.
    """
    variance = first.var(ddof=1) + second.var(ddof=1)
    return _around((first - second).mean(), np.sqrt(variance / len(first)))


def _spread_of_users(first, second):
    """The standard deviation of the differences says how users differ, not how sure the mean is:
    divide it by √n.
    """
    difference = first - second
    return _around(difference.mean(), difference.std(ddof=1))


def _divided_by_n(first, second):
    """This divides by n; the standard error has √n below it."""
    difference = first - second
    return _around(difference.mean(), difference.std(ddof=1) / len(difference))


def _second_minus_first(first, second):
    """The sign is turned: positive is to mean that the first one is better."""
    return paired_interval(second, first)


def _without_factor(first, second):
    """One standard error to each side covers 68 %; for 95 % take 1.96 of them."""
    difference = first - second
    return _around(difference.mean(), difference.std(ddof=1) / np.sqrt(len(difference)), 1)


def _around(mean, error, factor=1.96):
    return np.array([mean, mean - factor * error, mean + factor * error])


PAIRED_INTERVAL = Exercise(
    id="ship.paired_interval",
    title="Which one is better, and are you sure?",
    reference=paired_interval,
    cases=_two_recommenders,
    hints=(
        "Both recommenders answered the same users. What is the one list of n numbers that says "
        "how much better the first one was?",
        "Of the n differences take the mean, and the standard error: "
        "their standard deviation (ddof=1) divided by √n.",
        "difference = first - second; reach = 1.96 * difference.std(ddof=1) / np.sqrt(...); "
        "return np.array([difference.mean(), ..., ...])",
    ),
    misconceptions=(
        _not_paired,
        _spread_of_users,
        _divided_by_n,
        _second_minus_first,
        _without_factor,
    ),
)


def not_dominated(values: np.ndarray) -> np.ndarray:
    """(n,) bool, whether no other model is at least as good in every column and better in one.

    values is (n, m): one row a model, one column a thing that counts, larger is better.
    """
    at_least = (values[:, None] >= values).all(axis=2)
    better = (values[:, None] > values).any(axis=2)
    return np.logical_not((at_least & better).any(axis=0))


def _models(seed):
    """In each case: a compromise that wins no column, two equal rows, and a tie in one column."""
    rng = np.random.default_rng(seed)
    cases = [(np.array([[3.0, 1.0], [2.0, 2.0], [2.0, 2.0], [1.0, 3.0], [1.0, 2.0]]),)]
    for n, m, dtype in ((1, 3, "float64"), (8, 3, "float32"), (20, 2, "float64")):
        values = rng.integers(-3, 4, (n, m)).astype(dtype)
        cases.append((np.concatenate([values, values[:1]]),))
    return cases


def _winner_of_a_column(values):
    """This keeps the best of each column only. A compromise may be nobody's best in anything, and
    still have no other that beats it.
    """
    return (values == values.max(axis=0)).any(axis=1)


def _out_by_an_equal(values):
    """Two equal models throw each other out here: the other has to be better in one column."""
    at_least = (values[:, None] >= values).all(axis=2)
    return at_least.sum(axis=0) == 1


def _better_in_every_column(values):
    """Here a model goes only if another is better in every column. It may be equal in some: at
    least as good everywhere, and better somewhere, is enough.
    """
    return ~(values[:, None] > values).all(axis=2).any(axis=0)


def _smaller_is_better(values):
    """This takes small values for good ones; here larger is better, in every column."""
    return not_dominated(-values)


def _dominates(values):
    """This says which models beat another one; the question is which ones are beaten by none."""
    at_least = (values[:, None] >= values).all(axis=2)
    return (at_least & (values[:, None] > values).any(axis=2)).any(axis=1)


NOT_DOMINATED = Exercise(
    id="ship.not_dominated",
    title="Which models are worth a thought?",
    reference=not_dominated,
    cases=_models,
    hints=(
        "Take one model. When is there no reason left to choose it? Compare it with every other, "
        "column by column.",
        "values[:, None] >= values has the shape (n, n, m): at [i, j] it compares model i with "
        "model j. Which axis do all() and any() go over?",
        "at_least = (values[:, None] >= values).all(axis=2); "
        "better = (values[:, None] > values).any(axis=2); "
        "return ~(at_least & ...).any(axis=0)",
    ),
    misconceptions=(
        _winner_of_a_column,
        _out_by_an_equal,
        _better_in_every_column,
        _smaller_is_better,
        _dominates,
    ),
)

EXERCISES = {e.id: e for e in (PAIRED_INTERVAL, NOT_DOMINATED)}
