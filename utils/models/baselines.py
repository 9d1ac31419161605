"""Recommenders that every table needs: random, popularity, item-kNN, genre-kNN and EASE. Biases.

What they hold and what they need on the way is said of each; to score takes (B, n_items) floats.
"""

from itertools import pairwise
from typing import Self

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, vstack

from utils.base.seed import SEED
from utils.data.histories import as_watched
from utils.data.interactions import Interactions

BLOCK = 1024  # rows or columns that are dense at a time


class Random:
    """Scores drawn anew for each call, from one seed: what chance alone finds. Holds nothing."""

    def __init__(self, seed: int = SEED):
        self.rng = np.random.default_rng(seed)

    def fit(self, interactions: Interactions) -> Self:
        """Learns nothing. Returns self."""
        return self

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) uniform floats."""
        return self.rng.random(histories.shape)


class Popularity:
    """The same list for everyone: items by their number of ratings. Holds n_items numbers."""

    def fit(self, interactions: Interactions) -> Self:
        """Count. Returns self."""
        self.counts = interactions.item_counts.astype(np.float32)
        return self

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats, every row the same."""
        return np.broadcast_to(self.counts, histories.shape)


class ItemKNN:
    """Items rated by the same people: cosine between columns, shrunk, k neighbors kept.

    Memory: n_neighbors · n_items numbers and their places; to fit, besides, the similarities of
    BLOCK items at a time.

    Args:
        n_neighbors: how many similar items each item keeps.
        shrinkage: added to the denominator, so that two shared users do not make a twin.

    Source: Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms".
    """

    def __init__(self, n_neighbors: int = 100, shrinkage: float = 20.0):
        self.n_neighbors, self.shrinkage = n_neighbors, shrinkage

    def fit(self, interactions: Interactions) -> Self:
        """Compare each item with all that share a user with it. Returns self."""
        X = as_watched(interactions.matrix())
        norms = np.sqrt(interactions.item_counts).astype(np.float32)
        by_item = X.T.tocsr()
        blocks = [
            self._neighbors(by_item[start : start + BLOCK] @ X, norms, start)
            for start in range(0, X.shape[1], BLOCK)
        ]
        # By columns, so that a request reads those of what was watched alone.
        self.similarity = vstack(blocks, format="csc")
        return self

    def _neighbors(self, shared, norms, start):
        """The shared counts of some items, from item `start` on, as their largest similarities."""
        items = start + np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
        shared.data /= norms[items] * norms[shared.indices] + self.shrinkage
        shared.data[items == shared.indices] = 0
        return _keep_largest(shared, self.n_neighbors)

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: summed similarity to what is in the history."""
        return (as_watched(histories) @ self.similarity.T).toarray()


def _keep_largest(matrix, k):
    """The CSR matrix with all but the k largest entries of each row removed."""
    for start, end in pairwise(matrix.indptr):
        row = matrix.data[start:end]
        if len(row) > k:
            row[np.argpartition(row, -k)[:-k]] = 0
    matrix.eliminate_zeros()
    return matrix


class GenreKNN:
    """Items of the genres that were watched: cosine between the genres, not between the ratings.

    Every item of the history is a neighbor: so many have the very same genres that the k nearest
    would be drawn by lot. Holds n_items · n_genres numbers.

    Args:
        genres: (n_items, n_genres) array or DataFrame of 0 or 1; a row of zeros is similar to
            nothing.
    """

    def __init__(self, genres: np.ndarray | pd.DataFrame):
        genres = np.asarray(genres)
        self.directions = genres / np.maximum(np.sqrt(genres.sum(axis=1, keepdims=True)), 1)

    def fit(self, interactions: Interactions) -> Self:
        """Learns nothing. Returns self."""
        return self

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: summed similarity to what is in the history."""
        return as_watched(histories) @ self.directions @ self.directions.T


class EASE:
    """A linear model: each item predicted from all the others, in closed form.

    With P = (XᵀX + λI)⁻¹ the weights are B = I − P diag(P)⁻¹. P is n_items wide. Where there are
    fewer users, the Woodbury identity turns it into an inverse of their number,
    λP = I − Xᵀ (λI + XXᵀ)⁻¹ X, and B is never formed.

    Memory: the smaller of n_users² and n_items² float64 numbers, and to fit three times that.

    Args:
        l2: λ.

    Source: Steck 2019, "Embarrassingly shallow autoencoders for sparse data", sec. 3.
    """

    def __init__(self, l2: float = 300.0):
        self.l2 = l2

    def fit(self, interactions: Interactions) -> Self:
        """Invert the Gram matrix of the fewer, users or items. Returns self."""
        X = as_watched(interactions.matrix()).astype(np.float64)
        X = X[np.diff(X.indptr) > 0]
        if X.shape[0] < X.shape[1]:
            self._fit_by_users(X)
        else:
            self._fit_by_items(X)
        return self

    def _regularized(self, gram):
        gram = gram.toarray()
        gram[np.diag_indices_from(gram)] += self.l2
        return gram

    def _fit_by_users(self, X):
        self.X, self.factor = X, cho_factor(self._regularized(X @ X.T), overwrite_a=True)
        self.P_diagonal = np.empty(X.shape[1])
        columns = X.tocsc()
        for start in range(0, X.shape[1], BLOCK):
            block = columns[:, start : start + BLOCK]
            explained = block.multiply(cho_solve(self.factor, block.toarray())).sum(axis=0)
            self.P_diagonal[start : start + BLOCK] = (1 - explained) / self.l2

    def _fit_by_items(self, X):
        factor = cho_factor(self._regularized(X.T @ X), overwrite_a=True)
        self.B = cho_solve(factor, np.eye(X.shape[1]), overwrite_b=True)
        self.B /= -np.diag(self.B)
        np.fill_diagonal(self.B, 0)

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: histories @ B."""
        H = as_watched(histories).astype(np.float64)
        if hasattr(self, "B"):
            return H @ self.B
        shared = cho_solve(self.factor, (self.X @ H.T).toarray()).T
        HP = (H.toarray() - shared @ self.X) / self.l2
        return H.toarray() - HP / self.P_diagonal


class Biases:
    """Stars as μ + b_i + b_j, without any taste: what a model of stars has to beat.

    b_j is the sum of what is left of item j's ratings, over their number plus a damping; then b_i
    in the same way, ten times in turn. Holds n_users + n_items numbers.

    Args:
        damping: so many ratings of nothing special are added to each user's and item's own.

    Source: Koren, Bell, Volinsky 2009, "Matrix factorization techniques", eq. 3. Used in lesson 02.
    """

    def __init__(self, damping: float):
        self.damping = damping

    def fit(self, train: Interactions) -> Self:
        """Alternate. Returns self."""
        users, items, self.mean = train.users, train.items, train.ratings.mean()
        self.b_users = np.zeros(train.n_users)
        for _ in range(10):
            left = train.ratings - self.mean - self.b_users[users]
            self.b_items = self._damped_means(items, left, train.n_items)
            left = train.ratings - self.mean - self.b_items[items]
            self.b_users = self._damped_means(users, left, train.n_users)
        return self

    def _damped_means(self, rows, left, n):
        return np.bincount(rows, left, n) / (np.bincount(rows, minlength=n) + self.damping)

    def predict_ratings(self, users: np.ndarray, items: np.ndarray) -> np.ndarray:
        """(n,) stars of pairs of user and item indices."""
        return self.mean + self.b_users[users] + self.b_items[items]
