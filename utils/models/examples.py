"""How a network with a query tower is trained: from histories to examples, from examples to fit."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.histories import hide_part
from utils.models.fit import fit
from utils.models.query_features import QueryFeatures, dataset


def train_on_examples(
    make: Callable,
    inputs: csr_array,
    targets: csr_array,
    table: pd.DataFrame | None = None,
    dense: Sequence[str] = (),
    categorical: Sequence[str] = (),
    *,
    epochs: int,
    steps_per_epoch: int | None = None,
    batch_size: int = 64,
    learning_rate: float = 0.01,
    seed: int = SEED,
    **settings: Any,
) -> Any:
    """A network that finds the targets from the inputs.

    Args:
        make: takes QueryFeatures, (n_items,) counts of the targets, the seed and the settings, and
            gives the model, as SoftmaxDNN does.
        inputs, targets: (m, n_items) CSR, as from hide_part and cut_in_time.
        table: DataFrame of m rows: what else is known of each query.
        dense, categorical: names of features, as of QueryFeatures.fit.
        epochs, steps_per_epoch, learning_rate: as of fit; the rate decays.
        batch_size: examples a step.
        seed: of everything random.
        **settings: of the model.

    Returns:
        The trained model.

    Raises:
        ValueError: as QueryFeatures.fit and dataset.
    """
    features = QueryFeatures.fit(inputs, table, dense, categorical)
    counts = np.bincount(targets.indices, minlength=targets.shape[1])
    model = make(features, counts, seed=seed, **settings)
    batches = dataset(features.encode(inputs, table), targets, batch_size, seed)
    fit(
        model,
        batches,
        epochs=epochs,
        learning_rate=learning_rate,
        decay=True,
        steps_per_epoch=steps_per_epoch,
        seed=seed,
    )
    return model


def train_on_histories(
    make: Callable,
    histories: csr_array,
    table: pd.DataFrame | None = None,
    dense: Sequence[str] = (),
    categorical: Sequence[str] = (),
    *,
    epochs: int = 25,
    batch_size: int = 64,
    seed: int = SEED,
    **settings: Any,
) -> Any:
    """From histories to a trained network: hide a part of each, learn to find it.

    Args:
        make: as of train_on_examples.
        histories: (n_users, n_items) CSR, of training users and training ratings alone.
        table: DataFrame of n_users rows: what else is known of the users.
        dense, categorical: names of features, as of QueryFeatures.fit.
        epochs: passes over the histories; in each they are divided anew into input and target.
        batch_size, seed, **settings: as of train_on_examples.

    Returns:
        The trained model.

    Raises:
        ValueError: as QueryFeatures.fit.
    """
    users, inputs, targets = hide_part(histories, n_draws=epochs, seed=seed)
    return train_on_examples(
        make,
        inputs,
        targets,
        None if table is None else table.iloc[users],
        dense,
        categorical,
        epochs=epochs,
        batch_size=batch_size,
        steps_per_epoch=max(1, len(users) // epochs // batch_size),
        seed=seed,
        **settings,
    )
