"""Ranking metrics with intervals: how good the lists are, and what kind of lists they are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.paths import SEED
from utils.similarity import top_k

CHUNK = 256  # users scored at a time: 256 × 9,066 float64 scores are 19 MB
N_RESAMPLES = 400
Z_95 = 1.96  # half the width of a 95 % interval, in standard errors


def discounts(k):
    """(k,) floats 1 / log2(rank + 1), for ranks 1 … k."""
    return 1 / np.log2(np.arange(2, k + 2))


def list_metrics(hits, n_relevant):
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


def popularity_percentile(counts):
    """(n,) floats in [0, 1]: the share of items with fewer ratings, ties sharing the middle."""
    values, inverse, sizes = np.unique(counts, return_inverse=True, return_counts=True)
    below = np.cumsum(sizes) - sizes
    return ((below + (sizes - 1) / 2) / max(len(counts) - 1, 1))[inverse]


def gini(exposure):
    """Gini index of how often each item is shown: 0 if all equally, towards 1 if only one.

    Args:
        exposure: (..., n_items) non-negative, with a positive sum along the last axis.

    Returns:
        (...,) floats.
    """
    ordered = np.sort(exposure, axis=-1)
    n = ordered.shape[-1]
    rank_weights = 2 * np.arange(1, n + 1) - n - 1
    return ordered @ rank_weights / (n * ordered.sum(axis=-1))


@dataclass(frozen=True)
class Evaluation:
    """One recommender on one split.

    Attributes:
        split: name of the split.
        k: length of the lists.
        top: (B, k) int item indices, best first.
        per_user: DataFrame, one row a query: recall, ndcg, mrr, popularity.
        exposure: (B, n_candidates) CSR, 1 where a candidate is in the query's list.
    """

    split: str
    k: int
    top: np.ndarray
    per_user: pd.DataFrame
    exposure: csr_array

    def summary(self):
        """Each metric's estimate and 95 % interval.

        Coverage is the share of candidates that are in anybody's list, Gini is of how often each
        candidate is in one; popularity is the mean percentile of what is shown.

        Returns:
            DataFrame indexed by metric, with columns estimate, low, high.
        """
        weights = bootstrap_weights(len(self.per_user))
        shown = weights @ self.exposure
        everyone = self.exposure.sum(axis=0)
        rows = {
            name: interval(values.mean(), weights @ values / len(values))
            for name, values in self.per_user.items()
        }
        rows["coverage"] = interval((everyone > 0).mean(), (shown > 0).mean(axis=1))
        rows["gini"] = interval(gini(everyone), gini(shown))
        return pd.DataFrame(rows, index=["estimate", "low", "high"]).T


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


def evaluate(recommender, split, k=20):
    """Rank the candidates for every query of the split, and measure the lists.

    Args, Raises: as rank().

    Returns:
        Evaluation.
    """
    return measure_lists(rank(recommender, split, k), split)


def rank(recommender, split, k=20):
    """The k best candidates for every query of the split.

    Items in a query's history are never recommended. Scores are made CHUNK users at a time.
    Equal scores are ranked in one random order: by index, old and well-known movies would win.

    Args:
        recommender: has score(histories: (B, n_items) CSR) → (B, n_items) floats.
        split: Split.
        k: length of the lists, at most the number of candidates.

    Returns:
        (B, k) int item indices, best first.

    Raises:
        ValueError: if the split has no query, a score is NaN, or k is out of range.
    """
    n_queries = len(split.users)
    if n_queries == 0:
        raise ValueError(f"split {split.name!r} has no user with anything to find")
    candidates = np.random.default_rng(SEED).permutation(np.flatnonzero(split.candidates))
    tops = []
    for start in range(0, n_queries, CHUNK):
        history = split.history[start : start + CHUNK]
        scores = np.array(recommender.score(history))
        scores[history.nonzero()] = -np.inf
        tops.append(top_k(scores[:, candidates], k))
    return candidates[np.concatenate(tops)]


def measure_lists(top, split):
    """How good lists are that rank() made.

    Args:
        top: (B, k) int item indices, best first.
        split: Split that they were made for.

    Returns:
        Evaluation.
    """
    n_queries, k = top.shape
    rows = np.repeat(np.arange(n_queries), k)
    relevant = split.target.astype(bool)
    hits = np.asarray(relevant[rows, top.ravel()]).reshape(n_queries, k)
    per_user = pd.DataFrame(list_metrics(hits, np.diff(split.target.indptr)))
    percentile = popularity_percentile(split.train.item_counts)
    per_user["popularity"] = percentile[top].mean(axis=1)
    places = np.cumsum(split.candidates) - 1  # among the candidates
    shape = (n_queries, split.candidates.sum())
    exposure = csr_array((np.ones(len(rows)), (rows, places[top.ravel()])), shape=shape)
    return Evaluation(split.name, k, top, per_user, exposure)


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


def rmse(predicted, ratings, users):
    """Root mean squared error in stars, with a 95 % interval over users.

    Args:
        predicted, ratings: (n,) floats.
        users: (n,) int, whose rating each one is.

    Returns:
        (estimate, low, high).
    """
    squares = np.bincount(users, (predicted - ratings) ** 2)
    counts = np.bincount(users)
    squares, counts = squares[counts > 0], counts[counts > 0]
    weights = bootstrap_weights(len(counts))
    estimate = np.sqrt(squares.sum() / counts.sum())
    return interval(estimate, np.sqrt(weights @ squares / (weights @ counts)))


def results_table(evaluations, metrics=("recall", "ndcg", "mrr", "coverage", "popularity", "gini")):
    """One row a recommender: estimate ± half the 95 % interval.

    Args:
        evaluations: dict of name → Evaluation.
        metrics: which columns.

    Returns:
        DataFrame of str.
    """
    rows = {}
    for name, evaluation in evaluations.items():
        summary = evaluation.summary()
        reach = summary["high"] - summary["estimate"]
        text = [f"{summary['estimate'][m]:.3f} ± {reach[m]:.3f}" for m in metrics]
        rows[name] = text
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(metrics))
