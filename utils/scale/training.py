"""One process of a training run: the model on the mesh, its part of each batch, checkpoints."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from utils.base.backend import keras
from utils.base.seed import SEED
from utils.models.item_features import ItemFeatures
from utils.models.query_features import QueryFeatures
from utils.models.softmax_dnn import NO_ITEM, SoftmaxDNN
from utils.models.two_tower import TwoTower
from utils.scale.checkpoint import Checkpoints
from utils.scale.events import Shards
from utils.scale.mesh import ROWS, bytes_by_variable, check_divisible, distribute, rounded
from utils.scale.processes import loopback_bytes
from utils.scale.rowwise import RowwiseAdagrad
from utils.scale.training_data import read_catalog


@dataclass(frozen=True)
class Plan:
    """What all processes of a run agree on.

    Attributes:
        events: folder of shards with the columns history and item, and of their catalog.
        model: "towers" or "softmax".
        checkpoint: folder, or None.
        steps: in all, what was done before included.
        batch_size: of all processes together.
        every: steps between two checkpoints.
        sharded: whether the tables are divided among the devices.
        optimizer: "adam", or "rowwise" for RowwiseAdagrad; then without l2, so that a step changes
            the rows that its batch names, and no other.
        dim, learning_rate, seed: of the model and of the optimizer.
    """

    events: str
    model: str = "towers"
    checkpoint: str | None = None
    steps: int = 100
    batch_size: int = 256
    every: int = 20
    sharded: bool = False
    optimizer: str = "adam"
    dim: int = 32
    learning_rate: float = 0.01
    seed: int = SEED


def parts(
    plan: Plan, first: int, rank: int = 0, n_processes: int = 1
) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
    """This process's rows of every batch from `first` on, as the models read them.

    Every process reads all events, and keeps its part: a batch is the same however many share it.

    Args:
        plan: Plan.
        first: number of the first batch.
        rank, n_processes: of this process.

    Yields:
        (x, y): dict as from QueryFeatures.encode, and (B / n_processes, 1) int32 targets.
    """
    size = plan.batch_size // n_processes
    mine = slice(rank * size, (rank + 1) * size)
    shards = Shards.open(plan.events)
    for batch in shards.batches(plan.batch_size, plan.seed, first, ["history", "item"]):
        nothing = {
            "dense": np.zeros((size, 0), np.float32),
            "categorical": np.zeros((size, 0), np.int32),
        }
        yield {"history": batch["history"][mine], **nothing}, batch["item"][mine, None]


def make_model(plan: Plan) -> SoftmaxDNN | TwoTower:
    """A compiled model with its optimizer. Its tables have rows that no item uses, so that the same
    checkpoint fits any number of devices that divides ROWS.

    Args:
        plan: Plan.

    Returns:
        SoftmaxDNN or TwoTower.

    Raises:
        FileNotFoundError: if the events have no catalog. ValueError: if the model is unknown.
    """
    stored = read_catalog(plan.events)
    n_more = rounded(len(stored["counts"]), ROWS) - len(stored["counts"])
    features = QueryFeatures(len(stored["counts"]) + n_more, {}, {})
    settings: dict[str, Any] = {"dim": plan.dim, "seed": plan.seed}
    if plan.optimizer == "rowwise":
        settings["l2"] = 0.0
    if plan.model == "softmax":
        model = SoftmaxDNN(features, stored["counts"] + [NO_ITEM] * n_more, **settings)
    elif plan.model == "towers":
        items = ItemFeatures(stored["vocabulary"], stored["catalog"] + [[]] * n_more)
        counts = stored["counts"] + [0] * n_more
        model = TwoTower(features, items, counts, loss="in-batch", id_dropout=0.0, **settings)
    else:
        raise ValueError(f"unknown model {plan.model!r}: choose towers or softmax")
    optimizer = RowwiseAdagrad if plan.optimizer == "rowwise" else keras.optimizers.Adam
    model.compile(optimizer(plan.learning_rate), jit_compile=True)
    model.optimizer.build(model.trainable_variables)
    return model


def train_on_mesh(
    plan: Plan,
    rank: int = 0,
    n_processes: int = 1,
    write: Callable[[dict[str, Any]], object] = print,
) -> SoftmaxDNN | TwoTower:
    """Train, or go on: the same losses on one process as on many.

    Args:
        plan: Plan.
        rank, n_processes: of this process, which is connected with the others.
        write: called with a dict at the start, after each step and after each checkpoint.

    Returns:
        The model.

    Raises:
        ValueError: if the devices cannot divide the batch or the rows; and as Shards.open and
            Checkpoints.restore. FloatingPointError: at the first loss that is no number.
    """
    n_devices = distribute(plan.sharded)
    check_divisible("examples of a batch", plan.batch_size, n_devices)
    if plan.sharded and ROWS % n_devices:
        raise ValueError(
            f"tables have a multiple of {ROWS} rows, which {n_devices} devices cannot divide "
            "evenly: take a power of two of them, or let each keep whole tables"
        )
    model = make_model(plan)
    checkpoints = Checkpoints(plan.checkpoint) if plan.checkpoint else None
    first = checkpoints.restore(model) if checkpoints else 0
    kept = sum(here for _, here in bytes_by_variable(model).values())
    write({"resumed": first, "devices": n_devices, "bytes_kept": kept})
    batches = parts(plan, first, rank, n_processes)
    for step in range(first + 1, plan.steps + 1):
        loss = _step(model, *next(batches), step)
        write({"step": step, "loss": loss, "time": time.time(), "lo_bytes": loopback_bytes()})
        if checkpoints and (step % plan.every == 0 or step == plan.steps):
            checkpoints.save(step, model)
            write({"saved": step})
    if checkpoints:
        checkpoints.close()
    return model


def _step(model, x, y, step):
    loss = float(model.train_on_batch(x, y, return_dict=True)["loss"])
    if not np.isfinite(loss):
        raise FloatingPointError(
            f"the loss became {loss} at step {step}: try a smaller --learning-rate"
        )
    return loss


def compiled_step(model: SoftmaxDNN | TwoTower, x: dict[str, np.ndarray], y: np.ndarray) -> str:
    """The program that XLA makes of a step of training, for reading what it sends.

    Args:
        model: compiled, as from make_model.
        x, y: one batch, of this process alone.

    Returns:
        str, optimized HLO.
    """
    state = [
        [variable.value for variable in variables]
        for variables in (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
    ]
    layout = keras.distribution.distribution().get_data_layout
    data = jax.tree.map(lambda v: jax.device_put(v, layout(v.shape).backend_layout), (x, y))
    places = jax.tree.map(lambda value: value.sharding, state)
    step = jax.jit(model.train_step, donate_argnums=0, out_shardings=(None, tuple(places)))
    return step.lower(tuple(state), data).compile().as_text()
