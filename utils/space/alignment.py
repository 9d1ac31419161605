"""Two spaces over the same rows laid on each other, and how much their neighborhoods differ."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import orthogonal_procrustes

from utils.space.embedding_space import EmbeddingSpace
from utils.space.similarity import MEASURES, top_k

CHUNK = 512  # rows whose neighbors are looked for at a time


def aligned(space: EmbeddingSpace, reference: EmbeddingSpace) -> EmbeddingSpace:
    """The space turned, shifted and scaled onto another over the same rows, as well as can be.

    A turn keeps all angles, so cosines about the mean stay what they were. A space of fewer
    dimensions than the other is filled up with zeros.

    Args:
        space, reference: EmbeddingSpaces of the same rows, in the same order.

    Returns:
        EmbeddingSpace in the dimensions of the wider one, without maps.

    Raises:
        ValueError: if the rows differ.

    Source: Schönemann 1966, "A generalized solution of the orthogonal Procrustes problem".
    """
    _check_rows(space, reference)
    dim = max(space.vectors.shape[1], reference.vectors.shape[1])
    (moved, _), (goal, middle) = (_centered(one.vectors, dim) for one in (space, reference))
    turn, _ = orthogonal_procrustes(moved, goal)
    turned = moved @ turn
    size = (turned**2).sum()
    scale = (turned * goal).sum() / size if size > 0 else 1.0
    return EmbeddingSpace(scale * turned + middle, space.table)


def _centered(vectors, dim):
    wide = np.pad(vectors.astype(float), ((0, 0), (0, dim - vectors.shape[1])))
    middle = wide.mean(axis=0)
    return wide - middle, middle


@dataclass(frozen=True)
class Agreement:
    """How many of their neighbors two spaces share.

    Attributes:
        shares: (n,) floats, of each row the share of its k nearest that are the same in both.
        chance: what two spaces that know nothing of each other would share, on average.
    """

    shares: np.ndarray
    chance: float

    @property
    def share(self) -> float:
        """The mean over all rows."""
        return float(self.shares.mean())


def shared_neighbors(
    one: EmbeddingSpace | np.ndarray,
    other: EmbeddingSpace | np.ndarray,
    k: int = 10,
    measure: str = "cosine",
) -> Agreement:
    """Of each row the share of its k nearest that two spaces agree on.

    A flat map is a space too: shared_neighbors(space, space.map("t-sne"), measure="euclidean")
    says where the map keeps its promise; as a column of the table it colors the explorer.

    Args:
        one, other: EmbeddingSpaces, or (n, dim) floats, of the same n rows.
        k: how many neighbors, 1 ≤ k < n.
        measure: "dot", "cosine" or "euclidean".

    Raises:
        ValueError: if the rows differ or k does not fit.
    """
    _check_rows(one, other)
    vectors = [getattr(space, "vectors", space) for space in (one, other)]
    n = len(vectors[0])
    if not 1 <= k < n:
        raise ValueError(
            f"k is {k}: of {n} rows each has {n - 1} others, so it must be 1 to {n - 1}"
        )
    chunks = (np.arange(at, min(at + CHUNK, n)) for at in range(0, n, CHUNK))
    shares = np.concatenate([_shares(vectors, rows, k, measure) for rows in chunks])
    return Agreement(shares, k / (n - 1))


def _shares(spaces, rows, k, measure):
    found = []
    for vectors in spaces:
        scores = np.array(MEASURES[measure](vectors[rows], vectors), float)
        scores[np.arange(len(rows)), rows] = -np.inf
        found.append(top_k(scores, k))
    return np.array([len(np.intersect1d(a, b)) for a, b in zip(*found, strict=True)]) / k


def _check_rows(one, other):
    if len(one) != len(other):
        raise ValueError(f"{len(one)} rows and {len(other)}: both must be of the same rows")
    names = [getattr(space, "labels", None) for space in (one, other)]
    if names[0] is not None and names[1] is not None and not names[0].equals(names[1]):
        raise ValueError("the labels differ: both must be of the same rows, in the same order")
