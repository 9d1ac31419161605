"""Resamples of users, and the intervals that they make."""

import numpy as np
import pytest

from utils.evaluation.bootstrap import (
    N_RESAMPLES,
    bootstrap_weights,
    interval,
    mean_interval,
    resampled,
)


def test_each_resample_draws_as_many_users_as_there_are():
    weights = bootstrap_weights(7)
    assert weights.shape == (N_RESAMPLES, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert np.array_equal(weights, bootstrap_weights(7))
    assert not np.array_equal(weights, bootstrap_weights(7, seed=1))


def test_a_few_resamples_at_a_time_are_the_same_as_all_at_once():
    assert np.array_equal(resampled(lambda weights: weights, 9), bootstrap_weights(9))


def test_an_interval_reaches_two_standard_errors_to_both_sides():
    assert interval(5.0, np.array([1.0, 3.0])) == pytest.approx((5, 5 - 1.96, 5 + 1.96))


def test_the_interval_of_a_mean_is_that_of_the_formula():
    values = np.random.default_rng(0).normal(2, 1, 500)
    mean, low, high = mean_interval(values)
    assert mean == pytest.approx(values.mean())
    assert high - mean == pytest.approx(1.96 * values.std() / np.sqrt(500), rel=0.1)
    assert mean - low == pytest.approx(high - mean)


def test_whoever_has_no_value_is_left_out_of_the_mean():
    values = np.array([1.0, np.nan, 3.0, np.nan])
    assert mean_interval(values)[0] == 2
    assert np.isfinite(mean_interval(np.array([4.0, np.nan] * 20))).all()
