"""Weighted alternating least squares for implicit feedback, in NumPy."""

from typing import Self

import numpy as np
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.interactions import Interactions

MOST_PLACES = 2**18  # of a block
Block = tuple[np.ndarray, np.ndarray, np.ndarray]


class WALS:
    """Matrix factorization of "watched or not", unobserved pairs counting as weak zeros.

    Minimizes Σ_ij w_ij (p_ij − ⟨U_i, V_j⟩)² + λ (Σ_i ‖U_i‖² + Σ_j ‖V_j‖²), where p is 1 and w is
    `weight` for an observed pair, and p is 0 and w is 1 for all others. With V fixed each U_i is
    a least-squares problem with a closed solution, and the other way round.

    Memory: the two tables, and on the way MOST_PLACES · dim float32 numbers, three times.

    Args:
        dim: length of the embeddings.
        weight: w of an observed pair, > 1.
        l2: λ.
        n_iterations: how often V and then U are solved for.
        seed: of the random start.

    Attributes:
        U, V: (n_users, dim) and (n_items, dim) float32 after fit.

    Source: Hu, Koren, Volinsky 2008, "Collaborative filtering for implicit feedback datasets",
        sec. 4. Used in lesson 02.
    """

    def __init__(
        self,
        dim: int = 32,
        weight: float = 10.0,
        l2: float = 10.0,
        n_iterations: int = 15,
        seed: int = SEED,
    ):
        self.dim, self.weight, self.l2 = dim, weight, l2
        self.n_iterations, self.seed = n_iterations, seed

    def fit(self, interactions: Interactions) -> Self:
        """Alternate from a random start. Returns self."""
        X = interactions.matrix()
        rng = np.random.default_rng(self.seed)
        self.U = rng.normal(0, 0.1, (X.shape[0], self.dim)).astype(np.float32)
        user_groups, item_groups = rows_by_length(X), rows_by_length(X.T.tocsr())
        for _ in range(self.n_iterations):
            self.V = solve_rows(item_groups, X.shape[1], self.U, self.weight, self.l2)
            self.U = solve_rows(user_groups, X.shape[0], self.V, self.weight, self.l2)
        return self

    def fold_in(self, histories: csr_array) -> np.ndarray:
        """The user half-step for people who were not in training.

        Args:
            histories: (B, n_items) CSR; what is stored counts as observed.

        Returns:
            (B, dim) float32 user embeddings; zero for an empty history.
        """
        groups = rows_by_length(csr_array(histories))
        return solve_rows(groups, histories.shape[0], self.V, self.weight, self.l2)

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: fold in, then ⟨U_i, V_j⟩ for every item."""
        return self.fold_in(histories) @ self.V.T


def rows_by_length(matrix: csr_array) -> list[Block]:
    """The observed columns of each row, in dense blocks of rows of similar length.

    Args:
        matrix: (n_rows, n_columns) CSR.

    Returns:
        List of (rows (n,), columns (n, m), observed (n, m) bool): m is a power of two at least
        the length of the rows, and where a row is shorter, `observed` is False. Empty rows are
        in no block.

    Source: Mehta et al. 2021, "ALX: large scale matrix factorization on TPUs", sec. 4 (dense
        batching).
    """
    lengths = np.diff(matrix.indptr)
    sizes = 2 ** np.ceil(np.log2(np.maximum(lengths, 1))).astype(int)
    groups = []
    for size in np.unique(sizes[lengths > 0]):
        alike = np.flatnonzero((sizes == size) & (lengths > 0))
        slots = np.arange(size)
        for rows in np.array_split(alike, -(-len(alike) * size // MOST_PLACES)):
            observed = slots < lengths[rows, None]
            places = np.where(observed, matrix.indptr[rows, None] + slots, 0)
            groups.append((rows, matrix.indices[places], observed))
    return groups


def solve_rows(
    groups: list[Block], n_rows: int, V: np.ndarray, weight: float, l2: float
) -> np.ndarray:
    """One half-step: the best embedding of every row, all columns' embeddings fixed.

    Row i minimizes Σ_j w_ij (p_ij − ⟨U_i, V_j⟩)² + λ‖U_i‖², so with Y its observed rows of V
        (VᵀV + (w − 1) YᵀY + λI) U_i = w Yᵀ1.
    Rows with fewer observations than dimensions are solved in the smaller space (Woodbury).

    Args:
        groups: from rows_by_length.
        n_rows: int.
        V: (n_columns, dim) float32.
        weight, l2: floats, as in WALS.

    Returns:
        (n_rows, dim) float32.
    """
    dim = V.shape[1]
    gram = V.T @ V + l2 * np.eye(dim, dtype=V.dtype)
    inverse = np.linalg.inv(gram)
    U = np.zeros((n_rows, dim), V.dtype)
    for rows, columns, observed in groups:
        Y = V[columns] * observed[..., None]
        b = weight * Y.sum(axis=1)
        if Y.shape[1] < dim:
            Z = Y @ inverse
            K = Z @ Y.mT + np.eye(Y.shape[1], dtype=V.dtype) / (weight - 1)
            correction = np.linalg.solve(K, Z @ b[..., None])
            U[rows] = b @ inverse - (Z.mT @ correction)[..., 0]
        else:
            A = gram + (weight - 1) * (Y.mT @ Y)
            U[rows] = np.linalg.solve(A, b[..., None])[..., 0]
    return U
