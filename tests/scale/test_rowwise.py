"""Row-wise Adagrad: by hand, and the same as the dense one that looks at every row."""

import numpy as np
import pytest

pytest.importorskip("jax", reason="make scale installs it")
from utils.base.backend import keras  # noqa: E402
from utils.scale.rowwise import EPSILON, RowwiseAdagrad, rowwise_adagrad  # noqa: E402


def dense(table, seen, rows, gradients, rate):
    total = np.zeros_like(table)
    for row, gradient in zip(rows, gradients, strict=True):
        if row >= 0:
            total[row] += gradient
    seen = seen + (total**2).mean(axis=1)
    return table - rate * total / np.sqrt(seen + EPSILON)[:, None], seen


def test_one_row_by_hand():
    table, seen = rowwise_adagrad(
        np.zeros((2, 2)), np.zeros(2), np.array([1]), np.array([[3.0, 1.0]]), 0.1
    )
    assert np.allclose(seen, [0, 5])
    assert np.allclose(table, [[0, 0], [-0.3 / 5**0.5, -0.1 / 5**0.5]], atol=1e-6)


def test_steps_are_those_of_the_dense_optimizer_with_rows_named_twice_and_padding():
    rng = np.random.default_rng(0)
    ours = theirs = rng.normal(size=(40, 8)).astype(np.float32), np.zeros(40, np.float32)
    for _ in range(5):
        rows = rng.integers(-1, 40, 30)
        gradients = rng.normal(size=(30, 8)).astype(np.float32)
        ours = rowwise_adagrad(*ours, rows, gradients, 0.1)
        theirs = dense(*theirs, rows, gradients, 0.1)
    assert np.allclose(ours[0], theirs[0], atol=1e-5)
    assert np.allclose(ours[1], theirs[1], rtol=1e-5)


def test_rows_that_no_batch_names_keep_their_very_bits():
    table = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    after, seen = rowwise_adagrad(table, np.zeros(6), np.array([2, -1, 2]), np.ones((3, 3)), 0.1)
    untouched = [0, 1, 3, 4, 5]
    assert np.array_equal(np.array(after)[untouched], table[untouched])
    assert np.count_nonzero(seen) == 1


def test_the_optimizer_is_the_dense_one_for_tables_and_adagrad_for_the_rest():
    rng = np.random.default_rng(0)
    start = {"E": rng.normal(size=(5, 3)), "T": rng.normal(size=(4, 2)), "bias": np.zeros(3)}
    start = {name: values.astype(np.float32) for name, values in start.items()}
    variables = [keras.Variable(values, name=name) for name, values in start.items()]
    optimizer = RowwiseAdagrad(0.1, tables=("E",))
    table, seen = start["E"], np.zeros(5)
    others = {name: (start[name], np.zeros(start[name].shape)) for name in ("T", "bias")}
    for _ in range(4):
        gradients = [rng.normal(size=v.shape).astype(np.float32) for v in variables]
        gradients[0][[1, 3]] = 0
        optimizer.apply(list(map(keras.ops.convert_to_tensor, gradients)), variables)
        table, seen = dense(table, seen, range(5), gradients[0], 0.1)
        for (name, (value, squares)), g in zip(others.items(), gradients[1:], strict=True):
            squares = squares + g**2
            others[name] = value - 0.1 * g / np.sqrt(squares + EPSILON), squares
    ours = [keras.ops.convert_to_numpy(variable) for variable in variables]
    assert np.allclose(ours[0], table, atol=1e-5)
    assert np.array_equal(ours[0][[1, 3]], start["E"][[1, 3]])
    assert np.allclose(ours[1], others["T"][0], atol=1e-5)
    assert np.allclose(ours[2], others["bias"][0], atol=1e-5)
    kept = [tuple(v.shape) for v in optimizer.variables if v.name.startswith("seen")]
    assert kept == [(5,), (4, 2), (3,)]
