"""The network of lesson 04: a query goes in, a probability for each item comes out."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from utils.base.backend import Tensor, keras
from utils.base.seed import SEED
from utils.models.examples import train_on_histories
from utils.models.lists import lengths, list_softmax_loss
from utils.models.losses import weighted_mean
from utils.models.query_features import QueryFeatures
from utils.models.query_tower import QueryTower, unit

ops = keras.ops

NO_ITEM = -1  # in the place of a count, where a row of the tables is there to round them up


@keras.saving.register_keras_serializable(package="course")
class SoftmaxDNN(QueryTower):
    """p̂ = softmax(ψ(x) Vᵀ + b): recommendation as the choice of one class out of n_items.

    ψ is that of utils/models/query_tower.py. The bias b is what is watched by whom nothing is known
    of.

    Args:
        features: QueryFeatures.
        counts: (n_items,) how often each item, a class, was watched in training; NO_ITEM for what
            is not to be chosen.
        dim: length of ψ and of the item embeddings V.
        hidden: widths of the hidden layers, first to last.
        temperature: τ, divides ψ. The smaller, the surer p̂.
        normalized: whether ψ, before τ, and V have length 1, so that logits are cosines / τ + b.
        popularity: how much of its log-popularity a logit starts with, b = popularity · log(1 + n).
        activity_weight: a query with n targets counts n^activity_weight: all queries the same
            at 0, all watches the same at 1.
        l2: weight of the summed squares of the embeddings of history and items.
        seed: of the random start.

    Attributes:
        V: (n_items, dim) weights; item_embeddings() gives them at their length.
        b: (n_items,) fixed biases.

    Source: Covington, Adams, Sargin 2016, "Deep neural networks for YouTube recommendations",
        sec. 3. Used in lesson 04.
    """

    def __init__(
        self,
        features: QueryFeatures,
        counts: ArrayLike,
        dim: int = 128,
        hidden: Sequence[int] = (),
        temperature: float = 0.2,
        normalized: bool = True,
        popularity: float = 0.75,
        activity_weight: float = 0.75,
        l2: float = 3e-5,
        seed: int = SEED,
        **kwargs: Any,
    ):
        if not isinstance(features, QueryFeatures):
            features = QueryFeatures(**features)  # a saved model knows them as a dict
        super().__init__(features, dim, hidden, temperature, normalized, seed, **kwargs)
        counts = np.asarray(counts)
        self.config = dict(
            features=asdict(features),
            counts=counts.tolist(),
            dim=dim,
            hidden=tuple(hidden),
            temperature=temperature,
            normalized=normalized,
            popularity=popularity,
            activity_weight=activity_weight,
            l2=l2,
            seed=seed,
        )
        self.popularity, self.activity_weight, self.l2 = popularity, activity_weight, l2
        self.V = self.table("V", len(counts), dim, seed + 1)
        b = np.where(counts == NO_ITEM, -np.inf, popularity * np.log1p(np.maximum(counts, 0)))
        self.b = self.fixed("b", b)
        self.built = True

    def call(self, x: Any) -> Tensor:
        """(B, n_items) logits ψ(x) Vᵀ + b."""
        V = unit(self.V) if self.normalized else self.V
        return ops.matmul(self.query_embeddings(x), ops.transpose(V)) + self.b

    def compute_loss(
        self, x: Any, y: Any, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Softmax loss of the targets among the items that are not in the history, and l2."""
        losses = list_softmax_loss(y_pred, y, x["history"])
        weights = lengths(y) ** self.activity_weight
        penalty = ops.sum(ops.square(self.E)) + ops.sum(ops.square(self.V))
        return weighted_mean(losses, weights) + self.l2 * penalty

    def item_embeddings(self) -> np.ndarray:
        """(n_items, dim) float32: the V_j whose dot products with ψ(x), plus b, are the logits."""
        return ops.convert_to_numpy(unit(self.V) if self.normalized else self.V)

    def scorer(self, psi: Callable | None = None) -> Callable:
        """score with the V and b of this moment, computed once for all: what one serves."""
        V, b, psi = self.item_embeddings(), ops.convert_to_numpy(self.b), psi or self.served_psi()
        return lambda histories, table=None: psi(histories, table) @ V.T + b

    def score(self, histories: csr_array, table: pd.DataFrame | None = None) -> np.ndarray:
        """(B, n_items) float32 logits; arguments and errors as of psi."""
        return self.scorer(self.psi)(histories, table)

    def get_config(self) -> dict[str, Any]:
        """What a saved model needs to be built again."""
        return {**super().get_config(), **self.config}


def train_softmax_dnn(histories: csr_array, *arguments: Any, **settings: Any) -> SoftmaxDNN:
    """From histories to a trained network: hide a part of each, learn to find it.

    Args:
        histories, *arguments, **settings: as of train_on_histories and of SoftmaxDNN.

    Returns:
        SoftmaxDNN.

    Raises:
        ValueError: as QueryFeatures.fit.
    """
    return train_on_histories(SoftmaxDNN, histories, *arguments, **settings)
