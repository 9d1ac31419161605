"""Who would like an item that is not there yet."""

import numpy as np


class Audience:
    """People with their lists as they are, so that a movie that is not in them can apply.

    Args:
        model: TwoTower.
        histories: (B, n_items) CSR; what was watched is in no list.
        k: length of the lists.
    """

    def __init__(self, model, histories, k):
        self.model, self.psi = model, model.psi(histories)
        scores = self.psi @ model.item_embeddings().T
        scores[histories.nonzero()] = -np.inf
        self.bar = np.partition(scores, -k, axis=1)[:, -k]

    def margins(self, movies):
        """How far each movie is above the last place of each person's list.

        Args:
            movies: DataFrame of n rows with title, year and genres.

        Returns:
            (B, n) floats; positive where the movie is in the list.
        """
        return self.psi @ self.model.phi(movies).T - self.bar[:, None]
