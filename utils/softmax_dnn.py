"""The network of lesson 04: a query goes in, a probability for each item comes out."""

from dataclasses import asdict

import numpy as np

from utils.backend import keras
from utils.features import QueryFeatures
from utils.losses import softmax_loss
from utils.paths import SEED

ops = keras.ops

CATEGORY_DIM = 16  # length of the embedding of a country, an age group …
SHORT = 0.1  # a tenth of the length that embeddings start with


@keras.saving.register_keras_serializable(package="course")
class SoftmaxDNN(keras.Model):
    """p̂ = softmax(ψ(x) Vᵀ + b): recommendation as the choice of one class out of n_items.

    h, the sum of the embeddings of the n watched items over √n, stands in x beside the dense
    features and the embeddings of the categorical ones. ψ(x) = h + f(x): f is hidden layers with
    ReLU and a linear one that starts at zero, so that training begins with what the history alone
    says. With no hidden layer and no other feature there is no f.

    Args:
        features: QueryFeatures.
        n_items: number of classes; that of the history's items unless given.
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
        b: (n_items,) fixed biases, 0 until set_popularity().

    Source: Covington, Adams, Sargin 2016, "Deep neural networks for YouTube recommendations",
        sec. 3; the h beside f: He et al. 2016, "Deep residual learning". Taught in lesson 04.
    """

    def __init__(
        self, features, n_items=None, dim=128, hidden=(), temperature=0.2, normalized=True,
        popularity=0.75, activity_weight=0.75, l2=3e-5, seed=SEED, **kwargs,
    ):
        super().__init__(**kwargs)
        if not isinstance(features, QueryFeatures):
            features = QueryFeatures(**features)  # a saved model knows them as a dict
        n_items = features.n_items if n_items is None else n_items
        self.config = dict(
            features=asdict(features), n_items=n_items, dim=dim, hidden=tuple(hidden),
            temperature=temperature, normalized=normalized, popularity=popularity,
            activity_weight=activity_weight, l2=l2, seed=seed,
        )
        self.features, self.temperature, self.normalized = features, temperature, normalized
        self.popularity, self.activity_weight, self.l2 = popularity, activity_weight, l2
        self.E = self._table("E", features.n_items, dim, seed)
        self.V = self._table("V", n_items, dim, seed + 1)
        self.b = self.add_weight(name="b", shape=(n_items,), initializer="zeros", trainable=False)
        self.categories = [
            self._category_table(name, len(known), seed + 100 + i)
            for i, (name, known) in enumerate(features.categorical.items())
        ]
        width = dim + len(features.dense) + CATEGORY_DIM * len(self.categories)
        no_f = not hidden and width == dim
        self.dense_layers = [] if no_f else self._hidden_layers(width, hidden, dim, seed)
        self.built = True

    def _table(self, name, n, dim, seed):
        start = keras.initializers.RandomNormal(stddev=dim**-0.5, seed=seed)
        return self.add_weight(name=name, shape=(n, dim), initializer=start)

    def _category_table(self, name, n, seed):
        """Row 0 stays 0, so that a value never seen in training adds nothing."""
        start = keras.initializers.RandomNormal(stddev=CATEGORY_DIM**-0.5, seed=seed)

        def unknown_and_known(shape, dtype=None):
            return ops.concatenate([ops.zeros((1, CATEGORY_DIM)), start((n, CATEGORY_DIM))])

        return self.add_weight(
            name=name, shape=(n + 1, CATEGORY_DIM), initializer=unknown_and_known
        )

    def _hidden_layers(self, width, hidden, dim, seed):
        start = keras.initializers.HeNormal
        layers = [
            keras.layers.Dense(n, activation="relu", kernel_initializer=start(seed=seed + 2 + i))
            for i, n in enumerate(hidden)
        ]
        layers.append(keras.layers.Dense(dim, kernel_initializer="zeros"))
        for layer, n_inputs in zip(layers, (width, *hidden), strict=True):
            layer.build((None, n_inputs))
        return layers

    def set_popularity(self, counts):
        """Fix b: what is watched by whom nothing is known of.

        Args:
            counts: (n_items,) how often each item was watched in training.
        """
        self.b.assign(self.popularity * np.log1p(counts))

    def query_embeddings(self, x):
        """ψ(x) as a (B, dim) tensor; x as from QueryFeatures.encode."""
        history = x["history"]
        watched = ops.take(self.E, history.values, axis=0)
        total = ops.segment_sum(watched, history.value_rowids(), num_segments=history.nrows())
        n_watched = ops.cast(history.row_lengths(), total.dtype)
        h = total * ops.rsqrt(ops.maximum(n_watched, 1))[:, None]
        codes = x["categorical"]
        known = [ops.take(t, codes[:, i], axis=0) for i, t in enumerate(self.categories)]
        f = ops.concatenate([h, x["dense"], *known], axis=1)
        for layer in self.dense_layers:
            f = layer(f)
        psi = h + f if self.dense_layers else h
        return (_unit(psi) if self.normalized else psi) / self.temperature

    def call(self, x):
        """(B, n_items) logits ψ(x) Vᵀ + b."""
        V = _unit(self.V) if self.normalized else self.V
        return ops.matmul(self.query_embeddings(x), ops.transpose(V)) + self.b

    def compute_loss(self, x, y, y_pred=None, sample_weight=None, training=True):
        """Softmax loss of the targets among the items that are not in the history, and l2."""
        history = x["history"]
        seen = ops.stack([ops.cast(history.value_rowids(), "int32"), history.values], axis=1)
        gone = ops.full(ops.shape(history.values), -np.inf)
        logits = ops.scatter_update(y_pred, seen, gone)
        losses = softmax_loss(logits, y.value_rowids(), y.values)
        weights = ops.cast(y.row_lengths(), losses.dtype) ** self.activity_weight
        penalty = ops.sum(ops.square(self.E)) + ops.sum(ops.square(self.V))
        return ops.sum(weights * losses) / ops.sum(weights) + self.l2 * penalty

    def psi(self, histories, table=None):
        """Query embeddings, for people never seen in training too.

        Args:
            histories: (B, n_items) CSR; what is stored counts as watched.
            table: DataFrame of B rows, if the model was made with features from one.

        Returns:
            (B, dim) float32.

        Raises:
            ValueError: as QueryFeatures.encode.
        """
        return ops.convert_to_numpy(self.query_embeddings(self.features.encode(histories, table)))

    def item_embeddings(self):
        """(n_items, dim) float32: the V_j whose dot products with ψ(x), plus b, are the logits."""
        return ops.convert_to_numpy(_unit(self.V) if self.normalized else self.V)

    def score(self, histories, table=None):
        """(B, n_items) float32 logits; arguments and errors as of psi."""
        return self.psi(histories, table) @ self.item_embeddings().T + ops.convert_to_numpy(self.b)

    def get_config(self):
        """What a saved model needs to be built again."""
        return {**super().get_config(), **self.config}


def _unit(vectors):
    """The rows at length 1; below SHORT they stay in proportion, as the gradient at 0 must end."""
    squares = ops.sum(ops.square(vectors), axis=1, keepdims=True)
    return vectors * ops.rsqrt(ops.maximum(squares, SHORT**2))
