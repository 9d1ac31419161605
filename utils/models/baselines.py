"""Recommenders that every table needs: random, popularity, item-kNN, genre-kNN and EASE."""

from itertools import pairwise

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from utils.base.seed import SEED


class Random:
    """Scores drawn anew for each call, from one seed: what chance alone finds."""

    def __init__(self, seed=SEED):
        self.rng = np.random.default_rng(seed)

    def fit(self, interactions):
        """Learns nothing. Returns self."""
        return self

    def score(self, histories):
        """(B, n_items) uniform floats."""
        return self.rng.random(histories.shape)


class Popularity:
    """The same list for everyone: items by their number of ratings."""

    def fit(self, interactions):
        """Count. Returns self."""
        self.counts = interactions.item_counts.astype(np.float32)
        return self

    def score(self, histories):
        """(B, n_items) floats, every row the same."""
        return np.broadcast_to(self.counts, histories.shape)


class ItemKNN:
    """Items rated by the same people: cosine between columns, shrunk, k neighbors kept.

    Args:
        n_neighbors: how many similar items each item keeps.
        shrinkage: added to the denominator, so that two shared users do not make a twin.

    Source: Sarwar et al. 2001, "Item-based collaborative filtering recommendation algorithms".
    """

    def __init__(self, n_neighbors=100, shrinkage=20.0):
        self.n_neighbors, self.shrinkage = n_neighbors, shrinkage

    def fit(self, interactions):
        """Compare each item with all that share a user with it. Returns self."""
        X = interactions.matrix().astype(bool).astype(np.float32)
        norms = np.sqrt(interactions.item_counts).astype(np.float32)
        shared = (X.T @ X).tocsr()
        items = np.repeat(np.arange(len(norms)), np.diff(shared.indptr))
        shared.data /= norms[items] * norms[shared.indices] + self.shrinkage
        shared.data[items == shared.indices] = 0
        # By columns, so that a request reads those of what was watched alone.
        self.similarity = _keep_largest(shared, self.n_neighbors).tocsc()
        return self

    def score(self, histories):
        """(B, n_items) floats: summed similarity to what is in the history."""
        seen = histories.astype(bool).astype(np.float32)
        return (seen @ self.similarity.T).toarray()


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
    would be drawn by lot.

    Args:
        genres: (n_items, n_genres) array or DataFrame of 0 or 1; a row of zeros is similar to
            nothing.
    """

    def __init__(self, genres):
        genres = np.asarray(genres)
        self.directions = genres / np.maximum(np.sqrt(genres.sum(axis=1, keepdims=True)), 1)

    def fit(self, interactions):
        """Learns nothing. Returns self."""
        return self

    def score(self, histories):
        """(B, n_items) floats: summed similarity to what is in the history."""
        return histories.astype(bool) @ self.directions @ self.directions.T


class EASE:
    """A linear model: each item predicted from all the others, in closed form.

    With P = (XᵀX + λI)⁻¹ the weights are B = I − P diag(P)⁻¹. X has few rows (users), so the
    Woodbury identity turns the (n_items, n_items) inverse into an (n_users, n_users) one:
    λP = I − Xᵀ (λI + XXᵀ)⁻¹ X, and B is never formed.

    Args:
        l2: λ.

    Source: Steck 2019, "Embarrassingly shallow autoencoders for sparse data", sec. 3.
    """

    def __init__(self, l2=300.0):
        self.l2 = l2

    def fit(self, interactions):
        """Factorize the users' Gram matrix. Returns self."""
        X = interactions.matrix().astype(bool).astype(np.float64)
        self.X = X[np.diff(X.indptr) > 0]
        gram = (self.X @ self.X.T).toarray()
        gram[np.diag_indices_from(gram)] += self.l2
        self.factor = cho_factor(gram)
        K_inverse_X = cho_solve(self.factor, self.X.toarray())
        self.P_diagonal = (1 - self.X.multiply(K_inverse_X).sum(axis=0)) / self.l2
        return self

    def score(self, histories):
        """(B, n_items) floats: histories @ B."""
        H = histories.astype(bool).astype(np.float64)
        shared = cho_solve(self.factor, (self.X @ H.T).toarray()).T
        HP = (H.toarray() - shared @ self.X) / self.l2
        return H.toarray() - HP / self.P_diagonal
