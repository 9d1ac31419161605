"""How large an array an answer builds on its way."""

import sys
from collections.abc import Callable

import numpy as np

from utils.exercises.judge.gradients import differentiate


def largest_array(function: Callable, arguments: tuple) -> int:
    """The number of elements of the largest array or tensor that the function makes.

    Args:
        function: an answer that gives a scalar.
        arguments: a tuple of arrays and numbers.

    Returns:
        An int; 0 where it cannot be told. np.einsum, for one, does not say what it builds.
    """
    watched = _watched_array()
    largest = 0
    try:
        function(*(watched(argument) for argument in arguments))
    except Exception:  # tensors do not take every kind of array
        watched.largest = 0
    if "tensorflow" in sys.modules:  # else the answer cannot have used it
        trained = tuple(p for p, a in enumerate(arguments) if np.asarray(a).dtype.kind == "f")
        try:
            largest = differentiate(function, arguments, trained).largest
        except Exception:  # NumPy cannot be traced, and was watched above
            largest = 0
    return max(watched.largest, largest)


def _watched_array():
    """A fresh kind of array that remembers the size of the largest array made from it."""

    class Watched(np.ndarray):
        largest = 0

        def __new__(cls, array):
            return np.asarray(array).view(cls)

        def __array_finalize__(self, source):
            if source is not None:
                type(self).largest = max(type(self).largest, self.size)

    return Watched
