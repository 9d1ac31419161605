"""Devices of one process or of many, as one mesh; which part of what each of them keeps.

Keras lays tensors out, JAX computes, gloo carries what crosses between processes.

Source: Xu et al. 2021, "GSPMD: general and scalable parallelization for ML computation graphs".
"""

import math
from collections.abc import Sequence
from typing import Any

import jax

from utils.base.backend import keras
from utils.scale.processes import meet

if keras.config.backend() != "jax":
    raise ImportError("utils.scale.mesh needs Keras on JAX: start Python with KERAS_BACKEND=jax")

PATIENCE = 120  # seconds for all to start
HEARTBEAT = 10  # seconds until a silent process counts as dead; keras' initialize leaves it at 100
ROWS = 64  # tables have a multiple of so many rows, so that 2, 4, 8 … devices divide them
AXIS = "batch"
TABLES = "(.*/)?[EV]"  # the paths of the variables whose rows are items
BESIDE_TABLES = "(.*/)?seen_[EV]"  # and of what RowwiseAdagrad keeps beside each row


def connect(coordinator: str, hosts: Sequence[str], rank: int, patience: float = PATIENCE) -> None:
    """Make one computation of the processes of all hosts. Every one of them must call it.

    Args:
        coordinator: "host:port" of the process of rank 0.
        hosts: list of str, the host of each process.
        rank: of this one.
        patience: seconds to wait for the others.

    Raises:
        ConnectionError: as meet.
    """
    meet(coordinator, hosts, rank, patience)
    jax.distributed.initialize(
        coordinator,
        len(hosts),
        rank,
        initialization_timeout=patience,
        heartbeat_timeout_seconds=HEARTBEAT,
    )


def disconnect() -> None:
    """Wait until all processes are done. A process that ends without it waits for this at its end,
    and so must not wait for another one before."""
    jax.distributed.shutdown()


def distribute(sharded: bool) -> int:
    """From here on, new models live on all devices, and a batch is divided among them.

    Args:
        sharded: whether each device keeps a part of the rows of E and V; otherwise each keeps all.

    Returns:
        int, the number of devices.
    """
    devices = keras.distribution.list_devices()
    mesh = keras.distribution.DeviceMesh((len(devices),), [AXIS], devices)
    layout = keras.distribution.LayoutMap(mesh)
    if sharded:
        layout[TABLES] = (AXIS, None)
        layout[BESIDE_TABLES] = (AXIS,)
    keras.distribution.set_distribution(
        keras.distribution.ModelParallel(
            layout_map=layout, batch_dim_name=AXIS, auto_shard_dataset=False
        )
    )
    return len(devices)


def rounded(n_rows: int, n_devices: int) -> int:
    """The least number of rows, at least n_rows, that the devices can divide evenly."""
    if n_rows < 1 or n_devices < 1:
        raise ValueError(f"{n_rows} rows on {n_devices} devices: both must be at least 1")
    return -(-n_rows // n_devices) * n_devices


def check_divisible(what: str, n: int, n_devices: int) -> None:
    """Raise ValueError unless the devices can divide n evenly, naming what and the next number."""
    if n % n_devices:
        raise ValueError(
            f"{n} {what} cannot be divided evenly among {n_devices} devices: "
            f"make it {rounded(n, n_devices)}"
        )


def bytes_by_variable(model: Any) -> dict[str, tuple[int, int]]:
    """What one device keeps of a model: dict of name → (bytes of all rows, bytes kept here)."""
    kept = {}
    for variable in model.trainable_variables:
        value = variable.value
        n_here = math.prod(value.sharding.shard_shape(value.shape))
        kept[variable.name] = (value.nbytes, n_here * value.dtype.itemsize)
    return kept
