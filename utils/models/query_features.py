"""What a network is told about a query: history, dense and categorical features, as tf.data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.backend import tf
from utils.base.seed import SEED
from utils.data.histories import as_watched, log_activity, mean_rating
from utils.models.lists import lists, ragged

MISSING = ""
FROM_HISTORY = {"log_activity": log_activity, "mean_rating": mean_rating}


@dataclass(frozen=True)
class QueryFeatures:
    """How queries become numbers; everything that is learned for it comes from training queries.

    Attributes:
        n_items: width of the histories.
        dense: dict of name → (mean, standard deviation) in training.
        categorical: dict of name → list of the str values in training. Their codes are 1, 2, …;
            0 is for any other value and for a missing one.
    """

    n_items: int
    dense: dict
    categorical: dict

    @classmethod
    def fit(
        cls,
        histories: csr_array,
        table: pd.DataFrame | None = None,
        dense: Sequence[str] = (),
        categorical: Sequence[str] = (),
    ) -> Self:
        """Learn means, deviations and vocabularies.

        Args:
            histories: (B, n_items) CSR inputs of the training queries.
            table: DataFrame of B rows: what else is known of each query.
            dense: names of "log_activity" and "mean_rating", both of the history, and of columns.
            categorical: names of columns.

        Raises:
            ValueError: as encode; or if a dense feature has no value at all.
        """
        statistics = {}
        for name in dense:
            values = _dense(name, histories, table)
            if np.isnan(values).all():
                raise ValueError(f"feature {name!r} has no value in training: leave it out")
            statistics[name] = (float(np.nanmean(values)), float(np.nanstd(values)) or 1.0)
        known = {
            name: sorted(set(_texts(name, histories, table)) - {MISSING}) for name in categorical
        }
        return cls(histories.shape[1], statistics, known)

    def encode(
        self, histories: csr_array, table: pd.DataFrame | None = None, width: int | None = None
    ) -> dict[str, Any]:
        """The input of the network.

        Args:
            histories: (B, n_items) CSR; what is stored counts as watched.
            table: DataFrame of B rows with the columns that fit() was given; more do not matter.
            width: of the history, as of utils.models.lists.lists: None for a ragged one.

        Returns:
            Dict of "history", (B, None) int32 ragged or (B, width) int32 padded item indices;
            "dense", (B, n_dense) float32 of mean 0 and deviation 1 in training, 0 where the value
            is missing; "categorical", (B, n_categorical) int32 codes.

        Raises:
            ValueError: if the histories are of other items, one is longer than `width`, the table
                has other rows or lacks a column, or a dense value is infinite.
        """
        if histories.shape[1] != self.n_items:
            raise ValueError(
                f"the histories are over {histories.shape[1]} items, the features over "
                f"{self.n_items}: an index would mean another item"
            )
        dense = np.zeros((histories.shape[0], len(self.dense)), np.float32)
        for column, (name, (mean, deviation)) in enumerate(self.dense.items()):
            values = (_dense(name, histories, table) - mean) / deviation
            dense[:, column] = np.nan_to_num(values, nan=0.0)
        codes = np.zeros((histories.shape[0], len(self.categorical)), np.int32)
        for column, (name, known) in enumerate(self.categorical.items()):
            codes[:, column] = pd.Index(known).get_indexer(_texts(name, histories, table)) + 1
        return {"history": lists(histories, width), "dense": dense, "categorical": codes}


def _column(name, histories, table):
    if table is None or name not in table:
        given = "no table" if table is None else f"columns {', '.join(map(str, table.columns))}"
        raise ValueError(f"feature {name!r} is needed for each query, but there is {given}")
    if len(table) != histories.shape[0]:
        raise ValueError(f"{histories.shape[0]} histories, but {len(table)} rows of features")
    return table[name]


def _dense(name, histories, table):
    """(B,) float64, NaN where missing."""
    if name in FROM_HISTORY:
        return FROM_HISTORY[name](histories)
    values = _column(name, histories, table).to_numpy(np.float64, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError(f"feature {name!r} is infinite in row {int(np.argmax(np.isinf(values)))}")
    return values


def _texts(name, histories, table):
    """Series of B str, MISSING where missing."""
    values = _column(name, histories, table)
    return values.astype(str).where(values.notna(), MISSING)


def dataset(
    x: dict[str, Any], targets: csr_array, batch_size: int = 64, seed: int = SEED
) -> "tf.data.Dataset":
    """Examples as shuffled batches that are made once, cached, and fetched ahead of the step.

    Which examples share a batch is drawn once; in which order the batches come, in every epoch.

    Args:
        x: dict from QueryFeatures.encode, m rows.
        targets: (m, n_items) CSR.
        batch_size: examples a batch.
        seed: of the order; TensorFlow's own is set to it, too, because tf.data draws from both.

    Returns:
        tf.data.Dataset of (x, y): y is ragged, (batch, None) int32 item indices.

    Raises:
        ValueError: naming the first example whose target is in its own history.
    """
    _refuse_leaks(x["history"], targets)
    examples = {**x, "target": ragged(targets)}
    order = np.random.default_rng(seed).permutation(targets.shape[0])

    def batch(rows):
        chosen = {name: tf.gather(values, rows) for name, values in examples.items()}
        return chosen, chosen.pop("target")

    batches = tf.data.Dataset.from_tensor_slices(order).batch(batch_size)
    batches = batches.map(batch, num_parallel_calls=tf.data.AUTOTUNE).cache()
    tf.random.set_seed(seed)  # or the order would depend on what this process ran before
    return batches.shuffle(len(batches), seed=seed).prefetch(tf.data.AUTOTUNE)


def _refuse_leaks(history, targets):
    items, starts = history.values.numpy(), history.row_splits.numpy()
    seen = csr_array((np.ones(len(items)), items, starts), shape=targets.shape)
    leaking = np.flatnonzero(seen.multiply(as_watched(targets)).sum(axis=1))
    if len(leaking):
        raise ValueError(
            f"the target of example {leaking[0]} is in its own history: it would learn to repeat. "
            "Take inputs and targets from hide_part"
        )
