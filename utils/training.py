"""One way to train every Keras model: progress where somebody watches, and a stop at nonsense."""

import sys
from functools import partial

import numpy as np
from tqdm import tqdm

from utils.backend import keras, tf
from utils.features import QueryFeatures, dataset
from utils.histories import hide_part
from utils.item_features import ItemFeatures
from utils.models import MatrixFactorization
from utils.paths import SEED
from utils.progress import interactive
from utils.softmax_dnn import SoftmaxDNN
from utils.two_tower import TwoTower

NEWCOMER_BONUS = 0.5  # the largest that left known movies 90 % of their recall in validation


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
    model, x, y=None, *, epochs, batch_size=1024, learning_rate=0.01, decay=False,
    steps_per_epoch=None, validation=None, patience=None, seed=SEED,
):
    """Train with Adam; the same seed on the same machine gives the same numbers.

    Args:
        model: Keras model with its own compute_loss.
        x: array, or tuple of arrays, with n rows each; or a tf.data.Dataset of batches (x, y).
        y: (n,) targets; none beside a Dataset.
        epochs: at most this many passes over the data.
        batch_size: examples a step; a Dataset has its own.
        learning_rate: of Adam.
        decay: whether the rate falls to 0 along half a cosine.
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
    batched = isinstance(x, tf.data.Dataset)
    if not batched:
        for position, values in enumerate(x if isinstance(x, tuple) else (x,)):
            check_finite(f"input {position}", values)
        check_finite("the target", y)
    callbacks = [ProgressBar(), StopAtNonFinite()]
    if patience is not None:
        callbacks.append(
            keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
        )
    if decay:
        n_steps = len(x) if batched else -(-len(y) // batch_size)
        n_steps = steps_per_epoch or n_steps
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * n_steps)
    keras.utils.set_random_seed(seed)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), jit_compile=False)
    history = model.fit(
        x, y, batch_size=None if batched else batch_size, shuffle=not batched, epochs=epochs,
        steps_per_epoch=steps_per_epoch, validation_data=validation, callbacks=callbacks, verbose=0,
    )
    return history.history


def train_matrix_factorization(
    interactions, *, epochs=15, batch_size=4096, learning_rate=0.005, seed=SEED, **settings
):
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
        model, pairs, interactions.ratings, epochs=epochs, batch_size=batch_size,
        learning_rate=learning_rate, seed=seed,
    )  # fmt: skip
    return model


def train_on_examples(
    inputs, targets, table=None, dense=(), categorical=(), *, epochs, steps_per_epoch=None,
    batch_size=64, learning_rate=0.01, seed=SEED, make=SoftmaxDNN, **settings,
):
    """A network that finds the targets from the inputs.

    Args:
        inputs, targets: (m, n_items) CSR, as from hide_part and cut_in_time.
        table: DataFrame of m rows: what else is known of each query.
        dense, categorical: names of features, as of QueryFeatures.fit.
        epochs, steps_per_epoch, learning_rate: as of fit; the rate decays.
        batch_size: examples a step.
        seed: of everything random.
        make: takes QueryFeatures, the seed and the settings, gives the model.
        **settings: of the model.

    Returns:
        The model, its popularity that of the targets.

    Raises:
        ValueError: as QueryFeatures.fit and dataset.
    """
    features = QueryFeatures.fit(inputs, table, dense, categorical)
    model = make(features, seed=seed, **settings)
    model.set_popularity(targets.astype(bool).sum(axis=0))
    batches = dataset(features.encode(inputs, table), targets, batch_size, seed)
    fit(
        model, batches, epochs=epochs, learning_rate=learning_rate, decay=True,
        steps_per_epoch=steps_per_epoch, seed=seed,
    )
    return model


def train_softmax_dnn(
    histories, table=None, dense=(), categorical=(), *, epochs=25, batch_size=64, seed=SEED,
    **settings,
):
    """From histories to a trained network: hide a part of each, learn to find it.

    Args:
        histories: (n_users, n_items) CSR, of training users and training ratings alone.
        table: DataFrame of n_users rows: what else is known of the users.
        dense, categorical: names of features, as of QueryFeatures.fit.
        epochs: passes over the histories; in each they are divided anew into input and target.
        batch_size, seed, **settings: as of train_on_examples.

    Returns:
        SoftmaxDNN.

    Raises:
        ValueError: as QueryFeatures.fit.
    """
    users, inputs, targets = hide_part(histories, n_draws=epochs, seed=seed)
    table = None if table is None else table.iloc[users]
    return train_on_examples(
        inputs, targets, table, dense, categorical, epochs=epochs, batch_size=batch_size,
        steps_per_epoch=max(1, len(users) // epochs // batch_size), seed=seed, **settings,
    )


def train_two_tower(histories, movies, *arguments, newcomer_bonus=NEWCOMER_BONUS, **settings):
    """The same for two towers: what the items are told by is learned from those with a watch.

    Args:
        histories: (n_users, n_items) CSR, of training users and training ratings alone.
        movies: DataFrame of n_items rows in the order of the item index: title, year, genres.
        *arguments, **settings: as of train_softmax_dnn and of TwoTower.
        newcomer_bonus: added to the scores of new items when training is over.

    Returns:
        TwoTower.

    Raises:
        ValueError: as QueryFeatures.fit and ItemFeatures.fit.
    """
    items = ItemFeatures.fit(movies, histories.astype(bool).sum(axis=0) > 0)
    make = partial(TwoTower, items=items)
    model = train_softmax_dnn(histories, *arguments, make=make, **settings)
    model.prior.assign_add(newcomer_bonus)
    return model
