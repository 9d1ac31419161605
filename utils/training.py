"""One way to train every Keras model: progress where somebody watches, and a stop at nonsense."""

import sys

import numpy as np
from tqdm import tqdm

from utils.backend import keras
from utils.paths import SEED
from utils.progress import interactive


class ProgressBar(keras.callbacks.Callback):
    """One line on stdout, one step an epoch, gone when training ends."""

    def on_train_begin(self, logs=None):
        """Open the bar."""
        self.bar = tqdm(
            total=self.params["epochs"], unit="epoch", file=sys.stdout, leave=False,
            disable=not interactive(),
        )

    def on_epoch_end(self, epoch, logs=None):
        """Advance it, and show the losses."""
        self.bar.set_postfix({name: f"{value:.4f}" for name, value in logs.items()})
        self.bar.update()

    def on_train_end(self, logs=None):
        """Close it."""
        self.bar.close()


class StopAtNonFinite(keras.callbacks.Callback):
    """Ends training at the first loss that is not a number, and says where to look."""

    def on_train_batch_end(self, batch, logs=None):
        """Raise FloatingPointError naming the step and the learning rate."""
        loss = logs["loss"]
        if not np.isfinite(loss):
            rate = float(self.model.optimizer.learning_rate)
            raise FloatingPointError(
                f"the loss became {loss} at step {batch} of an epoch. The input is finite, so the "
                f"learning rate ({rate:g}) is too high: try {rate / 10:g}"
            )


def check_finite(name, values):
    """Raise ValueError naming the first value of a float array that is NaN or infinite."""
    values = np.asarray(values)
    if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(
            f"{name} holds {values[place]} at {place}: mend or remove it before training"
        )


def fit(
    model, x, y, *, epochs, batch_size=1024, learning_rate=0.01, validation=None, patience=None,
    seed=SEED,
):
    """Train with Adam; the same seed on the same machine gives the same numbers.

    Args:
        model: Keras model with its own compute_loss.
        x: array, or tuple of arrays, with n rows each.
        y: (n,) targets.
        epochs: at most this many passes over the data.
        batch_size: examples a step.
        learning_rate: of Adam.
        validation: (x, y) whose loss is measured after each epoch, or None.
        patience: stop after this many epochs without a better validation loss, and go back to
            the best; None never stops early.
        seed: of the order of the examples.

    Returns:
        Dict of loss name → list of one float an epoch.

    Raises:
        ValueError: if the input is not finite. FloatingPointError: if the loss becomes so.
    """
    for position, values in enumerate(x if isinstance(x, tuple) else (x,)):
        check_finite(f"input {position}", values)
    check_finite("the target", y)
    callbacks = [ProgressBar(), StopAtNonFinite()]
    if patience is not None:
        callbacks.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    keras.utils.set_random_seed(seed)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), jit_compile=False)
    history = model.fit(
        x, y, batch_size=batch_size, epochs=epochs, validation_data=validation,
        callbacks=callbacks, verbose=0,
    )
    return history.history
