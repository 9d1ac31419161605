"""The query tower ψ that the networks of the course share: from a query to a vector."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from utils.base.backend import Tensor, keras, tf
from utils.base.seed import SEED
from utils.models.lists import bag
from utils.models.query_features import QueryFeatures

ops = keras.ops

CATEGORY_DIM = 16  # length of the embedding of a country, an age group …
SHORT = 0.1  # a tenth of the length that embeddings start with


class QueryTower(keras.Model):
    """ψ(x): history, dense and categorical features as one vector of `dim` numbers.

    h, the sum of the embeddings of the n watched items over √n, stands in x beside the dense
    features and the embeddings of the categorical ones. ψ(x) = h + f(x): f is hidden layers with
    ReLU and a linear one that starts at zero, so that training begins with what the history alone
    says. With no hidden layer and no other feature there is no f.

    Args:
        features: QueryFeatures.
        dim: length of ψ.
        hidden: widths of the hidden layers, first to last.
        temperature: τ, divides ψ.
        normalized: whether ψ, before τ, has length 1.
        seed: of the random start.

    Attributes:
        E: (n_items, dim) weights, the embeddings of what was watched.

    Source: Covington, Adams, Sargin 2016, "Deep neural networks for YouTube recommendations",
        sec. 3; the h beside f: He et al. 2016, "Deep residual learning".
    """

    def __init__(
        self,
        features: QueryFeatures,
        dim: int = 128,
        hidden: Sequence[int] = (),
        temperature: float = 0.2,
        normalized: bool = True,
        seed: int = SEED,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.features, self.temperature, self.normalized = features, temperature, normalized
        self.E = self.table("E", features.n_items, dim, seed)
        self.categories = [
            self._category_table(name, len(known), seed + 100 + i)
            for i, (name, known) in enumerate(features.categorical.items())
        ]
        width = dim + len(features.dense) + CATEGORY_DIM * len(self.categories)
        no_f = not hidden and width == dim
        self.dense_layers = [] if no_f else self.residual_layers(width, hidden, dim, seed + 2)

    def table(self, name: str, n: int, dim: int, seed: int) -> Tensor:
        """(n, dim) trainable weights whose rows start with a length of about 1."""
        start = keras.initializers.RandomNormal(stddev=dim**-0.5, seed=seed)
        return self.add_weight(name=name, shape=(n, dim), initializer=start)

    def fixed(self, name: str, values: ArrayLike) -> Tensor:
        """Weights that are saved with the others, and that training leaves as they are."""
        return self.add_weight(
            name=name,
            shape=np.shape(values),
            initializer=lambda shape, dtype=None: np.asarray(values, dtype),
            trainable=False,
        )

    def _category_table(self, name, n, seed):
        """Row 0 stays 0, so that a value never seen in training adds nothing."""
        start = keras.initializers.RandomNormal(stddev=CATEGORY_DIM**-0.5, seed=seed)

        def unknown_and_known(shape, dtype=None):
            return ops.concatenate([ops.zeros((1, CATEGORY_DIM)), start((n, CATEGORY_DIM))])

        return self.add_weight(
            name=name, shape=(n + 1, CATEGORY_DIM), initializer=unknown_and_known
        )

    def residual_layers(
        self, n_inputs: int, hidden: Sequence[int], dim: int, seed: int
    ) -> list[keras.layers.Layer]:
        """Hidden layers with ReLU, and a linear one of `dim` numbers that starts at zero."""
        start = keras.initializers.HeNormal
        layers = [
            keras.layers.Dense(n, activation="relu", kernel_initializer=start(seed=seed + i))
            for i, n in enumerate(hidden)
        ]
        layers.append(keras.layers.Dense(dim, kernel_initializer="zeros"))
        for layer, width in zip(layers, (n_inputs, *hidden), strict=True):
            layer.build((None, width))
        return layers

    def query_embeddings(self, x: Any) -> Tensor:
        """ψ(x) as a (B, dim) tensor; x as from QueryFeatures.encode."""
        h = bag(self.E, x["history"])
        codes = x["categorical"]
        known = [ops.take(t, codes[:, i], axis=0) for i, t in enumerate(self.categories)]
        f = ops.concatenate([h, x["dense"], *known], axis=1)
        psi = residual(self.dense_layers, h, f)
        return (unit(psi) if self.normalized else psi) / self.temperature

    def psi(self, histories: csr_array, table: pd.DataFrame | None = None) -> np.ndarray:
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

    def served_psi(self) -> Callable:
        """psi with the weights of this moment as one graph: what one serves, request by request."""
        if tf is None:
            return self.psi
        columns = {"dense": self.features.dense, "categorical": self.features.categorical}
        types = {"dense": tf.float32, "categorical": tf.int32}
        shape = {k: tf.TensorSpec((None, len(names)), types[k]) for k, names in columns.items()}
        shape["history"] = tf.RaggedTensorSpec((None, None), tf.int32, ragged_rank=1)
        graph = tf.function(self.query_embeddings).get_concrete_function(shape)
        encode = self.features.encode
        return lambda histories, table=None: graph(encode(histories, table)).numpy()


def residual(layers: list[keras.layers.Layer], h: Tensor, inputs: Tensor) -> Tensor:
    """h + f(inputs), with f the layers one after another; h alone where there is no layer."""
    for layer in layers:
        inputs = layer(inputs)
    return h + inputs if layers else h


def unit(vectors: Tensor) -> Tensor:
    """The rows at length 1; below SHORT they stay in proportion, as the gradient at 0 must end."""
    squares = ops.sum(ops.square(vectors), axis=1, keepdims=True)
    return vectors * ops.rsqrt(ops.maximum(squares, SHORT**2))
