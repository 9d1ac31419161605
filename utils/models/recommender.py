"""What every model of the course is: it scores all items for anybody's history."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

Score = Callable[[csr_array], np.ndarray]


class Recommender(Protocol):
    """Whatever has a score; one evaluation and one explorer serve them all.

    Where a part of the answer is the same for all questions, a recommender may also have a
    `scorer()`, which computes that part once and returns the function `score`.
    """

    def score(self, histories: csr_array) -> np.ndarray:
        """How well each item would go with each history.

        Args:
            histories: (B, n_items) CSR; what is stored was seen.

        Returns:
            (B, n_items) floats, larger is better; −inf where an item is never to be recommended.
        """


def scorer_of(recommender: Recommender) -> Score:
    """The recommender's score, with what every answer shares computed now, if it knows how.

    Raises:
        TypeError: if it has no score.
    """
    if not hasattr(recommender, "score"):
        name = type(recommender).__name__
        raise TypeError(f"{name} cannot be asked: give it a method score(histories)")
    return recommender.scorer() if hasattr(recommender, "scorer") else recommender.score


class FixedScores:
    """Scores that were computed before, as a Recommender for one evaluation after another.

    Args:
        scores: (n, n_items) floats, a row for each person who is asked about, in their order.
    """

    def __init__(self, scores: np.ndarray):
        self.scores = scores

    def scorer(self) -> Score:
        """Answers a chunk of the people at a time, from the first on."""
        left = self.scores

        def score(histories: csr_array) -> np.ndarray:
            nonlocal left
            chunk, left = np.split(left, [histories.shape[0]])
            if len(chunk) < histories.shape[0]:
                raise ValueError(f"there are scores for {len(self.scores)} people, and more ask")
            return chunk

        return score

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) scores of the first B people.

        Raises:
            ValueError: if there are fewer.
        """
        return self.scorer()(histories)
