"""How sure a figure is: its interval, by drawing the users again and again."""

from collections.abc import Callable

import numpy as np

from utils.base.seed import SEED

N_RESAMPLES = 400
AT_A_TIME = 20  # of them
Z_95 = 1.96  # half the width of a 95 % interval, in standard errors

Interval = tuple[float, float, float]


def bootstrap_weights(n_users: int, seed: int = SEED) -> np.ndarray:
    """How often each user is drawn in each bootstrap resample.

    Returns:
        (N_RESAMPLES, n_users) int array, rows summing to n_users.

    Source: Efron 1979, "Bootstrap methods: another look at the jackknife".
    """
    return np.concatenate(list(_draws(n_users, seed)))


def resampled(
    statistic: Callable[[np.ndarray], np.ndarray], n_users: int, seed: int = SEED
) -> np.ndarray:
    """A statistic of each bootstrap resample, of which only a few are in memory at a time.

    Args:
        statistic: takes (n, n_users) int weights, as of bootstrap_weights, and gives (n, …) floats.
        n_users: how many users there are to draw.
        seed: int.

    Returns:
        (N_RESAMPLES, …) floats.
    """
    return np.concatenate([statistic(weights) for weights in _draws(n_users, seed)])


def _draws(n_users, seed):
    chance, rng = np.full(n_users, 1 / n_users), np.random.default_rng(seed)
    for _ in range(0, N_RESAMPLES, AT_A_TIME):
        yield rng.multinomial(n_users, chance, size=AT_A_TIME)


def interval(estimate: float, resampled: np.ndarray) -> Interval:
    """(estimate, low, high): estimate ± 1.96 standard deviations of the (n,) resampled values.

    Not their quantiles: a resample leaves out a third of the users, so its coverage is too low,
    while its spread is still the right one.
    """
    reach = Z_95 * np.std(resampled)
    return estimate, estimate - reach, estimate + reach


def mean_interval(values: np.ndarray) -> Interval:
    """(mean, low, high) of one value for each user, (n_users,) floats; NaN where there is none."""
    there = ~np.isnan(values)
    filled = np.where(there, values, 0.0)
    sums = resampled(lambda weights: weights @ np.column_stack([filled, there]), len(values))
    totals, counts = sums[sums[:, 1] > 0].T  # a resample may draw nobody who has a value
    return interval(filled.sum() / there.sum(), totals / counts)
