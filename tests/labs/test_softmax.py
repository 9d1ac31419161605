"""The labs of lessons 04 and 05: a query that you turn, and a network that you size."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.capacity import capacity_lab, predict, seen_people, train, true_taste
from utils.labs.frame.work import Stopped
from utils.labs.softmax import softmax_lab

V = [[2, 0], [0, 1], [-1, -1]]
NAMES = ["western", "musical", "horror"]
SOFTMAX = softmax_lab(V, NAMES)


def silent(share):
    """What nobody is told of the progress."""


def numbers(caption):
    return [float(number) for number in re.findall(r"(?<![\w.])-?\d+\.\d+", caption)]


def test_the_split_of_log_p_hat_by_hand():
    lab = softmax_lab(V, NAMES)
    lab.controls["length"].value = 1
    lab.controls["angle"].value = 0
    # Scores 2, 0, −1: log Z = 2 + log(1 + e⁻² + e⁻³).
    assert "western" in lab.caption
    assert numbers(lab.caption) == [1.0, 0.0, 2.17, 2.0, 2.0, 2.17, -0.17, 0.84]


@given(st.integers(-36, 36), st.floats(0, 3), st.floats(0.2, 3))
def test_log_p_hat_is_the_dot_product_less_log_Z_wherever_psi_is(angle, length, temperature):
    caption, _ = SOFTMAX.draw(5 * angle, length, temperature)
    *_, score, log_Z, log_p_hat, p_hat = numbers(caption)
    assert log_p_hat == pytest.approx(score - log_Z, abs=0.011)
    assert p_hat == pytest.approx(np.exp(log_p_hat), abs=0.011)
    assert p_hat >= 1 / 3 - 0.01


def test_movies_of_other_dimensions_are_refused():
    with pytest.raises(ValueError, match=r"V has shape \(3, 3\); for 3 names"):
        softmax_lab(np.eye(3), NAMES)


def test_without_hidden_layers_the_network_is_a_line():
    weights = train(*seen_people(), silent, depth=0, width=8, dropout=0)
    outputs = predict(weights, np.array([-1.0, 0.0, 1.0]))
    assert outputs[1] == pytest.approx((outputs[0] + outputs[2]) / 2)


def test_a_larger_network_fits_better_and_comes_closer_to_the_truth_up_to_a_point():
    age, taste = seen_people()
    grid = np.linspace(-1, 1, 81)
    fits, truths = [], []
    for depth, width in ((0, 1), (1, 8), (2, 8), (3, 32)):
        weights = train(age, taste, silent, depth, width, 0)
        fits.append(np.mean((predict(weights, age) - taste) ** 2))
        truths.append(np.mean((predict(weights, grid) - true_taste(grid)) ** 2))
    assert np.all(np.diff(fits) < 0)
    assert truths[2] < truths[0] / 2
    assert truths[3] > truths[2]


def test_training_reports_its_progress_and_ends_where_it_is_told_to():
    shares = []
    train(*seen_people(), shares.append, depth=1, width=2, dropout=0)
    assert len(shares) == 300 and shares[-1] == 1 and np.all(np.diff(shares) > 0)

    def stop(share):
        raise Stopped(share)

    with pytest.raises(Stopped):
        train(*seen_people(), stop, depth=1, width=2, dropout=0)


def test_dropout_brings_the_largest_network_closer_to_the_truth():
    age, taste = seen_people()
    grid = np.linspace(-1, 1, 81)
    without, with_it = (
        np.mean((predict(train(age, taste, silent, 3, 32, dropout), grid) - true_taste(grid)) ** 2)
        for dropout in (0, 0.3)
    )
    assert with_it < without


def test_the_capacity_lab_counts_the_weights_by_hand():
    lab = capacity_lab()
    lab.controls["depth"].value, lab.controls["width"].value = 2, 4
    assert f"{(4 + 4) + (16 + 4) + (4 + 1)} weights" in lab.caption
