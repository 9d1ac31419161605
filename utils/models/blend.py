"""Two recommenders as one: the sum of their scores."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.interactions import Interactions
from utils.models.baselines import EASE
from utils.models.recommender import Recommender, Score, scorer_of
from utils.models.softmax_dnn import train_softmax_dnn


@dataclass(frozen=True)
class Blend:
    """score = first + weight · second.

    Where both are dot products, so is the sum: ⟨(ψ, w·ψ'), (V, V')⟩, with longer vectors.

    Attributes:
        first, second: recommenders of the same items.
        weight: w.
    """

    first: Recommender
    second: Recommender
    weight: float

    def scorer(self) -> Score:
        """Score with what both can compute before anybody asks."""
        first, second = scorer_of(self.first), scorer_of(self.second)
        return lambda histories: first(histories) + self.weight * second(histories)

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats."""
        return self.scorer()(histories)


def train_blend(
    interactions: Interactions,
    weight: float = 10.0,
    l2: float = 1e-4,
    ease_l2: float = 300.0,
    seed: int = SEED,
) -> Blend:
    """The softmax network and EASE, side by side.

    Args:
        interactions: of training users and training ratings alone.
        weight: of EASE's scores, which are far smaller than logits.
        l2: of the network.
        ease_l2: λ of EASE.
        seed: of everything random.
    """
    network = train_softmax_dnn(interactions.matrix(), l2=l2, seed=seed)
    return Blend(network, EASE(ease_l2).fit(interactions), weight)
