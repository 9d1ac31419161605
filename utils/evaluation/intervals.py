"""How sure a figure is: the bootstrap over users, and paired comparisons."""

import numpy as np

from utils.base.seed import SEED

N_RESAMPLES = 400
Z_95 = 1.96  # half the width of a 95 % interval, in standard errors


def bootstrap_weights(n_users, seed=SEED):
    """How often each user is drawn in each bootstrap resample.

    Returns:
        (N_RESAMPLES, n_users) int array, rows summing to n_users.

    Source: Efron 1979, "Bootstrap methods: another look at the jackknife".
    """
    chance = np.full(n_users, 1 / n_users)
    return np.random.default_rng(seed).multinomial(n_users, chance, size=N_RESAMPLES)


def interval(estimate, resampled):
    """(estimate, low, high): estimate ± 1.96 standard deviations of the (n,) resampled values.

    Not their quantiles: a resample leaves out a third of the users, so its coverage is too low,
    while its spread is still the right one.
    """
    reach = Z_95 * np.std(resampled)
    return estimate, estimate - reach, estimate + reach


def compare(first, second, metric="recall"):
    """How much the first is better than the second, user by user on the same split.

    Args:
        first, second: Evaluation of two recommenders on one split.
        metric: a column of per_user.

    Returns:
        (difference, low, high) with a 95 % interval; it excludes 0 where the data tell them apart.

    Raises:
        ValueError: if they were measured on different splits, list lengths or users.
    """
    same = (first.split, first.k, len(first.top)) == (second.split, second.k, len(second.top))
    if not same:
        raise ValueError("a paired comparison needs two evaluations of one split, with one k")
    difference = (first.per_user[metric] - second.per_user[metric]).to_numpy()
    weights = bootstrap_weights(len(difference))
    return interval(difference.mean(), weights @ difference / len(difference))
