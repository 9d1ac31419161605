"""Dot product, cosine and Euclidean distance between embeddings, and the nearest by each.

All are computed in float64, whatever the type of the vectors: in float32 the squares of numbers
above 1e19 are infinite, those below 1e-23 are 0, and small differences of large numbers are lost.
"""

import numpy as np
from scipy.spatial.distance import cdist

from utils.base.checks import check_k

CHUNK = 65_536  # items that are float64 at a time: 34 MB of 64 numbers


def dot(queries: np.ndarray, items: np.ndarray) -> np.ndarray:
    """⟨q, v⟩ of each query with each item: direction and length both count.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) float64; larger is closer.
    """
    return np.asarray(queries, float) @ np.asarray(items, float).T


def cosine(queries: np.ndarray, items: np.ndarray) -> np.ndarray:
    """⟨q, v⟩ / (‖q‖ ‖v‖): direction alone counts. A zero vector has no direction: it scores 0.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) float64 in [-1, 1]; larger is closer.
    """
    lengths = (np.linalg.norm(np.asarray(v, float), axis=1) for v in (queries, items))
    norms = np.outer(*lengths)
    return np.divide(dot(queries, items), norms, out=np.zeros_like(norms), where=norms > 0)


def euclidean(queries: np.ndarray, items: np.ndarray) -> np.ndarray:
    """−‖q − v‖: the distance, with its sign turned so that larger is closer here too.

    The differences are squared one by one: ‖q‖² + ‖v‖² − 2⟨q, v⟩ would cancel where the distances
    are small beside the lengths.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.

    Returns:
        (B, n_items) float64 ≤ 0; larger is closer.
    """
    return -cdist(queries, items)


MEASURES = {"dot": dot, "cosine": cosine, "euclidean": euclidean}


def top_k(scores: np.ndarray, k: int) -> np.ndarray:
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


def nearest(
    query: np.ndarray, items: np.ndarray, k: int = 10, measure: str = "cosine"
) -> tuple[np.ndarray, np.ndarray]:
    """The k items closest to one query.

    Args:
        query: (dim,) floats.
        items: (n_items, dim) floats.
        k: how many.
        measure: "dot", "cosine" or "euclidean".

    Returns:
        (indices, scores): two (k,) arrays, closest first.

    Raises:
        ValueError: if the measure is unknown, k out of range, the dimensions differ, or the query
            is not finite.
    """
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}: choose one of {', '.join(MEASURES)}")
    query = np.asarray(query, float)
    if query.shape != items.shape[1:]:
        raise ValueError(f"the query has the shape {query.shape}, an item {items.shape[1:]}")
    if not np.isfinite(query).all():
        place = int(np.argmin(np.isfinite(query)))
        raise ValueError(f"the query holds {query[place]} at {place}: nothing is near to that")
    check_k(k, len(items))
    chunks = (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
    scores = np.concatenate([MEASURES[measure](query[None], chunk)[0] for chunk in chunks])
    indices = top_k(scores[None], k)[0]
    return indices, scores[indices]
