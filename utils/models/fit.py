"""One way to train every Keras model: progress where somebody watches, and a stop at nonsense."""

import sys
from typing import Any

import numpy as np
from tqdm import tqdm

from utils.base.backend import keras, tf
from utils.base.checks import check_finite
from utils.base.seed import SEED
from utils.base.watched import interactive


class ProgressBar(keras.callbacks.Callback):
    """One line on stdout, one step an epoch, gone when training ends."""

    def on_train_begin(self, logs: Any = None) -> None:
        """Open the bar."""
        self.bar = tqdm(
            total=self.params["epochs"],
            unit="epoch",
            file=sys.stdout,
            leave=False,
            disable=not interactive(),
        )

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Advance it, and show the losses."""
        self.bar.set_postfix({name: f"{value:.4f}" for name, value in logs.items()})
        self.bar.update()

    def on_train_end(self, logs: Any = None) -> None:
        """Close it."""
        self.bar.close()


class StopAtNonFinite(keras.callbacks.Callback):
    """Ends training at the first loss that is not a number, and says where to look."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Raise FloatingPointError naming the step and the learning rate."""
        loss = logs["loss"]
        if not np.isfinite(loss):
            rate = float(self.model.optimizer.learning_rate)
            raise FloatingPointError(
                f"the loss became {loss} at step {batch} of an epoch. The input is finite, so the "
                f"learning rate ({rate:g}) is too high: try {rate / 10:g}"
            )


def fit(
    model: keras.Model,
    x: Any,
    y: Any = None,
    *,
    epochs: int,
    batch_size: int = 1024,
    learning_rate: float = 0.01,
    decay: bool = False,
    steps_per_epoch: int | None = None,
    validation: tuple | None = None,
    patience: int | None = None,
    seed: int = SEED,
) -> dict[str, list[float]]:
    """Train with Adam; the same seed on the same machine gives the same numbers.

    Args:
        model: Keras model with its own compute_loss.
        x: array, or tuple of arrays, with n rows each; or a tf.data.Dataset of batches (x, y).
        y: (n,) targets; none beside a Dataset.
        epochs: at most this many passes over the data.
        batch_size: examples a step; a Dataset has its own.
        learning_rate: of Adam; with decay it falls to 0 along half a cosine.
        steps_per_epoch: an epoch is this many batches of a Dataset, and the next one goes on from
            there; None for all of them.
        validation: (x, y) whose loss is measured after each epoch, or None.
        patience: stop after this many epochs without a better validation loss, and go back to
            the best; None never stops early.
        seed: of the order of the examples.

    Returns:
        Dict of loss name → list of one float an epoch.

    Raises:
        ValueError: if the input is not finite. FloatingPointError: if the loss becomes so.
    """
    if not (batched := isinstance(x, tf.data.Dataset)):
        _check_input(x, y)
    if decay:
        n_batches = len(x) if batched else -(-len(y) // batch_size)
        n_steps = epochs * (steps_per_epoch or n_batches)
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, n_steps)
    keras.utils.set_random_seed(seed)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), jit_compile=False)
    if model.built:  # an optimizer that made its own weights in the first step would trace it twice
        model.optimizer.build(model.trainable_variables)
    settings: dict[str, Any] = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    settings |= {"shuffle": not batched, "batch_size": None if batched else batch_size}
    settings |= {"validation_data": validation, "callbacks": _callbacks(patience), "verbose": 0}
    return model.fit(x, y, **settings).history


def _check_input(x, y):
    for position, values in enumerate(x if isinstance(x, tuple) else (x,)):
        check_finite(f"input {position}", values)
    check_finite("the target", y)


def _callbacks(patience):
    chosen = [ProgressBar(), StopAtNonFinite()]
    if patience is not None:
        chosen.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    return chosen
