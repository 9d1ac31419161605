"""Compares an answer with what was expected, and puts arrays and differences into words."""

import textwrap
from typing import Any

import numpy as np

# float32 sums differ in the fourth digit, depending on the order of the terms.
RELATIVE, ABSOLUTE = 1e-4, 1e-5


def as_array(value: Any) -> np.ndarray | None:
    """The value as a NumPy array of numbers, or None where it is nothing of the kind.

    Args:
        value: a number, list, NumPy array, SciPy sparse matrix, TensorFlow or Keras tensor.
    """
    dense = value.toarray() if hasattr(value, "toarray") else value
    try:
        array = np.asarray(dense)
    except Exception:  # whatever a foreign object raises when it is asked to be an array
        return None
    return array if array.dtype.kind in "biuf" else None


def same(value: Any, other: Any) -> bool:
    """Whether both are arrays of the same shape and, but for rounding, the same numbers."""
    a, b = as_array(value), as_array(other)
    if a is None or b is None or a.shape != b.shape:
        return False
    return np.allclose(a, b, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)


def difference(value: Any, expected: Any) -> str:
    """What is wrong with the value, in a sentence; "" if it is the expected one."""
    got, right = as_array(value), np.asarray(as_array(expected))
    if value is None:
        return "It returned None: is a return missing?"
    if got is None:
        return f"It returned {type(value).__name__}, where numbers are expected."
    if got.shape != right.shape:
        return f"The shape is wrong: expected {_shape(right)}, got {_shape(got)}."
    return "" if same(got, right) else "The values are wrong."


def shown(name: str, value: Any) -> str:
    """'name = value' for a learner's eye: rounded, not longer than a few lines."""
    array, label = as_array(value), f"{name} = "
    if array is None:
        return label + textwrap.shorten(repr(value), 80)
    if array.ndim == 0:
        return f"{label}{array.item():.5g}" if array.dtype.kind == "f" else f"{label}{array.item()}"
    return label + np.array2string(
        array, precision=4, suppress_small=True, threshold=60, edgeitems=2, prefix=label
    )


def _shape(array):
    return str(array.shape) if array.ndim else "a single number"
