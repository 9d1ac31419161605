"""The k items with the largest inner product, exactly; the same search as one by distance."""

import numpy as np

from utils.base.checks import check_k, finite_rows
from utils.space.similarity import top_k

QUERY_CHUNK, ITEM_CHUNK = 64, 65_536  # their float32 scores are 17 MB


def exact_top_k(queries: np.ndarray, items: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k largest ⟨q, v⟩ of each query, best first; ties go to the lower index.

    Items and queries are taken a chunk at a time, so the (B, n_items) scores are never in memory.

    Args:
        queries: (B, dim) floats.
        items: (n_items, dim) floats.
        k: how many, 1 ≤ k ≤ n_items.

    Returns:
        (indices, scores): (B, k) int64 and (B, k) float32.

    Raises:
        ValueError: if there are no items, k is out of range, the dimensions differ, or a number
            is not finite.
    """
    items = finite_rows("items", items)
    queries = finite_rows("queries", queries, items.shape[1])
    check_k(k, len(items))
    indices = np.empty((len(queries), k), np.int64)
    scores = np.empty((len(queries), k), np.float32)
    for start in range(0, len(queries), QUERY_CHUNK):
        chunk = slice(start, start + QUERY_CHUNK)
        indices[chunk], scores[chunk] = _scan(queries[chunk], items, k)
    return indices, scores


def _scan(queries, items, k):
    """Top k of a chunk of queries: the best so far meet each chunk of items, and k remain."""
    indices = np.empty((len(queries), 0), np.int64)
    scores = np.empty((len(queries), 0), np.float32)
    for start in range(0, len(items), ITEM_CHUNK):
        fresh = queries @ items[start : start + ITEM_CHUNK].T
        numbers = np.broadcast_to(np.arange(start, start + fresh.shape[1]), fresh.shape)
        # The best so far stand in front: where scores tie, the lower index comes first.
        indices, scores = np.hstack([indices, numbers]), np.hstack([scores, fresh])
        top = top_k(scores, min(k, scores.shape[1]))
        indices = np.take_along_axis(indices, top, axis=1)
        scores = np.take_along_axis(scores, top, axis=1)
    return indices, scores


def mips_augment(items: np.ndarray) -> np.ndarray:
    """Items with one more dimension, in which all of them have the same length.

    φ̃ = [φ, √(M² − ‖φ‖²)] with M the largest ‖φ‖. With ψ̃ = [ψ, 0],
    ‖ψ̃ − φ̃‖² = ‖ψ‖² + M² − 2⟨ψ, φ⟩: the closest is the one of the largest inner product, and so is
    the one of the largest cosine.

    Args:
        items: (n_items, dim) floats.

    Returns:
        (n_items, dim + 1) floats.

    Source: Bachrach et al. 2014, "Speeding up the Xbox recommender system using a Euclidean
        transformation for inner-product spaces", sec. 3. Taught in lesson 08.
    """
    squares = (items**2).sum(axis=1)
    return np.column_stack([items, np.sqrt(squares.max() - squares)])


def mips_augment_queries(queries: np.ndarray) -> np.ndarray:
    """ψ̃ = [ψ, 0], the query that goes with `mips_augment`.

    Args:
        queries: (B, dim) floats.

    Returns:
        (B, dim + 1) floats.
    """
    return np.column_stack([queries, np.zeros_like(queries[:, 0])])


def recall_of(found: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """The share of each query's true top k that an approximate search found, wherever it stands.

    Args:
        found: (B, m) int; -1 stands for nothing.
        exact: (B, k) int, from `exact_top_k`.

    Returns:
        (B,) floats in [0, 1].

    Raises:
        ValueError: if they do not hold one row for each query.
    """
    if len(found) != len(exact):
        raise ValueError(f"found has {len(found)} queries and exact has {len(exact)}: pair them")
    return np.array([np.isin(e, f).mean() for f, e in zip(found, exact, strict=True)])
