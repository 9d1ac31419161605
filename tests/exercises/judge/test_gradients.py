"""Differentiated in graph mode, against derivatives by hand."""

import numpy as np
import pytest

from utils.base.backend import tf
from utils.exercises.judge.gradients import differentiate


def test_the_gradient_of_a_product_is_the_other_factor():
    u, v = np.array([1.0, 2.0]), np.array([3.0, 5.0])
    trace = differentiate(lambda u, v: tf.reduce_sum(u * v), (u, v), (0, 1))
    assert [g.tolist() for g in trace.gradients] == [[3, 5], [1, 2]]


def test_what_is_not_trained_stays_a_constant():
    kinds = []

    def times(u, k):
        kinds.append(type(k))
        return k * tf.reduce_sum(u)

    trace = differentiate(times, (np.array([1.0, 2.0]), 4), (0,))
    assert (trace.gradients[0].tolist(), kinds) == ([4, 4], [int])


def test_where_no_gradient_reaches_there_is_none():
    trace = differentiate(
        lambda u, v: tf.reduce_sum(u) + tf.reduce_sum(tf.round(v)), (np.ones(2), np.ones(2)), (0, 1)
    )
    assert trace.gradients[0].tolist() == [1, 1]
    assert trace.gradients[1] is None


def test_rows_that_were_gathered_have_a_gradient_and_the_others_zero():
    table = np.ones((3, 2))
    trace = differentiate(lambda t: tf.reduce_sum(tf.gather(t, [1, 1])), (table,), (0,))
    assert trace.gradients[0].tolist() == [[0, 0], [2, 2], [0, 0]]


def test_the_largest_tensor_is_found_wherever_it_is_built():
    def all_pairs(u):
        return tf.reduce_sum(u[:, None] * u[None, :])

    assert differentiate(all_pairs, (np.ones(50),), (0,)).largest == 2500


def test_what_needs_numbers_while_it_is_traced_fails():
    with pytest.raises(NotImplementedError):
        differentiate(lambda u: np.sum(np.asarray(u)), (np.ones(2),), (0,))
