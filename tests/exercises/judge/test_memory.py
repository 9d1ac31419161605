"""The largest array that an answer builds, seen without looking at its code."""

import numpy as np
import pytest

from utils.base.backend import keras
from utils.exercises.judge.memory import largest_array

ops = keras.ops
pytestmark = pytest.mark.filterwarnings("ignore")  # the sandbox holds warnings back, too
U, V = np.ones((5, 2)), np.ones((7, 2))


@pytest.mark.parametrize(
    ("function", "largest"),
    [
        (lambda U, V: ((U @ V.T) ** 2).mean(), 35),
        (lambda U, V: np.inner(U, V).sum(), 35),
        (lambda U, V: ((U.T @ U) * (V.T @ V)).sum(), 14),
        (lambda U, V: sum((u @ v) ** 2 for u in U for v in V), 14),
        (lambda U, V: ops.sum(ops.matmul(U, ops.transpose(V))), 35),
        (lambda U, V: ops.sum(ops.matmul(ops.transpose(U), U)), 14),
    ],
)
def test_the_largest_array_of_numpy_and_of_keras(function, largest):
    assert largest_array(function, (U, V)) == largest
