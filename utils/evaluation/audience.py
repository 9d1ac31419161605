"""Who would like an item that is not there yet."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.checks import check_k
from utils.evaluation.ranking import unseen_scores
from utils.models.two_tower import TwoTower


class Audience:
    """People with their lists as they are, so that a movie that is not in them can apply.

    Args:
        model: TwoTower.
        histories: (B, n_items) CSR; what was watched is in no list.
        k: length of the lists.
    """

    def __init__(self, model: TwoTower, histories: csr_array, k: int):
        self.model, self.psi = model, model.psi(histories)
        scores = unseen_scores(self.psi @ model.item_embeddings().T, histories)
        check_k(k, scores.shape[1])
        self.bar = np.partition(scores, -k, axis=1)[:, -k]  # −inf where a list is not full

    def margins(self, movies: pd.DataFrame) -> np.ndarray:
        """How far each movie is above the last place of each person's list.

        Args:
            movies: DataFrame of n rows with title, year and genres.

        Returns:
            (B, n) floats; positive where the movie is in the list.
        """
        return self.psi @ self.model.phi(movies).T - self.bar[:, None]
