"""Checks of what comes in: each says what is wrong, and where."""

import numpy as np
from numpy.typing import ArrayLike

SMALL, LARGE = 1e-15, 1e15  # beyond, the product of two float32 numbers is 0 or infinite


def check_finite(name: str, values: ArrayLike) -> None:
    """Raise ValueError naming the first value of a float array that is NaN or infinite."""
    values = np.asarray(values)
    if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(
            f"{name} holds {values[place]} at {place}: mend or remove it before training"
        )


def check_k(k: int, n_items: int) -> None:
    """Raise ValueError, naming both, unless 1 ≤ k ≤ n_items."""
    if not 1 <= k <= n_items:
        raise ValueError(f"k is {k}, but there are {n_items} items: choose 1 ≤ k ≤ {n_items}")


def finite_rows(what: str, vectors: ArrayLike, dim: int | None = None) -> np.ndarray:
    """Vectors that can be searched, or an error that says what is wrong with them.

    Args:
        what: a plural noun for the message.
        vectors: anything that NumPy makes an array of.
        dim: number of columns there must be; None for any.

    Returns:
        (n, dim) float32, contiguous, finite, n ≥ 1.

    Raises:
        ValueError: naming the shape, the dimension, the row or the size that is wrong.
    """
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    if vectors.ndim != 2 or not vectors.size:
        raise ValueError(f"{what} have the shape {vectors.shape}: give at least one row of numbers")
    if dim is not None and vectors.shape[1] != dim:
        raise ValueError(f"{what} have {vectors.shape[1]} dimensions, but the items have {dim}")
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        raise ValueError(f"row {row} of the {what} is not finite: mend it or leave it out")
    reach = np.abs(vectors).max()
    if reach and not SMALL < reach < LARGE:
        raise ValueError(
            f"the numbers of the {what} are at most {reach:g}, and float32 cannot multiply such "
            "numbers: divide all of them by that"
        )
    return vectors


def first_not_finite(vectors: np.ndarray, at_once: int = 2**16) -> int | None:
    """Number of the first row of a matrix with a NaN or an infinity, or None.

    It is looked at by parts: a million rows that lie on disk need not lie in memory.
    """
    for start in range(0, len(vectors), at_once):
        finite = np.isfinite(vectors[start : start + at_once]).all(axis=1)
        if not finite.all():
            return start + int(np.argmin(finite))
    return None
