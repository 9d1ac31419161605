"""Lists of different lengths as networks read them: ragged on TensorFlow, padded on any backend.

Ragged is twice as fast on TensorFlow. Padded has a fixed width, as the compilers of JAX need it.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from utils.base.backend import Tensor, keras, tf
from utils.data.histories import to_histories
from utils.models.losses import log_softmax, softmax_loss

ops = keras.ops

PADDING = -1  # an index that no table has, however many rows it is rounded up to


def lists(matrix: csr_array, width: int | None = None) -> Tensor:
    """The stored columns of each row of a CSR matrix.

    Args:
        matrix: (B, n) CSR.
        width: of padded lists; None gives ragged ones, or, where Keras does not compute with
            TensorFlow, padded ones as wide as the longest.

    Returns:
        (B, None) int32 tf.RaggedTensor, or (B, width) int32 array, PADDING at the ends of its rows.

    Raises:
        ValueError: naming the first row that is longer than `width`.
    """
    if width is None and tf is not None:
        return ragged(matrix)
    return padded(matrix, width)


def ragged(matrix: csr_array) -> "tf.RaggedTensor":
    """The stored columns of each row of a CSR matrix: (B, None) int32 tf.RaggedTensor."""
    indptr = matrix.indptr.astype(np.int64)
    items = matrix.indices.astype(np.int32)
    return tf.RaggedTensor.from_row_splits(items, indptr, validate=False)  # a CSR matrix is valid


def padded(matrix: csr_array, width: int | None = None) -> np.ndarray:
    """The stored columns of each row: (B, width) int32; arguments and errors as of lists."""
    n = np.diff(matrix.indptr)
    width = int(n.max(initial=1)) if width is None else width
    if (n > width).any():
        row = int(np.argmax(n > width))
        raise ValueError(
            f"the list in row {row} has {n[row]} items, and the width is {width}: "
            "give a greater width, or leave out the oldest items yourself"
        )
    codes = np.full((len(n), width), PADDING, np.int32)
    codes[np.arange(width) < n[:, None]] = matrix.indices
    return codes


def token_lists(codes: Sequence[Sequence[int]]) -> Tensor:
    """Sequences of int as lists; where there is no TensorFlow, as wide as the longest."""
    n_tokens = max((code + 1 for row in codes for code in row), default=1)
    return lists(to_histories(codes, n_tokens))


def is_ragged(codes: Tensor) -> bool:
    """Whether these lists are a tf.RaggedTensor."""
    return hasattr(codes, "value_rowids")


def lengths(codes: Tensor) -> Tensor:
    """(B,) float32, how many items each list has."""
    if is_ragged(codes):
        return ops.cast(codes.row_lengths(), "float32")
    return ops.sum(ops.cast(codes >= 0, "float32"), axis=1)


def bag(table: Tensor, codes: Tensor) -> Tensor:
    """The sum of the n rows that each list names, over √n: (B, dim); zeros for an empty list.

    Args:
        table: (n_rows, dim) floats.
        codes: (B, None) int lists; ragged ones are in ascending order.
    """
    total = _ragged_sum(table, codes) if is_ragged(codes) else _padded_sum(table, codes)
    return total * ops.rsqrt(ops.maximum(lengths(codes), 1))[:, None]


def _ragged_sum(table, codes):
    rows = ops.cast(codes.value_rowids(), "int64")
    shape = ops.cast(ops.stack([codes.nrows(), table.shape[0]]), "int64")
    places = ops.stack([rows, ops.cast(codes.values, "int64")], axis=1)
    named = tf.SparseTensor(places, ops.ones(ops.shape(codes.values)), shape)
    return tf.sparse.sparse_dense_matmul(named, table)  # faster than to gather the rows first


def _padded_sum(table, codes):
    real = ops.cast(codes >= 0, "float32")
    return ops.sum(ops.take(table, ops.maximum(codes, 0), axis=0) * real[..., None], axis=1)


def lists_at(codes: Tensor, indices: Tensor) -> Tensor:
    """The lists at the (n,) int indices, as lists."""
    return tf.gather(codes, indices) if is_ragged(codes) else ops.take(codes, indices, axis=0)


def some_pairs(
    codes: Tensor, most: int, seed: keras.random.SeedGenerator
) -> tuple[Tensor, Tensor, Tensor]:
    """The (list, item) pairs of all lists, or as many of them, drawn without replacement.

    Args:
        codes: (B, None) int lists.
        most: how many pairs at most.
        seed: keras.random.SeedGenerator.

    Returns:
        (lists, items, real): (n_pairs,) int, (n_pairs,) int32 and (n_pairs,) float32. Where `real`
        is 0 the pair is padding; its item is 0.
    """
    if is_ragged(codes):
        pairs = codes.value_rowids(), codes.values, ops.ones(ops.shape(codes.values))
        places = keras.random.shuffle(ops.arange(ops.shape(codes.values)[0]), seed=seed)
        return tuple(ops.take(part, places[:most]) for part in pairs)
    n_lists, width = codes.shape
    items = ops.reshape(codes, (-1,))
    real = ops.cast(items >= 0, "float32")
    pairs = ops.repeat(ops.arange(n_lists, dtype="int32"), width), ops.maximum(items, 0), real
    if n_lists * width <= most:
        return pairs
    places = ops.argsort(keras.random.uniform(real.shape, seed=seed) + 1 - real)  # padding is last
    return tuple(ops.take(part, places[:most]) for part in pairs)


def without_history(logits: Tensor, history: Tensor) -> Tensor:
    """The (B, n_items) logits, with -inf at the items of each query's (B, None) history."""
    if is_ragged(history):
        seen = ops.stack([ops.cast(history.value_rowids(), "int32"), history.values], axis=1)
        return ops.scatter_update(logits, seen, ops.full(ops.shape(history.values), -np.inf))
    n_items = logits.shape[1]
    places = ops.where(history < 0, n_items, history)  # padding falls into a column of its own
    wide = ops.concatenate([logits, ops.zeros_like(logits[:, :1])], axis=1)
    return ops.vectorized_map(_without, (wide, places))[:, :n_items]


def _without(row_and_items):
    row, items = row_and_items
    return ops.scatter_update(row, items[:, None], ops.full(items.shape, -np.inf, row.dtype))


def list_softmax_loss(logits: Tensor, targets: Tensor, history: Tensor) -> Tensor:
    """softmax_loss of each query against its list of targets, among the items not in its history.

    Args:
        logits: (B, n_items) floats.
        targets, history: (B, None) lists of item indices.

    Returns:
        (B,) floats; 0 for a query that watched nothing.
    """
    logits = without_history(logits, history)
    if is_ragged(targets):
        return softmax_loss(logits, targets.value_rowids(), targets.values)
    log_p = ops.take_along_axis(log_softmax(logits), ops.maximum(targets, 0), axis=1)
    total = -ops.sum(ops.where(targets >= 0, log_p, 0.0), axis=1)
    return total / ops.maximum(lengths(targets), 1)
