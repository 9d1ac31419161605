"""The query tower of a trained network in NumPy: what answers requests, with nothing that trains.

A process that serves needs neither TensorFlow nor Keras, half a gigabyte and seconds of start.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_array

from utils.base.files import load_arrays, replacing
from utils.base.fingerprint import fingerprint
from utils.data.histories import as_watched

SHORTEST = 0.1  # below it, a vector keeps its proportion to it, as in training


@dataclass(frozen=True)
class ServedTower:
    """(ψ(x), 1) of a QueryTower that is told a history and nothing else.

    Attributes:
        E: (n_items, dim) float32, the embeddings of what was watched.
        kernels, biases: lists of the arrays of its layers, first to last; ReLU between them.
        temperature: τ, divides ψ.
        normalized: whether ψ, before τ, has length 1.
    """

    E: np.ndarray
    kernels: list
    biases: list
    temperature: float
    normalized: bool

    @classmethod
    def of(cls, model: Any) -> Self:
        """The query tower of a trained SoftmaxDNN or TwoTower.

        Raises:
            ValueError: naming the features that it reads beside the history.
        """
        others = [*model.features.dense, *model.features.categorical]
        if others:
            raise ValueError(
                f"the tower reads {', '.join(others)} beside the history, and a request brings a "
                "history alone: train it without"
            )
        layers = [[np.asarray(w) for w in layer.get_weights()] for layer in model.dense_layers]
        kernels, biases = [kernel for kernel, _ in layers], [bias for _, bias in layers]
        return cls(np.asarray(model.E), kernels, biases, model.temperature, model.normalized)

    @property
    def n_items(self) -> int:
        """Over how many items its histories are."""
        return len(self.E)

    def psi(self, histories: csr_array) -> np.ndarray:
        """Query embeddings with a 1 at their end, which takes up what an item has for everybody.

        Args:
            histories: (B, n_items) CSR; what is stored counts as watched.

        Returns:
            (B, dim + 1) float32.
        """
        watched = as_watched(histories)
        n = np.maximum(np.diff(watched.indptr), 1).astype(np.float32)
        h = f = (watched @ self.E) / np.sqrt(n)[:, None]
        for number, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            f = (f if number == 0 else np.maximum(f, 0)) @ kernel + bias
        psi = h + f if self.kernels else h
        if self.normalized:
            lengths = np.linalg.norm(psi, axis=1, keepdims=True)
            psi = psi / np.maximum(lengths, SHORTEST)
        ones = np.ones((len(psi), 1), np.float32)
        return np.hstack([psi / np.float32(self.temperature), ones])

    def fingerprint(self) -> str:
        """Tells one trained tower from another."""
        settings = f"{self.temperature} {self.normalized}"
        return fingerprint(settings, self.E, *self.kernels, *self.biases)

    def save(self, path: str | Path) -> None:
        """Write the tower into one file, whose name ends in .npz."""
        layers = {f"kernel {i}": kernel for i, kernel in enumerate(self.kernels)}
        layers |= {f"bias {i}": bias for i, bias in enumerate(self.biases)}
        with replacing(path) as file:
            np.savez(
                file,
                E=self.E,
                temperature=self.temperature,
                normalized=self.normalized,
                n_layers=len(self.kernels),
                **layers,
            )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The tower that save() wrote.

        Raises:
            FileNotFoundError: if there is no such file. ValueError: if it is damaged.
        """
        stored = load_arrays(path, "publish the pair again")
        try:
            numbers = range(int(stored["n_layers"]))
            kernels, biases = ([stored[f"{of} {i}"] for i in numbers] for of in ("kernel", "bias"))
            settings = float(stored["temperature"]), bool(stored["normalized"])
            return cls(stored["E"], kernels, biases, *settings)
        except KeyError as error:
            raise ValueError(f"{path} has no {error}: publish the pair again") from None


def served_items(model: Any) -> np.ndarray:
    """(n_items, dim + 1) float32 whose dot products with (ψ(x), 1) are the model's scores."""
    vectors = model.item_embeddings()
    if vectors.shape[1] == model.E.shape[1]:  # a SoftmaxDNN keeps what all queries share beside V
        vectors = np.column_stack([vectors, np.asarray(model.b)])
    return vectors
