"""Watch histories as sparse rows: made from lists, summarized, divided into question and answer."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.seed import SEED


def stored_places(histories: csr_array) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns), (nnz,) ints each: where something is stored, be it a 0."""
    return np.repeat(np.arange(histories.shape[0]), np.diff(histories.indptr)), histories.indices


def as_watched(histories: csr_array) -> csr_array:
    """(B, n_items) CSR float32, 1 where something is stored, whatever its value.

    A rating of 0 was given, too: SciPy's nonzero(), astype(bool) and multiply() would drop it.
    """
    histories = csr_array(histories)
    if not histories.has_canonical_format:  # a place that is stored twice is one place
        histories = histories.copy()
        histories.sum_duplicates()
    ones = np.ones(histories.nnz, np.float32)
    return csr_array((ones, histories.indices, histories.indptr), shape=histories.shape)


def log_activity(histories: csr_array) -> np.ndarray:
    """(B,) floats log(1 + number of items in the history)."""
    return np.log1p(np.diff(histories.indptr))


def mean_rating(histories: csr_array) -> np.ndarray:
    """(B,) floats, mean of the stored values; NaN where the history is empty."""
    n = np.diff(histories.indptr)
    return np.divide(histories.sum(axis=1), n, out=np.full(len(n), np.nan), where=n > 0)


def genre_profile(histories: csr_array, genres: pd.DataFrame) -> pd.DataFrame:
    """The share of each history that belongs to each genre; an item of two counts in both.

    Args:
        histories: (B, n_items) CSR; what is stored counts as watched.
        genres: DataFrame (n_items, n_genres) of 0 and 1, as
            `movies["genres"].str.join("|").str.get_dummies()` gives it.

    Returns:
        DataFrame (B, n_genres), NaN where the history is empty.
    """
    n = np.diff(histories.indptr)[:, None]
    watched = as_watched(histories) @ genres.to_numpy(np.float64)
    shares = np.divide(watched, n, out=np.full(watched.shape, np.nan), where=n > 0)
    return pd.DataFrame(shares, columns=genres.columns)


def to_histories(item_lists: Sequence[Sequence[int]], n_items: int) -> csr_array:
    """Lists of item indices as a matrix that every recommender takes.

    Args:
        item_lists: one sequence of int item indices for each query, possibly empty.
        n_items: int.

    Returns:
        (B, n_items) CSR float32, 1 where watched.

    Raises:
        IndexError: naming the first index that is out of range, and its query.
    """
    queries = np.repeat(np.arange(len(item_lists)), [len(items) for items in item_lists])
    nothing = np.empty(0, int)
    items = np.concatenate([nothing, *(np.asarray(items, int) for items in item_lists)])
    outside = np.flatnonzero((items < 0) | (items >= n_items))
    if len(outside):
        raise IndexError(
            f"query {queries[outside[0]]} has item {items[outside[0]]} in its history: there are "
            f"items 0 to {n_items - 1}"
        )
    shape = len(item_lists), n_items
    return as_watched(csr_array((np.ones(len(items)), (queries, items)), shape=shape))


def hide_part(
    histories: csr_array, share: float = 0.5, n_draws: int = 1, seed: int = SEED
) -> tuple[np.ndarray, csr_array, csr_array]:
    """Training examples: a random part of each history is the input, the rest is the target.

    An item is in one of the two, so that the answer is never in the question.

    Args:
        histories: (n_users, n_items) CSR.
        share: of each history that is hidden; at least one item is.
        n_draws: how often each history is divided anew.
        seed: int.

    Returns:
        (users, inputs, targets): (m,) int row of the history that each example is made of, and
        two (m, n_items) CSR matrices. An empty history makes no example; a history of one item
        has an empty input.
    """
    watched = np.diff(histories.indptr)
    users = np.tile(np.flatnonzero(watched), n_draws)
    examples, n = histories[users], watched[users]
    rows = np.repeat(np.arange(len(users)), n)
    order = np.argsort(rows + np.random.default_rng(seed).random(len(rows)))
    hidden = np.zeros(len(rows), bool)
    n_hidden = np.maximum(1, np.round(share * n)).astype(int)
    hidden[order] = np.arange(len(rows)) - examples.indptr[rows] < n_hidden[rows]
    return users, _where(examples, ~hidden), _where(examples, hidden)


def _where(matrix, kept):
    """The CSR matrix with the stored entries for which the (nnz,) bool `kept` holds."""
    indptr = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return csr_array((matrix.data[kept], matrix.indices[kept], indptr), shape=matrix.shape)


def cut_in_time(
    users: np.ndarray, items: np.ndarray, shape: tuple[int, int], n_draws: int = 1, seed: int = SEED
) -> tuple[np.ndarray, csr_array, csr_array]:
    """Training examples: what somebody watched up to a moment is the input, the next the target.

    So that what is known at that moment, like the time since the last watch, can be told too.
    Where the next item was watched before there is no example.

    Args:
        users, items: (n,) int indices of all watches, in the order of time.
        shape: (n_users, n_items).
        n_draws: how many moments are drawn for each user, with replacement.
        seed: int.

    Returns:
        (watches, inputs, targets): (m,) int, which of the n watches each example asks for, and two
        (m, n_items) CSR matrices; a target is one item. A first watch has an empty input.
    """
    by_user = np.argsort(users, kind="stable")
    counts = np.bincount(users, minlength=shape[0])
    starts = np.repeat((np.cumsum(counts) - counts)[counts > 0], n_draws)
    drawn = np.random.default_rng(seed).random(len(starts)) * np.repeat(counts[counts > 0], n_draws)
    n_before = drawn.astype(int)
    indptr = np.concatenate([[0], np.cumsum(n_before)])
    offsets = np.arange(indptr[-1]) - np.repeat(indptr[:-1] - starts, n_before)
    watches, size = by_user[starts + n_before], (len(starts), shape[1])
    before = csr_array((np.ones(indptr[-1]), items[by_user[offsets]], indptr), shape=size)
    following = (np.ones(len(watches)), (np.arange(len(watches)), items[watches]))
    inputs = as_watched(before)
    targets = csr_array(following, shape=size, dtype=np.float32)
    is_new = inputs.multiply(targets).sum(axis=1) == 0
    return watches[is_new], inputs[is_new], targets[is_new]
