"""Matrix factorization by gradient descent, and its training."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from utils.base.backend import Tensor, keras
from utils.base.seed import SEED
from utils.data.interactions import Interactions
from utils.models.fit import fit
from utils.models.losses import gravity, observed_mse
from utils.models.wals import rows_by_length

ops = keras.ops


@keras.saving.register_keras_serializable(package="course")
class MatrixFactorization(keras.Model):
    """Predicts a rating as mean + b_i + b_j + ⟨U_i, V_j⟩; trained on observed ratings alone.

    Biases are two more dimensions, one of them held at 1 on the other side: with
    [U, b, 1] and [V, 1, b] as embeddings the prediction is again a dot product.

    Args:
        n_users, n_items: sizes of the two tables.
        dim: length of the embeddings, biases not counted; 0 leaves the biases alone.
        mean: added to every prediction, in stars.
        biases: whether users and items have one.
        l2: weight of the mean squared length of the embeddings that a batch uses.
        gravity: weight of the mean squared score over all pairs, observed or not.
        seed: of the random start.

    Source: Koren, Bell, Volinsky 2009, "Matrix factorization techniques for recommender
        systems", eq. 5. Used in lesson 02.
    """

    def __init__(
        self,
        n_users: int,
        n_items: int,
        dim: int = 32,
        mean: float = 0.0,
        biases: bool = True,
        l2: float = 0.0,
        gravity: float = 0.0,
        seed: int = SEED,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.config = dict(
            n_users=n_users,
            n_items=n_items,
            dim=dim,
            mean=float(mean),
            biases=biases,
            l2=l2,
            gravity=gravity,
            seed=seed,
        )
        self.mean, self.biases, self.l2, self.gravity = float(mean), biases, l2, gravity
        self.U = self._table("U", n_users, dim, seed)
        self.V = self._table("V", n_items, dim, seed + 1)
        if biases:
            self.user_bias = self.add_weight(
                name="user_bias", shape=(n_users, 1), initializer="zeros"
            )
            self.item_bias = self.add_weight(
                name="item_bias", shape=(n_items, 1), initializer="zeros"
            )
        self.built = True

    def _table(self, name, n, dim, seed):
        start = keras.initializers.RandomNormal(stddev=0.1, seed=seed)
        return self.add_weight(name=name, shape=(n, dim), initializer=start)

    def embeddings(self) -> tuple[Tensor, Tensor]:
        """(n_users, D) and (n_items, D) tensors whose dot products are the scores above the mean.

        D is dim, or dim + 2 with biases: [U, b, 1] and [V, 1, b].
        """
        if not self.biases:
            return ops.convert_to_tensor(self.U), ops.convert_to_tensor(self.V)
        user_ones, item_ones = ops.ones_like(self.user_bias), ops.ones_like(self.item_bias)
        return (
            ops.concatenate([self.U, self.user_bias, user_ones], axis=1),
            ops.concatenate([self.V, item_ones, self.item_bias], axis=1),
        )

    def call(self, pairs: Any) -> Tensor:
        """Predicted ratings, (n,) floats in stars, of users (n,) and items (n,) int."""
        users, items = pairs
        U, V = self.embeddings()
        return self.mean + ops.sum(ops.take(U, users, axis=0) * ops.take(V, items, axis=0), axis=1)

    def compute_loss(
        self, x: Any, y: Any, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Observed MSE + l2 · mean squared length + gravity · mean squared score of all pairs."""
        users, items = x
        U, V = self.embeddings()
        loss = observed_mse(U, V, users, items, y - self.mean)
        if training and self.l2:
            used = ops.take(U, users, axis=0), ops.take(V, items, axis=0)
            loss += self.l2 * sum(ops.mean(ops.sum(ops.square(t), axis=1)) for t in used)
        if training and self.gravity:
            loss += self.gravity * gravity(U, V)
        return loss

    def predict_ratings(self, users: np.ndarray, items: np.ndarray) -> np.ndarray:
        """Predicted ratings of pairs that were both in training.

        Args:
            users, items: (n,) int indices.

        Returns:
            (n,) float32, in stars.

        Raises:
            IndexError: naming the first index that has no row.
        """
        for name, indices in (("user", users), ("item", items)):
            n = self.config[f"n_{name}s"]
            outside = np.flatnonzero((np.asarray(indices) < 0) | (np.asarray(indices) >= n))
            if len(outside):
                wrong = np.asarray(indices)[outside[0]]
                raise IndexError(f"{name} {wrong} has no embedding: there are rows 0 to {n - 1}")
        return ops.convert_to_numpy(self((np.asarray(users), np.asarray(items))))

    def fold_in(self, histories: csr_array) -> np.ndarray:
        """Ridge regression of each history's ratings on the item embeddings.

        Args:
            histories: (B, n_items) CSR of ratings in stars.

        Returns:
            (B, D) float32 embeddings, as from embeddings(); zero but for a fixed 1 if empty.
        """
        return self._fold_in(histories, self._item_embeddings())

    def _item_embeddings(self):
        return ops.convert_to_numpy(self.embeddings()[1])

    def _fold_in(self, histories, V):
        free = V[:, : V.shape[1] - self.biases]
        offset = self.mean + (V[:, -1] if self.biases else 0)
        users = np.zeros((histories.shape[0], free.shape[1]), np.float32)
        users = np.hstack([users, np.ones((len(users), int(self.biases)), np.float32)])
        values = histories.tocsr()
        for rows, columns, observed in rows_by_length(values):
            Y = free[columns] * observed[..., None]
            ratings = np.zeros(columns.shape, np.float32)
            ratings[observed] = values[rows].data
            residual = np.where(observed, ratings - (offset[columns] if self.biases else offset), 0)
            ridge = np.maximum(self.l2, 1e-6) * observed.sum(1)[:, None, None]
            A = Y.mT @ Y + ridge * np.eye(free.shape[1], dtype=np.float32)
            users[rows, : free.shape[1]] = np.linalg.solve(A, Y.mT @ residual[..., None])[..., 0]
        return users

    def scorer(self) -> Callable:
        """score with the V of this moment, put together once for all: what one serves."""
        V = self._item_embeddings()
        return lambda histories: self.mean + self._fold_in(histories, V) @ V.T

    def score(self, histories: csr_array) -> np.ndarray:
        """(B, n_items) floats: predicted stars for every item, after folding in."""
        return self.scorer()(histories)

    def get_config(self) -> dict[str, Any]:
        """What a saved model needs to be built again."""
        return {**super().get_config(), **self.config}


def train_matrix_factorization(
    interactions: Interactions,
    *,
    epochs: int = 15,
    batch_size: int = 4096,
    learning_rate: float = 0.005,
    seed: int = SEED,
    **settings: Any,
) -> MatrixFactorization:
    """A MatrixFactorization that predicts stars, trained on the observed ones.

    Args:
        interactions: Interactions to learn from.
        epochs, batch_size, learning_rate: as of fit.
        seed: of everything random.
        **settings: of MatrixFactorization.

    Returns:
        MatrixFactorization.
    """
    n_users, n_items = interactions.n_users, interactions.n_items
    mean = interactions.ratings.mean()
    model = MatrixFactorization(n_users, n_items, mean=mean, seed=seed, **settings)
    pairs = interactions.users, interactions.items
    fit(
        model,
        pairs,
        interactions.ratings,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
    )
    return model
