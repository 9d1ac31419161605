"""EASE's relatives: linear models of the whole history, in closed form."""

from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, diags_array

from utils.data.histories import as_watched
from utils.data.interactions import Interactions


class EDLAE:
    """EASE that is trained as if a share of each history were dropped at random.

    With Λ = λI + p / (1 − p) · diag(XᵀX) and P = (XᵀX + Λ)⁻¹ the weights are B = I − P diag(P)⁻¹:
    popular items are held back more. p = 0 is EASE. As there, P is never formed: with D = Λ^(−1/2)
    it is D (D XᵀX D + I)⁻¹ D, and the Woodbury identity makes of it an inverse as wide as there
    are users.

    Memory: n_users² float64 numbers, however few the items; to fit, besides, n_users · n_items four
    times. Where users are many, EASE takes the smaller side.

    Args:
        l2: λ > 0.
        dropout: p, 0 ≤ p < 1.

    Source: Steck 2020, "Autoencoders that don't overfit towards the identity", sec. 3.
    """

    def __init__(self, l2: float = 300.0, dropout: float = 0.0):
        if l2 <= 0 or not 0 <= dropout < 1:
            raise ValueError(
                f"l2 is {l2}, dropout {dropout}: l2 > 0 and 0 <= dropout < 1 is needed"
            )
        self.l2, self.dropout = l2, dropout

    def fit(self, interactions: Interactions) -> Self:
        """Factorize the users' Gram matrix. Returns self."""
        X = as_watched(interactions.matrix()).astype(np.float64)
        X = X[np.diff(X.indptr) > 0]
        penalties = self.l2 + self.dropout / (1 - self.dropout) * X.sum(axis=0)
        self.D = 1 / np.sqrt(penalties)
        self.X = csr_array(X @ diags_array(self.D))
        gram = (self.X @ self.X.T).toarray()
        gram[np.diag_indices_from(gram)] += 1
        self.factor = cho_factor(gram, overwrite_a=True)
        explained = self.X.multiply(cho_solve(self.factor, self.X.toarray())).sum(axis=0)
        self.P_diagonal = 1 - explained
        return self

    def _unexplained(self, H):
        """(B, n_items) floats H D (D XᵀX D + I)⁻¹."""
        HD = csr_array(H @ diags_array(self.D))
        shared = cho_solve(self.factor, (self.X @ HD.T).toarray()).T
        return HD.toarray() - shared @ self.X

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: histories @ B."""
        H = as_watched(histories).astype(np.float64)
        return H.toarray() - self._unexplained(H) / (self.P_diagonal * self.D)


class Ridge(EDLAE):
    """Ridge regression of a history on itself: B = (XᵀX + λI)⁻¹ XᵀX = I − λP.

    EASE without the condition that no item may predict itself.

    Args:
        l2: λ > 0.
    """

    def __init__(self, l2: float = 300.0):
        super().__init__(l2)

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: histories @ B."""
        H = as_watched(histories).astype(np.float64)
        return H.toarray() - self._unexplained(H) / self.D
