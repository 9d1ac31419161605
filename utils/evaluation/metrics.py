"""What a list is worth: formulas, without an opinion on how sure they are."""

import numpy as np

from utils.evaluation.bootstrap import Interval, interval, resampled


def discounts(k: int) -> np.ndarray:
    """(k,) floats 1 / log2(rank + 1), for ranks 1 … k."""
    return 1 / np.log2(np.arange(2, k + 2))


def list_metrics(hits: np.ndarray, n_relevant: np.ndarray) -> dict[str, np.ndarray]:
    """Recall, NDCG and MRR of each list.

    Args:
        hits: (B, k) bool, whether the item at each rank is relevant.
        n_relevant: (B,) int ≥ 1, how many relevant items each user has.

    Returns:
        Dict of name → (B,) floats in [0, 1]. Recall is out of all n_relevant, so where these are
        more than k it cannot reach 1; NDCG has binary gains and is out of the best list of k;
        MRR is 0 where the list holds nothing relevant.

    Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques".
    """
    k = hits.shape[1]
    ideal = np.cumsum(discounts(k))[np.minimum(k, n_relevant) - 1]
    first = np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, np.inf)
    return {
        "recall": hits.sum(axis=1) / n_relevant,
        "ndcg": hits @ discounts(k) / ideal,
        "mrr": 1 / first,
    }


def popularity_percentile(counts: np.ndarray) -> np.ndarray:
    """(n,) floats in [0, 1]: the share of items with fewer ratings, ties sharing the middle."""
    values, inverse, sizes = np.unique(counts, return_inverse=True, return_counts=True)
    below = np.cumsum(sizes) - sizes
    return ((below + (sizes - 1) / 2) / max(len(counts) - 1, 1))[inverse]


def gini(exposure: np.ndarray) -> np.ndarray:
    """Gini index of how often each item is shown: 0 if all equally, towards 1 if only one.

    Args:
        exposure: (..., n_items) non-negative; where nothing is shown, the index is 0.

    Returns:
        (...,) floats.
    """
    ordered = np.sort(exposure, axis=-1)
    n = ordered.shape[-1]
    rank_weights = 2 * np.arange(1, n + 1) - n - 1
    totals = n * ordered.sum(axis=-1)
    unequal = ordered @ rank_weights
    return unequal / np.where(totals > 0, totals, 1)


def rmse(predicted: np.ndarray, ratings: np.ndarray, users: np.ndarray) -> Interval:
    """Root mean squared error in stars, with a 95 % interval over users.

    Args:
        predicted, ratings: (n,) floats.
        users: (n,) int, whose rating each one is.

    Returns:
        (estimate, low, high).
    """
    squares, counts = _squares(predicted, ratings, users)
    spread = resampled(lambda w: np.sqrt((w @ squares) / (w @ counts)), len(counts))
    return interval(np.sqrt(squares.sum() / counts.sum()), spread)


def rmse_gain(
    before: np.ndarray, after: np.ndarray, ratings: np.ndarray, users: np.ndarray
) -> Interval:
    """How much smaller the RMSE of `after` is, with a 95 % interval: paired, over the same users.

    Args:
        before, after: (n,) floats, two predictions of the same ratings.
        ratings, users: as of rmse.

    Returns:
        (estimate, low, high), in stars.
    """
    first, counts = _squares(before, ratings, users)
    second, _ = _squares(after, ratings, users)

    def gain(w):
        return np.sqrt(w @ first / (w @ counts)) - np.sqrt(w @ second / (w @ counts))

    return interval(gain(np.ones(len(counts))), resampled(gain, len(counts)))


def _squares(predicted, ratings, users):
    """The summed squared error of each user who has ratings, and their number."""
    squares = np.bincount(users, (predicted - ratings) ** 2)
    counts = np.bincount(users)
    return squares[counts > 0], counts[counts > 0]


def attained(scores: np.ndarray, truth: np.ndarray, k: int = 20) -> np.ndarray:
    """How much of the best list's true watch time each list has.

    Args:
        scores: (B, n_items) floats, by which a list of k is made.
        truth: (B, n_items) floats > 0, seconds.
        k: length of the lists.

    Returns:
        (B,) floats in (0, 1].
    """
    listed = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    best = -np.partition(-truth, k - 1, axis=1)[:, :k]
    return np.take_along_axis(truth, listed, axis=1).sum(axis=1) / best.sum(axis=1)


def list_overlap(top: np.ndarray) -> float:
    """Mean over all pairs of two users of (movies in both lists) / k.

    Args:
        top: (B, k) int item indices; −1 for none.
    """
    n_users, k = top.shape
    listed = np.bincount(top[top >= 0])  # what m users have is shared by m (m − 1) / 2 pairs
    return (listed * (listed - 1)).sum() / (n_users * (n_users - 1)) / k
