"""From scores to lists, and what the lists are worth: score, mask, cut, measure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.evaluation.intervals import bootstrap_weights, interval
from utils.evaluation.metrics import gini, list_metrics, popularity_percentile
from utils.space.similarity import top_k

CHUNK = 256  # users scored at a time: 256 × 9,066 float64 scores are 19 MB


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
