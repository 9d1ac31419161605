"""The sampled step: the gradient of the loss, and no row touched that was not drawn."""

import numpy as np
import pytest

from utils.base.backend import tf
from utils.models.losses import sampled_softmax_loss
from utils.models.sampled_step import sampled_gradients, sampled_step

USERS, ITEMS = np.int32([0, 2, 0]), np.int32([1, 4, 4])
SAMPLED, LOG_Q = np.int32([4, 0, 0]), np.log(np.arange(1, 8, dtype=np.float32) / 28)


@pytest.fixture
def tables():
    rng = np.random.default_rng(0)
    return [tf.Variable(rng.normal(0, 1, (n, 2)).astype(np.float32)) for n in (4, 7)]


def mean_loss(U, V):
    logits = U[USERS] @ V[SAMPLED].T
    log_q = LOG_Q.astype(float)
    losses = sampled_softmax_loss((U[USERS] * V[ITEMS]).sum(1), logits, ITEMS, SAMPLED, log_q)
    return np.mean(losses)


def test_the_gradient_is_that_of_the_loss(tables):
    gradients = sampled_gradients(*tables, USERS, ITEMS, SAMPLED, LOG_Q)
    U, V = (table.numpy().astype(float) for table in tables)
    step = 1e-5
    for table, gradient in zip((U, V), gradients, strict=True):
        measured = np.zeros_like(table)
        for place in np.ndindex(table.shape):
            before, table[place] = table[place], table[place] + step
            higher = mean_loss(U, V)
            table[place] = before - step
            measured[place] = (higher - mean_loss(U, V)) / (2 * step)
            table[place] = before
        assert np.allclose(tf.convert_to_tensor(gradient), measured, atol=1e-4)


def test_a_step_moves_what_was_drawn_and_nothing_else(tables):
    before = [table.numpy() for table in tables]
    expected = [
        table - 0.5 * np.array(tf.convert_to_tensor(gradient))
        for table, gradient in zip(
            before, sampled_gradients(*tables, USERS, ITEMS, SAMPLED, LOG_Q), strict=True
        )
    ]
    sampled_step(*tables, USERS, ITEMS, SAMPLED, LOG_Q, 0.5)
    moved = [np.flatnonzero((t.numpy() != b).any(1)) for t, b in zip(tables, before, strict=True)]
    assert [rows.tolist() for rows in moved] == [[0, 2], [0, 1, 4]]
    assert all(np.allclose(t, e, atol=1e-6) for t, e in zip(tables, expected, strict=True))


def test_the_loss_can_be_another(tables):
    def squares(positive_logits, logits, items, sampled, log_q):
        return tf.square(positive_logits)

    gradient = sampled_gradients(*tables, USERS, ITEMS, SAMPLED, LOG_Q, squares)[1]
    assert gradient.indices.numpy().tolist() == ITEMS.tolist()
