"""The network of lesson 06: one tower for the query, one for the item, and a dot product."""

from dataclasses import asdict

import numpy as np

from utils.backend import keras, tf
from utils.features import QueryFeatures
from utils.item_features import ItemFeatures
from utils.losses import in_batch_softmax_loss, pairwise_loss, softmax_loss
from utils.paths import SEED
from utils.query_tower import QueryTower, bag, unit, weighted_mean, without_history

ops = keras.ops

LOSSES = ("full", "in-batch", "pairwise")
N_PAIRS = 1024  # (query, item) pairs of a batch that the losses over pairs look at


@keras.saving.register_keras_serializable(package="course")
class TwoTower(QueryTower):
    """⟨ψ(x), φ(y)⟩: how well a query and an item go together, also an item that is new.

    φ(y) = (unit(V_y + Σ_t T_t / √n), b_y) over the n tokens of the item; ψ(x) = (unit(…)/τ, 1).
    The last number of φ is what is watched without knowing who asks: popularity · log(1 + watches)
    of an item that training knows. A new item has no V_y, and its b_y is what its tokens say. In
    training, items are treated as new at random, so that their tokens learn to speak for them.

    Args:
        features: QueryFeatures.
        items: ItemFeatures.
        dim: length of ψ and φ without their last number.
        hidden: widths of the hidden layers of ψ.
        temperature: τ.
        loss: "full" softmax over all known items; "in-batch" softmax; "pairwise".
        id_dropout: the share of items that a step treats as new.
        popularity: how much of its log-popularity the score of a known item starts with.
        activity_weight: a query with n targets counts n^activity_weight.
        l2: weight of the summed squares of all embeddings.
        seed: of everything random.

    Attributes:
        V: (n_items, dim) weights of the ids. T: (n_tokens, dim + 1) weights of the tokens.
        b, known: (n_items,), fixed by set_popularity().
        prior: what b of a new item is counted from.

    Source: Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item
        recommendations"; dropping the id: Volkovs, Yu, Poutanen 2017, "DropoutNet". Taught in
        lesson 06.
    """

    def __init__(
        self, features, items, dim=128, hidden=(), temperature=0.2, loss="full", id_dropout=0.2,
        popularity=0.75, activity_weight=0.75, l2=3e-5, seed=SEED, **kwargs,
    ):
        if loss not in LOSSES:
            raise ValueError(f"unknown loss {loss!r}: choose one of {', '.join(LOSSES)}")
        if not isinstance(features, QueryFeatures):  # a saved model knows both as dicts
            features, items = QueryFeatures(**features), ItemFeatures(**items)
        super().__init__(features, dim, hidden, temperature, seed=seed, **kwargs)
        self.config = dict(
            features=asdict(features), items=asdict(items), dim=dim, hidden=tuple(hidden),
            temperature=temperature, loss=loss, id_dropout=id_dropout, popularity=popularity,
            activity_weight=activity_weight, l2=l2, seed=seed,
        )
        self.items, self.catalog = items, _ragged(items.catalog)
        self.objective = loss
        self.id_dropout, self.popularity = id_dropout, popularity
        self.activity_weight, self.l2 = activity_weight, l2
        n_items = len(items.catalog)
        self.V = self.table("V", n_items, dim, seed + 1)
        self.T = self.table("T", len(items.vocabulary), dim + 1, seed + 3)
        fixed = {"shape": (n_items,), "trainable": False}
        self.b = self.add_weight(name="b", initializer="zeros", **fixed)
        self.known = self.add_weight(name="known", initializer="ones", **fixed)
        self.log_q = self.add_weight(name="log_q", initializer="zeros", **fixed)
        self.prior = self.add_weight(name="prior", shape=(), initializer="zeros", trainable=False)
        self.random = keras.random.SeedGenerator(seed)
        self.built = True

    def set_popularity(self, counts):
        """Fix b of what was watched; everything else is new.

        Args:
            counts: (n_items,) how often each item was watched in training.
        """
        self.b.assign(self.popularity * np.log1p(counts))
        self.known.assign(counts > 0)
        self.log_q.assign(np.log(np.maximum(counts, 1) / counts.sum()))
        self.prior.assign(self.popularity * np.log1p(counts[counts > 0].mean()))

    def query_embeddings(self, x):
        """ψ(x) as a (B, dim + 1) tensor, 1 at its end; x as from QueryFeatures.encode."""
        psi = super().query_embeddings(x)
        return ops.concatenate([psi, ops.ones_like(psi[:, :1])], axis=1)

    def item_tower(self, codes, items, kept):
        """φ(y) as an (n, dim + 1) tensor.

        Args:
            codes: (n, None) ragged codes of the tokens.
            items: (n,) int item index; of no consequence where the id is dropped.
            kept: (n,) floats, 1 where the id is used, 0 where it is dropped.
        """
        direction, popularity = ops.split(bag(self.T, codes), [self.V.shape[1]], axis=1)
        direction = unit(direction + kept[:, None] * ops.take(self.V, items, axis=0))
        b = ops.where(kept > 0, ops.take(self.b, items), self.prior + popularity[:, 0])
        return ops.concatenate([direction, b[:, None]], axis=1)

    def call(self, x):
        """ψ(x): the answer for one query; a score takes an item, too."""
        return self.query_embeddings(x)

    def compute_loss(self, x, y, y_pred=None, sample_weight=None, training=True):
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
        phi = self.item_tower(self.catalog, np.arange(len(self.items.catalog)), kept)
        logits = ops.where(self.known > 0, ops.matmul(psi, ops.transpose(phi)), -np.inf)
        losses = softmax_loss(without_history(logits, x["history"]), y.value_rowids(), y.values)
        weights = ops.cast(y.row_lengths(), losses.dtype) ** self.activity_weight
        return weighted_mean(losses, weights)

    def _loss_over_pairs(self, x, y, psi, kept):
        places = keras.random.shuffle(ops.arange(ops.shape(y.values)[0]), seed=self.random)
        places = places[:N_PAIRS]
        queries, items = ops.take(y.value_rowids(), places), ops.take(y.values, places)
        phi, psi = self._phi(items, kept), ops.take(psi, queries, axis=0)
        if self.objective == "in-batch":
            losses = in_batch_softmax_loss(psi, phi, queries, items, ops.take(self.log_q, items))
        else:
            drawn = keras.random.categorical(ops.log(self.known)[None], N_PAIRS, seed=self.random)
            others = self._phi(drawn[0, : ops.shape(items)[0]], kept)
            losses = pairwise_loss(ops.sum(psi * phi, axis=1), ops.sum(psi * others, axis=1))
        n_targets = ops.cast(ops.take(y.row_lengths(), queries), losses.dtype)
        return weighted_mean(losses, n_targets ** (self.activity_weight - 1))

    def _phi(self, items, kept):
        return self.item_tower(tf.gather(self.catalog, items), items, ops.take(kept, items))

    def phi(self, movies):
        """Embeddings of movies that are told by their features alone, in the catalog or not.

        Args:
            movies: DataFrame with title, year and genres.

        Returns:
            (n, dim + 1) float32.

        Raises:
            ValueError: if a column is missing.
        """
        nothing = np.zeros(len(movies), np.float32)
        codes = _ragged(self.items.encode(movies))
        return ops.convert_to_numpy(self.item_tower(codes, nothing.astype(int), nothing))

    def item_embeddings(self):
        """(n_items, dim + 1) float32 φ of the catalog; its dot products with ψ are the scores."""
        items = np.arange(len(self.items.catalog))
        return ops.convert_to_numpy(self.item_tower(self.catalog, items, self.known))

    def scorer(self):
        """score with the φ of this moment, computed once for all: what one serves when trained."""
        phi = self.item_embeddings()
        return lambda histories, table=None: self.psi(histories, table) @ phi.T

    def score(self, histories, table=None):
        """(B, n_items) float32 ⟨ψ(x), φ(y)⟩; arguments and errors as of psi."""
        return self.scorer()(histories, table)

    def get_config(self):
        """What a saved model needs to be built again."""
        return {**super().get_config(), **self.config}


def _ragged(codes):
    lengths = [len(row) for row in codes]
    values = np.array([code for row in codes for code in row], np.int32)
    return tf.RaggedTensor.from_row_lengths(values, lengths)
