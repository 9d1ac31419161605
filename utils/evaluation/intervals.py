"""How much better one recommender is than another, and how sure that is."""

from utils.evaluation.bootstrap import Interval, mean_interval
from utils.evaluation.lists import Evaluation, check_comparable


def compare(first: Evaluation, second: Evaluation, metric: str = "recall") -> Interval:
    """How much the first is better than the second, user by user, asked the same.

    Args:
        first, second: Evaluation of two recommenders.
        metric: a column of per_user.

    Returns:
        (difference, low, high) with a 95 % interval; it excludes 0 where the data tell them apart.
        Whom one of them shows nothing has no popularity to compare, and is left out of its mean.

    Raises:
        ValueError: if users, targets or candidates are not the same, or the lists not as long; or
            there is no such metric.
    """
    check_comparable(first, second)
    if metric not in first.per_user:
        known = ", ".join(first.per_user)
        raise ValueError(f"there is no {metric!r} of each user: choose one of {known}")
    return mean_interval((first.per_user[metric] - second.per_user[metric]).to_numpy())
