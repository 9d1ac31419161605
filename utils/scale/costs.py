"""What training costs in bytes: of memory by formula, of the wire by formula and from XLA's text.

Source: of the ring, Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters
of workstations". Taught in lesson 10.
"""

import math
import re
from collections.abc import Iterable

FLOAT = 4  # bytes
SHORT_INDEX = 4
INDEX = 8
NUMBERS_A_ROW = {  # that an optimizer keeps beside the `dim` numbers of a row
    "sgd": lambda dim: 0,
    "adagrad": lambda dim: dim,
    "row-wise adagrad": lambda dim: 1,
    "adam": lambda dim: 2 * dim,
}
SIZES = {"f64": 8, "s64": 8, "u64": 8, "f32": 4, "s32": 4, "u32": 4, "bf16": 2, "f16": 2}
COLLECTIVE = re.compile(
    r"= (.*?) (all-reduce|all-gather|reduce-scatter|all-to-all|collective-permute)(?:-start)?\("
)


def table_bytes(n_rows: int, dim: int) -> int:
    """Bytes of a table of embeddings in float32."""
    return FLOAT * n_rows * dim


def optimizer_bytes(n_rows: int, dim: int, optimizer: str) -> int:
    """Bytes that an optimizer keeps for a table.

    Args:
        n_rows, dim: of the table.
        optimizer: a key of NUMBERS_A_ROW.

    Raises:
        ValueError: if the optimizer is unknown.
    """
    if optimizer not in NUMBERS_A_ROW:
        known = ", ".join(NUMBERS_A_ROW)
        raise ValueError(f"unknown optimizer {optimizer!r}: choose one of {known}")
    return FLOAT * n_rows * NUMBERS_A_ROW[optimizer](dim)


def all_reduce_bytes(size: float, n_devices: int) -> float:
    """Bytes on all links together when `size` bytes are summed over the devices, in a ring.

    Each device sends its part of the sum, size / N, to the next N − 1 times, and then the finished
    part N − 1 times: N · 2(N − 1) · size / N.
    """
    return 2 * (n_devices - 1) * size


def replicated_step_bytes(table_sizes: Iterable[int], n_devices: int) -> float:
    """Bytes on all links in a step, if every device keeps all tables: their gradients are summed.

    Args:
        table_sizes: bytes of each table.
        n_devices: int.
    """
    return all_reduce_bytes(sum(table_sizes), n_devices)


def sharded_step_bytes(n_looked_up: int, dim: int, n_devices: int) -> float:
    """The same if each keeps a part of the rows and of the batch, as XLA does it.

    An index goes to all; everybody fills in the rows that it has, zeros for the others, and these
    are summed over all; the gradients of the rows go to all.

    Args:
        n_looked_up: rows that the global batch names, with repetitions.
        dim, n_devices: ints.
    """
    a_row = FLOAT * dim
    lookup = all_reduce_bytes(n_looked_up * a_row, n_devices)
    return lookup + (n_devices - 1) * n_looked_up * (a_row + SHORT_INDEX)


def in_batch_bytes(batch_size: int, dim: int, n_devices: int) -> float:
    """What the in-batch softmax adds, so that the negatives are those of all devices: φ, of
    dim + 1 numbers, is summed over all, and so is its gradient.

    Args:
        batch_size: of all devices together.
        dim, n_devices: ints.
    """
    return 2 * all_reduce_bytes(FLOAT * batch_size * (dim + 1), n_devices)


def exchanged_step_bytes(n_looked_up: int, dim: int, n_devices: int) -> float:
    """The same by all-to-all: an index goes to the device that has the row, the row comes back, and
    its gradient goes. A formula only: XLA does not do this for a lookup, and nothing here ran it.
    """
    a_row = INDEX + 2 * FLOAT * dim
    return (n_devices - 1) / n_devices * n_looked_up * a_row


def n_machines(n_bytes: float, memory: float) -> int:
    """How many machines of `memory` bytes hold n_bytes."""
    return math.ceil(n_bytes / memory)


def collectives(text: str) -> list[tuple[str, int]]:
    """The collectives that a compiled program runs.

    Args:
        text: str, the optimized HLO of `compiled.as_text()`.

    Returns:
        List of (name, bytes of its result).
    """
    found = (COLLECTIVE.search(line) for line in text.splitlines())
    return [(match[2], _bytes_of(match[1])) for match in found if match]


def _bytes_of(shapes):
    total = 0
    for kind, dims in re.findall(r"(\w+)\[([\d,]*)\]", shapes):
        total += SIZES.get(kind, 1) * math.prod(int(n) for n in dims.split(",") if n)
    return total


def wire_bytes(text: str, n_devices: int) -> int:
    """Bytes on all links of one run of a compiled program, counted as rings.

    Args:
        text: as of collectives.
        n_devices: int.
    """
    n = n_devices
    rings = {  # bytes on all links, for a result of one byte on each device
        "all-reduce": 2 * (n - 1),
        "all-gather": n - 1,
        "reduce-scatter": n * (n - 1),
        "all-to-all": n - 1,
        "collective-permute": n,
    }
    return sum(rings[name] * size for name, size in collectives(text))
