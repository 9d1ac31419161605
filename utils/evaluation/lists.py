"""What the lists of a recommender are worth, and the table that says so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.fingerprint import fingerprint
from utils.data.histories import as_watched
from utils.data.splits import Split
from utils.evaluation.bootstrap import interval, mean_interval, resampled
from utils.evaluation.metrics import gini, list_metrics, popularity_percentile
from utils.evaluation.ranking import NOTHING, rank
from utils.models.recommender import Recommender

METRICS = ("recall", "ndcg", "mrr", "coverage", "popularity", "gini")


@dataclass(frozen=True)
class Evaluation:
    """One recommender on one split.

    Attributes:
        split: name of the split.
        k: length of the lists.
        top: (B, k) int item indices, best first; NOTHING at the end of a list that is shorter.
        per_user: DataFrame, one row a query: recall, ndcg, mrr, popularity (NaN for an empty list).
        exposure: (B, n_candidates) CSR, 1 where a candidate is in the query's list.
        question: dict of "users", "targets" and "candidates" → fingerprint: who was asked for what.
    """

    split: str
    k: int
    top: np.ndarray
    per_user: pd.DataFrame
    exposure: csr_array
    question: dict[str, str]

    def summary(self) -> pd.DataFrame:
        """Each metric's estimate and 95 % interval.

        Coverage is the share of candidates that are in anybody's list, Gini is of how often each
        candidate is in one; popularity is the mean percentile of what is shown.

        Memory: AT_A_TIME numbers for each user and for each candidate, three times.

        Returns:
            DataFrame indexed by metric, with columns estimate, low, high.
        """
        rows = {name: mean_interval(values.to_numpy()) for name, values in self.per_user.items()}
        everyone = self.exposure.sum(axis=0)
        spread = resampled(self._coverage_and_gini, len(self.per_user))
        rows["coverage"] = interval(float((everyone > 0).mean()), spread[:, 0])
        rows["gini"] = interval(float(gini(everyone)), spread[:, 1])
        return pd.DataFrame(rows, index=["estimate", "low", "high"]).T

    def _coverage_and_gini(self, weights):
        shown = weights @ self.exposure
        return np.column_stack([(shown > 0).mean(axis=1), gini(shown)])


def evaluate(recommender: Recommender, split: Split, k: int = 20) -> Evaluation:
    """Rank the candidates for every query of the split, and measure the lists.

    Args, Raises: as rank().

    Returns:
        Evaluation.
    """
    return measure_lists(rank(recommender, split, k), split)


def measure_lists(top: np.ndarray, split: Split) -> Evaluation:
    """How good lists are, as rank() makes them.

    Args:
        top: (B, k) int item indices, best first; NOTHING at the end of a list that is shorter.
        split: Split that they were made for.

    Returns:
        Evaluation.

    Raises:
        ValueError: if there is not one list for each query, or a list holds an item twice, an item
            that the query has seen, or one that is no candidate; says which.
    """
    top = np.asarray(top)
    _check_lists(top, split)
    n_queries, k = top.shape
    there = top != NOTHING
    rows, items = np.nonzero(there)[0], top[there]
    hits = np.zeros(top.shape, bool)
    hits[there] = _stored(as_watched(split.target), rows, items)
    per_user = pd.DataFrame(list_metrics(hits, np.diff(split.target.indptr)))
    percentile = popularity_percentile(split.train.item_counts)
    per_user["popularity"] = _means(percentile[items], rows, n_queries)
    places = np.cumsum(split.candidates) - 1  # among the candidates
    shape = (n_queries, int(split.candidates.sum()))
    exposure = csr_array((np.ones(len(rows)), (rows, places[items])), shape=shape)
    return Evaluation(split.name, k, top, per_user, exposure, _question(split))


def _means(values, rows, n_rows):
    """(n_rows,) floats, the mean of the values of each row; NaN for a row that has none."""
    totals, counts = np.bincount(rows, values, n_rows), np.bincount(rows, minlength=n_rows)
    return np.divide(totals, counts, out=np.full(n_rows, np.nan), where=counts > 0)


def _stored(matrix, rows, items):
    """(n,) bool: whether the CSR matrix of ones has something at each place."""
    return np.asarray(matrix[rows, items]).ravel() > 0


def _question(split):
    target = split.target
    return {
        "users": fingerprint(split.users),
        "targets": fingerprint(target.indptr.astype(np.int64), target.indices.astype(np.int64)),
        "candidates": fingerprint(split.candidates),
    }


def _check_lists(top, split):
    """Raise ValueError for the first list that nobody could be shown."""
    n_queries, n_items = split.target.shape
    if top.dtype.kind not in "iu" or top.ndim != 2 or len(top) != n_queries or not top.size:
        raise ValueError(
            f"the lists are {top.dtype} of the shape {top.shape}: split {split.name!r} needs "
            f"integers, one list for each of its {n_queries} queries"
        )
    there = top != NOTHING
    _refuse((top < NOTHING) | (top >= n_items), top, f"there are items 0 to {n_items - 1}")
    _refuse(there[:, 1:] & ~there[:, :-1], top[:, 1:], f"it stands after a {NOTHING}, the end")
    if not there.any():
        raise ValueError("the lists are empty: nothing is recommended to anybody")
    ordered = np.sort(top, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] != NOTHING)
    _refuse(twice, ordered[:, 1:], "it is there twice")
    rows = np.nonzero(there)[0]
    wrong = np.zeros(top.shape, bool)
    wrong[there] = ~split.candidates[top[there]]
    _refuse(wrong, top, f"it is no candidate of split {split.name!r}")
    wrong[there] = _stored(as_watched(split.history), rows, top[there])
    _refuse(wrong, top, "it is in the history")


def _refuse(wrong, items, reason):
    if wrong.any():
        row, place = np.argwhere(wrong)[0]
        raise ValueError(f"the list of query {row} holds item {items[row, place]}: {reason}")


def results_table(
    evaluations: dict[str, Evaluation], metrics: Sequence[str] = METRICS
) -> pd.DataFrame:
    """One row a recommender: estimate ± half the 95 % interval; its corner says split and k.

    Args:
        evaluations: dict of name → Evaluation, all of one question and one k.
        metrics: which columns.

    Returns:
        DataFrame of str.

    Raises:
        ValueError: if there is none, or they are not of one question and one k.
    """
    if not evaluations:
        raise ValueError("there is no evaluation to make a table of: give at least one")
    first, *others = evaluations.values()
    for other in others:
        check_comparable(first, other)
    rows = {}
    for name, evaluation in evaluations.items():
        summary = evaluation.summary()
        reach = summary["high"] - summary["estimate"]
        rows[name] = [f"{summary['estimate'][m]:.3f} ± {reach[m]:.3f}" for m in metrics]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(metrics))
    return table.rename_axis(columns=f"{first.split}, k = {first.k}")


def check_comparable(first: Evaluation, second: Evaluation) -> None:
    """Raise ValueError, saying what differs, unless both were asked the same."""
    if first.k != second.k:
        raise ValueError(f"lists of {first.k} and of {second.k} do not compare: choose one k")
    for what, mark in first.question.items():
        if second.question[what] != mark:
            raise ValueError(
                f"the two were asked for other {what} (splits {first.split!r} and "
                f"{second.split!r}): evaluate both on one and the same split"
            )
