"""Vectors as they were after each epoch, kept while a model trains.

Used in the explorer: EmbeddingExplorer(recorded.vectors, movies, epochs=True).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from utils.base.backend import keras


class RecordEpochs(keras.callbacks.Callback):
    """A Keras callback that keeps what `vectors_of` gives before training and after each epoch.

    Args:
        vectors_of: takes the model, returns (n, dim) floats, such as its item embeddings.
        every: keep one epoch of so many; the last is kept in any case.

    Attributes:
        vectors: dict of "epoch 0", "epoch 1", … → (n, dim) float32, in their order.

    Raises:
        ValueError: if every is less than 1.
    """

    def __init__(self, vectors_of: Callable[[keras.Model], np.ndarray], every: int = 1):
        super().__init__()
        if every < 1:
            raise ValueError(f"every is {every}: keep one epoch of at least 1")
        self.vectors_of, self.every = vectors_of, every
        self.vectors: dict[str, np.ndarray] = {}

    def on_train_begin(self, logs: Any = None) -> None:
        """Keep the vectors that training starts from."""
        self.vectors = {}
        self._last = 0
        self._keep(0)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the vectors of this epoch, if it is one of those to keep."""
        self._last = epoch + 1
        if self._last % self.every == 0:
            self._keep(self._last)

    def on_train_end(self, logs: Any = None) -> None:
        """Keep the last vectors."""
        self._keep(self._last)

    def _keep(self, epoch):
        values = keras.ops.convert_to_numpy(self.vectors_of(self.model))
        self.vectors[f"epoch {epoch}"] = np.array(values, np.float32)
