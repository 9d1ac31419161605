"""The losses of the course: worked by hand, at large logits, and what must hold for any."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp

from utils.base.backend import keras, tf
from utils.models.losses import (
    accidental_hits,
    cross_entropy,
    gravity,
    in_batch_softmax_loss,
    log_softmax,
    observed_mse,
    pairwise_loss,
    sampled_softmax_loss,
    softmax_loss,
    without_accidental_hits,
)

LOG = np.log
BY_HAND = LOG([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]])  # p̂ is [1, 2, 5]/8 and [1, 1, 2]/4


def test_losses_by_hand():
    U, V = np.array([[1.0, 2.0]]), np.array([[3.0, 1.0], [0.0, 2.0]])
    # The scores are 5 and 4.
    loss = observed_mse(U, V, np.array([0, 0]), np.array([1, 0]), np.array([3.0, 7.0]))
    assert float(loss) == (1 + 4) / 2
    assert float(gravity(U, V)) == (25 + 16) / 2


def test_log_softmax_by_hand():
    assert np.allclose(np.exp(log_softmax(BY_HAND)), [[1 / 8, 2 / 8, 5 / 8], [1 / 4, 1 / 4, 1 / 2]])


def test_the_loss_is_the_mean_of_minus_log_p_over_what_was_watched():
    queries, items = np.array([1, 0, 0]), np.array([0, 1, 2])
    losses = softmax_loss(BY_HAND, queries, items)
    assert np.allclose(losses, [-(LOG(2 / 8) + LOG(5 / 8)) / 2, -LOG(1 / 4)])
    assert np.isclose(cross_entropy(BY_HAND, [[0, 1 / 2, 1 / 2], [1, 0, 0]]), np.mean(losses))


def test_a_query_without_a_target_has_no_loss():
    assert np.array(softmax_loss(BY_HAND, np.array([1]), np.array([0])))[0] == 0


def test_the_gradient_in_the_logits_is_p_hat_minus_p():
    logits = tf.Variable(BY_HAND)
    queries, items = np.array([0, 0, 1]), np.array([0, 2, 2])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(softmax_loss(logits, queries, items))
    p_hat, p = np.exp(log_softmax(BY_HAND)), np.array([[1 / 2, 0, 1 / 2], [0, 0, 1]])
    assert np.allclose(tape.gradient(loss, logits), p_hat - p)


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_large_logits_stay_finite(size):
    logits = tf.Variable([[size, 0.0, size], [0.0, -size, size]])
    items, log_q = np.array([0, 2]), LOG(np.float32([0.5, 0.25, 0.25, 0.1, 0.1]))
    with tf.GradientTape() as tape:
        losses = [
            softmax_loss(logits, np.array([0, 1]), items),
            sampled_softmax_loss(logits[:, 0], logits, items, np.array([0, 1, 2]), log_q),
            in_batch_softmax_loss(logits, logits[::-1], np.arange(2), np.array([4, 4]), log_q[:2]),
        ]
        total = sum(tf.reduce_sum(loss) for loss in losses)
    assert np.isfinite(total) and np.isfinite(tape.gradient(total, logits)).all()
    exact = np.float64(logits)
    assert np.allclose(log_softmax(logits), exact - logsumexp(exact, axis=1, keepdims=True))


def test_the_sampled_loss_by_hand():
    # Divided by q, item 7 counts 8 times for query 0 and item 9 twice for query 1, as positives;
    # of the sample 5 counts 4 times, and 7, which is no negative for query 0, 8 times.
    log_q = LOG([1, 1, 1, 1, 1, 1 / 4, 1, 1 / 8, 1, 1 / 2])
    positive_logits, logits = LOG([3.0, 1.0]), LOG([[2.0, 3.0], [1.0, 2.0]])
    losses = sampled_softmax_loss(
        positive_logits, logits, np.array([7, 9]), np.array([5, 7]), log_q
    )
    assert np.allclose(losses, [-LOG(24 / (24 + 8)), -LOG(2 / (2 + 4 + 16))])


def test_log_q_of_zero_is_the_plain_softmax_of_the_candidates():
    logits, sampled = np.array([[0.3, -1.0, 2.0]]), np.array([1, 0, 4])
    loss = sampled_softmax_loss(np.array([0.7]), logits, np.array([3]), sampled, np.zeros(5))
    assert np.isclose(np.array(loss)[0], logsumexp([0.7, 0.3, -1.0, 2.0]) - 0.7)


P = np.array([0.5, 0.2, 0.15, 0.1, 0.05])


def gradient_at_the_truth(n_sampled, q=P):
    """(5,) gradient of the mean loss over all positives and draws, where the logits are log p."""
    logits = tf.Variable(LOG(P))
    draws = np.array(list(itertools.product(range(5), repeat=1 + n_sampled)))
    chances = P[draws[:, 0]] * q[draws[:, 1:]].prod(axis=1)
    with tf.GradientTape() as tape:
        losses = [
            sampled_softmax_loss(
                tf.gather(logits, draw[:1]),
                tf.gather(logits, draw[1:])[None],
                draw[:1],
                draw[1:],
                LOG(q),
            )
            for draw in draws
        ]
        mean = tf.reduce_sum(chances * tf.concat(losses, axis=0))
    return np.array(tf.convert_to_tensor(tape.gradient(mean, logits)))


@pytest.mark.parametrize("q", [P, P[::-1], np.full(5, 0.2)])
def test_with_one_sample_the_optimum_is_the_full_softmax_whatever_q_is(q):
    assert np.allclose(gradient_at_the_truth(1, q), 0, atol=1e-12)


def test_masked_copies_of_the_positive_sharpen_the_optimum():
    gradient = gradient_at_the_truth(3)
    assert gradient[0] < -0.01 and (gradient[1:] > 0).all()


def test_every_copy_of_the_positive_is_masked_and_only_for_its_query():
    masked = without_accidental_hits(np.zeros((2, 3)), np.array([4, 6, 4]), np.array([4, 5]))
    assert np.array(masked).tolist() == [[-np.inf, 0, -np.inf], [0, 0, 0]]


def test_the_in_batch_loss_by_hand():
    # Queries 0 and 2 watched the same item: for them only item 3 is a negative.
    psi, phi = np.eye(3), LOG([[1.0, 1.0, 1.0], [2.0, 1.0, 4.0], [1.0, 1.0, 1.0]])
    losses = in_batch_softmax_loss(
        psi, phi, np.arange(3), np.array([8, 3, 8]), LOG([1 / 2, 1 / 4, 1 / 2])
    )
    # Divided by q: 2 for the item watched twice, and 8, 4, 16 for the other.
    assert np.allclose(losses, [-LOG(2 / (2 + 8)), -LOG(4 / (4 + 2 + 2)), -LOG(2 / (2 + 16))])


def test_accidental_hits_are_the_same_item_and_the_same_query_but_not_the_pair_itself():
    hits = np.array(accidental_hits(np.array([0, 1, 0, 2]), np.array([8, 8, 3, 5])))
    expected = np.zeros((4, 4), bool)
    expected[0, 1] = expected[1, 0] = True  # both watched item 8
    expected[0, 2] = expected[2, 0] = True  # query 0 watched items 8 and 3
    assert np.array_equal(hits, expected)


def test_a_second_pair_of_a_query_is_no_negative_of_the_first():
    psi, phi = np.ones((3, 1)), LOG([[2.0], [4.0], [8.0]])
    queries, items = np.array([0, 0, 1]), np.array([1, 2, 3])
    losses = in_batch_softmax_loss(psi, phi, queries, items, np.zeros(3))
    assert np.allclose(losses, [-LOG(2 / 10), -LOG(4 / 12), -LOG(8 / 14)])


def test_the_pairwise_loss_by_hand():
    assert np.allclose(pairwise_loss(LOG([3.0, 1.0]), LOG([1.0, 1.0])), LOG([4 / 3, 2]))


@given(st.integers(1, 4), st.integers(2, 6), st.integers(0, 99), st.floats(-100, 100))
def test_a_constant_changes_nothing_and_probabilities_sum_to_one(n_queries, n_items, seed, shift):
    logits = np.random.default_rng(seed).normal(0, 3, (n_queries, n_items))
    assert np.allclose(np.exp(log_softmax(logits)).sum(1), 1)
    assert np.allclose(log_softmax(logits + shift), log_softmax(logits))


@given(st.integers(1, 4), st.integers(2, 6), st.integers(0, 99))
def test_sparse_and_dense_targets_agree(n_queries, n_items, seed):
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1, (n_queries, n_items)).astype(np.float32)
    watched = rng.random((n_queries, n_items)) < 0.5
    watched[:, 0] = True
    queries, items = (places.astype(np.int32) for places in np.nonzero(watched))
    p = watched / watched.sum(axis=1, keepdims=True)
    expected = keras.losses.categorical_crossentropy(p, logits, from_logits=True)
    assert np.allclose(softmax_loss(logits, queries, items), expected, atol=1e-5)
    assert np.isclose(cross_entropy(logits, p), np.mean(expected), atol=1e-5)
