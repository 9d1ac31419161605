"""Dot product, cosine and Euclidean distance between embeddings, and the nearest by each."""

import numpy as np

from utils.base.checks import check_k


def dot(queries, items):
    """⟨q, v⟩ of each query with each item: direction and length both count.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) floats; larger is closer.
    """
    return queries @ items.T


def cosine(queries, items):
    """⟨q, v⟩ / (‖q‖ ‖v‖): direction alone counts. A zero vector has no direction: it scores 0.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) floats in [-1, 1]; larger is closer.
    """
    norms = np.outer(np.linalg.norm(queries, axis=1), np.linalg.norm(items, axis=1))
    return np.divide(queries @ items.T, norms, out=np.zeros_like(norms), where=norms > 0)


def euclidean(queries, items):
    """−‖q − v‖: the distance, with its sign turned so that larger is closer here too.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) floats ≤ 0; larger is closer.
    """
    squares = (queries**2).sum(1)[:, None] + (items**2).sum(1) - 2 * queries @ items.T
    return -np.sqrt(np.maximum(squares, 0))


MEASURES = {"dot": dot, "cosine": cosine, "euclidean": euclidean}


def top_k(scores, k):
    """Columns of the k largest scores of each row, best first; ties go to the lower column.

    Args:
        scores: (B, n_items) floats; -inf marks what may not be chosen.
        k: how many, 1 ≤ k ≤ n_items.

    Returns:
        (B, k) int array.

    Raises:
        ValueError: if k is out of range, or a score is NaN.
    """
    n_items = scores.shape[1]
    check_k(k, n_items)
    if np.isnan(scores).any():
        row = int(np.flatnonzero(np.isnan(scores).any(axis=1))[0])
        raise ValueError(f"row {row} of the scores holds NaN: a NaN has no rank")
    kth = np.partition(scores, n_items - k, axis=1)[:, n_items - k]
    top = np.empty((len(scores), k), dtype=np.int64)
    for row, (values, bound) in enumerate(zip(scores, kth, strict=True)):
        # Every column above the k-th value, then the first of those equal to it.
        above = np.flatnonzero(values > bound)
        equal = np.flatnonzero(values == bound)[: k - len(above)]
        chosen = np.concatenate([above, equal])
        top[row] = chosen[np.argsort(-values[chosen], kind="stable")]
    return top


def nearest(query, items, k=10, measure="cosine"):
    """The k items closest to one query.

    Args:
        query: (dim,) floats.
        items: (n_items, dim) floats.
        k: how many.
        measure: "dot", "cosine" or "euclidean".

    Returns:
        (indices, scores): two (k,) arrays, closest first.

    Raises:
        ValueError: if the measure is unknown, k out of range, or the dimensions differ.
    """
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}: choose one of {', '.join(MEASURES)}")
    if len(query) != items.shape[1]:
        raise ValueError(f"the query has {len(query)} dimensions, the items {items.shape[1]}")
    scores = MEASURES[measure](query[None], items)
    indices = top_k(scores, k)[0]
    return indices, scores[0, indices]
