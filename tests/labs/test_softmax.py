"""The softmax lab: the softmax of a query that you turn."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.softmax import softmax_lab

V = [[2, 0], [0, 1], [-1, -1]]
NAMES = ["western", "musical", "horror"]
SOFTMAX = softmax_lab(V, NAMES)


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
