"""Checks for lesson 08: how much better one recommender is than another, user by user."""

import numpy as np

from utils.exercises.definition import Exercise
from utils.paths import SEED


def paired_interval(first, second):
    """(3,) mean difference first − second, and both ends of its 95 % interval.

    first and second are (n,) values of a metric for the same n ≥ 2 users. The interval is
    mean ± 1.96 · s / √n, with s the standard deviation of the n differences (ddof=1).
    """
    difference = first - second
    reach = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
    return np.array([difference.mean(), difference.mean() - reach, difference.mean() + reach])


def _two_recommenders():
    """The same people are easy for both: what differs is small beside what they share."""
    rng = np.random.default_rng(SEED)
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

EXERCISES = {PAIRED_INTERVAL.id: PAIRED_INTERVAL}
