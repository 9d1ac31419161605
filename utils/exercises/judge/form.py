"""Hands a right answer to the lesson in the type that the lesson was written for.

A list, a tensor or a sparse matrix may hold the right numbers, and still have no .mean, no
.indices, or index by position where a mask was meant.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from utils.exercises.judge.compare import as_array

KINDS = {"b": "bool", "i": "whole numbers", "u": "whole numbers", "f": "floats"}


def has_form(value: Any, model: Any) -> bool:
    """Whether the value has the type of the model and, in an array, its kind of numbers."""
    model = _typed(model)
    if type(value) is not type(model) and not _both_numbers(value, model):
        return False
    return _kind(value) == _kind(model)


def cast(value: Any, model: Any) -> Any:
    """The value in the type of the model: container, and kind of numbers.

    Args:
        value: numbers in any container that as_array() knows.
        model: a NumPy array or number, a SciPy sparse matrix or a tensor.

    Returns:
        The value, cast; as it is, where it holds no numbers. float32 stays float32.
    """
    model = _typed(model)
    if has_form(value, model):
        return value
    if sparse.issparse(model):
        return type(model)(value if sparse.issparse(value) else as_array(value))
    if not isinstance(model, (np.ndarray, np.generic)):
        return _tensor(value, model)
    array = as_array(value)
    if array is None:
        return value
    same_kind = array.dtype.kind == model.dtype.kind
    return np.array(array if same_kind else array.astype(model.dtype))[()]


def casting(function: Callable, model: Any) -> Callable:
    """The function, with what it returns cast to the type of the model."""

    @functools.wraps(function)
    def answer(*arguments, **named):
        return cast(function(*arguments, **named), model)

    return answer


def form(value: Any) -> str:
    """'a list', 'an array of floats', 'a csr_matrix', 'a tensor': what it is, in words."""
    if isinstance(value, np.ndarray):
        return f"an array of {KINDS.get(value.dtype.kind, 'objects')}"
    if np.ndim(value) == 0 and isinstance(value, (np.generic, int, float)):
        return "a number"
    name = type(value).__name__
    return "a tensor" if name.endswith("Tensor") else f"a {name}"


def _typed(model):
    """What a reference gives, plain numbers and lists as those of NumPy."""
    return model if hasattr(model, "dtype") else np.asarray(model)[()]


def _both_numbers(value, model):
    return isinstance(value, np.generic) and isinstance(model, np.generic)


def _kind(value):
    return np.dtype(getattr(value.dtype, "as_numpy_dtype", value.dtype)).kind


def _tensor(value, model):
    from utils.base.backend import keras  # here: only lessons whose reference is of Keras need it

    tensor = keras.ops.convert_to_tensor(value.toarray() if sparse.issparse(value) else value)
    return tensor if _kind(tensor) == _kind(model) else keras.ops.cast(tensor, model.dtype)
