"""The network of lesson 07: one tower for the query, one for the item, and a dot product."""

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
from utils.models.item_features import ItemFeatures
from utils.models.lists import bag, lengths, list_softmax_loss, lists_at, some_pairs, token_lists
from utils.models.losses import in_batch_softmax_loss, pairwise_loss, weighted_mean
from utils.models.query_features import QueryFeatures
from utils.models.query_tower import QueryTower, residual, unit

ops = keras.ops

LOSSES = ("full", "in-batch", "pairwise")
NEWCOMER_BONUS = 0.5  # the largest that left known movies 90 % of their recall in validation
N_PAIRS = 1024  # (query, item) pairs of a batch that the losses over pairs look at
NEVER_A_NEGATIVE = 1e9  # in the place of log q: no logit is left of it


@keras.saving.register_keras_serializable(package="course")
class TwoTower(QueryTower):
    """⟨ψ(x), φ(y)⟩: how well a query and an item go together, also an item that is new.

    φ(y) = (unit(h + f(h)), b_y) with h = V_y + Σ_t T_t / √n over the n tokens of the item, and f as
    in QueryTower: hidden layers, or nothing. ψ(x) = (unit(…)/τ, 1).
    The last number of φ is what is watched without knowing who asks: popularity · log(1 + watches)
    of an item that training knows. A new item has no V_y, and its b_y is what its tokens say. In
    training, items are treated as new at random, so that their tokens learn to speak for them.

    Args:
        features: QueryFeatures.
        item_features: ItemFeatures.
        counts: (n_items,) how often each item was watched in training; where it is 0, it is new.
        dim: length of ψ and φ without their last number.
        hidden, item_hidden: widths of the hidden layers of ψ, and of φ.
        temperature: τ.
        loss: "full" softmax over all known items; "in-batch" softmax; "pairwise".
        id_dropout: the share of items that a step treats as new.
        popularity: how much of its log-popularity the score of a known item starts with.
        activity_weight: a query with n targets counts n^activity_weight.
        l2: weight of the summed squares of all embeddings.
        seed: of everything random.

    Attributes:
        V: (n_items, dim) weights of the ids. T: (n_tokens, dim + 1) weights of the tokens.
        b, known: (n_items,), fixed by the counts.
        prior: what b of a new item is counted from. bonus: what newcomers get on top.

    Source: Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item
        recommendations"; dropping the id: Volkovs, Yu, Poutanen 2017, "DropoutNet". Used in
        lesson 07.
    """

    def __init__(
        self,
        features: QueryFeatures,
        item_features: ItemFeatures,
        counts: ArrayLike,
        dim: int = 128,
        hidden: Sequence[int] = (),
        item_hidden: Sequence[int] = (),
        temperature: float = 0.2,
        loss: str = "full",
        id_dropout: float = 0.2,
        popularity: float = 0.75,
        activity_weight: float = 0.75,
        l2: float = 3e-5,
        seed: int = SEED,
        **kwargs: Any,
    ):
        if loss not in LOSSES:
            raise ValueError(f"unknown loss {loss!r}: choose one of {', '.join(LOSSES)}")
        if not isinstance(features, QueryFeatures):  # a saved model knows both as dicts
            features = QueryFeatures(**features)
            item_features = ItemFeatures(**item_features)
        super().__init__(features, dim, hidden, temperature, seed=seed, **kwargs)
        self.config = dict(
            features=asdict(features),
            item_features=asdict(item_features),
            counts=np.asarray(counts).tolist(),
            dim=dim,
            hidden=tuple(hidden),
            item_hidden=tuple(item_hidden),
            temperature=temperature,
            loss=loss,
            id_dropout=id_dropout,
            popularity=popularity,
            activity_weight=activity_weight,
            l2=l2,
            seed=seed,
        )
        self.item_features = item_features
        self.catalog = token_lists(item_features.catalog)
        self.objective = loss
        self.id_dropout, self.popularity = id_dropout, popularity
        self.activity_weight, self.l2 = activity_weight, l2
        self.V = self.table("V", len(item_features.catalog), dim, seed + 1)
        self.T = self.table("T", len(item_features.vocabulary), dim + 1, seed + 3)
        layers = self.residual_layers(dim, item_hidden, dim, seed + 4) if item_hidden else []
        self.item_layers = layers
        self._fix_popularity(np.asarray(counts))
        self.random = keras.random.SeedGenerator(seed)
        self.built = True

    def _fix_popularity(self, counts):
        """b of what was watched; everything else is new."""
        mean = counts[counts > 0].mean() if counts.any() else 0
        self.b = self.fixed("b", self.popularity * np.log1p(counts))
        self.known = self.fixed("known", counts > 0)
        self.log_q = self.fixed("log_q", np.log(np.maximum(counts, 1) / max(1, counts.sum())))
        self.prior = self.fixed("prior", self.popularity * np.log1p(mean))
        self.bonus = self.fixed("bonus", 0)

    def set_newcomer_bonus(self, bonus: float) -> None:
        """What new items get on top of their scores, in place of what they got before."""
        self.bonus.assign(bonus)

    def query_embeddings(self, x: Any) -> Tensor:
        """ψ(x) as a (B, dim + 1) tensor, 1 at its end; x as from QueryFeatures.encode."""
        psi = super().query_embeddings(x)
        return ops.concatenate([psi, ops.ones_like(psi[:, :1])], axis=1)

    def item_tower(self, codes: Any, items: Any, kept: Any) -> Tensor:
        """φ(y) as an (n, dim + 1) tensor.

        Args:
            codes: (n, None) lists of the codes of the tokens.
            items: (n,) int item index; of no consequence where the id is dropped.
            kept: (n,) floats, 1 where the id is used, 0 where it is dropped.
        """
        direction, popularity = ops.split(bag(self.T, codes), [self.V.shape[1]], axis=1)
        h = direction + kept[:, None] * ops.take(self.V, items, axis=0)
        direction = unit(residual(self.item_layers, h, h))
        b = ops.where(kept > 0, ops.take(self.b, items), self.prior + self.bonus + popularity[:, 0])
        return ops.concatenate([direction, b[:, None]], axis=1)

    def call(self, x: Any) -> Tensor:
        """ψ(x): the answer for one query; a score takes an item, too."""
        return self.query_embeddings(x)

    def compute_loss(
        self, x: Any, y: Any, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """The loss of the targets, and l2; ids are dropped in training only."""
        kept = self.known
        if training:
            drawn = keras.random.uniform(kept.shape, seed=self.random)
            kept = kept * ops.cast(drawn >= self.id_dropout, kept.dtype)
        over_items = self.objective == "full"
        loss = (self._loss_over_items if over_items else self._loss_over_pairs)(x, y, y_pred, kept)
        penalty = sum(ops.sum(ops.square(table)) for table in (self.E, self.V, self.T))
        return loss + self.l2 * penalty

    def _loss_over_items(self, x, y, psi, kept):
        phi = self.item_tower(self.catalog, np.arange(len(self.item_features.catalog)), kept)
        logits = ops.where(self.known > 0, ops.matmul(psi, ops.transpose(phi)), -np.inf)
        losses = list_softmax_loss(logits, y, x["history"])
        return weighted_mean(losses, lengths(y) ** self.activity_weight)

    def _loss_over_pairs(self, x, y, psi, kept):
        queries, items, real = some_pairs(y, N_PAIRS, self.random)
        phi, psi = self._phi(items, kept), ops.take(psi, queries, axis=0)
        if self.objective == "in-batch":
            log_q = ops.where(real > 0, ops.take(self.log_q, items), NEVER_A_NEGATIVE)
            losses = in_batch_softmax_loss(psi, phi, queries, items, log_q)
        else:
            drawn = keras.random.categorical(ops.log(self.known)[None], N_PAIRS, seed=self.random)
            others = self._phi(drawn[0, : ops.shape(items)[0]], kept)
            losses = pairwise_loss(ops.sum(psi * phi, axis=1), ops.sum(psi * others, axis=1))
        n_targets = ops.maximum(ops.take(lengths(y), queries), 1)
        return weighted_mean(losses, real * n_targets ** (self.activity_weight - 1))

    def _phi(self, items, kept):
        return self.item_tower(lists_at(self.catalog, items), items, ops.take(kept, items))

    def phi(self, movies: pd.DataFrame) -> np.ndarray:
        """Embeddings of movies that are told by their features alone, in the catalog or not.

        Args:
            movies: DataFrame with title, year and genres.

        Returns:
            (n, dim + 1) float32.

        Raises:
            ValueError: if a column is missing.
        """
        nothing = np.zeros(len(movies), np.float32)
        codes = token_lists(self.item_features.encode(movies))
        return ops.convert_to_numpy(self.item_tower(codes, nothing.astype(int), nothing))

    def item_embeddings(self) -> np.ndarray:
        """(n_items, dim + 1) float32 φ of the catalog; its dot products with ψ are the scores."""
        items = np.arange(len(self.item_features.catalog))
        return ops.convert_to_numpy(self.item_tower(self.catalog, items, self.known))

    def scorer(self, psi: Callable | None = None) -> Callable:
        """score with the φ of this moment, computed once for all: what one serves when trained."""
        phi, psi = self.item_embeddings(), psi or self.served_psi()
        return lambda histories, table=None: psi(histories, table) @ phi.T

    def score(self, histories: csr_array, table: pd.DataFrame | None = None) -> np.ndarray:
        """(B, n_items) float32 ⟨ψ(x), φ(y)⟩; arguments and errors as of psi."""
        return self.scorer(self.psi)(histories, table)

    def get_config(self) -> dict[str, Any]:
        """What a saved model needs to be built again."""
        return {**super().get_config(), **self.config}


def train_two_tower(
    histories: csr_array,
    movies: pd.DataFrame,
    *arguments: Any,
    newcomer_bonus: float = NEWCOMER_BONUS,
    **settings: Any,
) -> TwoTower:
    """From histories to trained towers: what tells of items is learned from those with a watch.

    Args:
        histories: (n_users, n_items) CSR, of training users and training ratings alone.
        movies: DataFrame of n_items rows in the order of the item index: title, year, genres.
        *arguments, **settings: as of train_on_histories and of TwoTower.
        newcomer_bonus: as of set_newcomer_bonus.

    Raises:
        ValueError: as QueryFeatures.fit and ItemFeatures.fit.
    """
    counts = np.bincount(histories.indices, minlength=histories.shape[1])
    item_features = ItemFeatures.fit(movies, counts > 0)

    def make(features, counts, **settings):
        return TwoTower(features, item_features, counts, **settings)

    model = train_on_histories(make, histories, *arguments, **settings)
    model.set_newcomer_bonus(newcomer_bonus)
    return model
