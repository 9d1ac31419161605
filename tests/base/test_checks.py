"""What comes in is named where it is wrong, and left alone where it is right."""

import numpy as np
import pytest

from utils.base.checks import check_finite, check_k, finite_rows


def test_the_first_value_that_is_not_finite_is_named():
    check_finite("it", np.array([[1.0, 2.0]]))
    check_finite("it", np.array([1, 2]))
    with pytest.raises(ValueError, match=r"it holds nan at \(1, 0\): mend or remove it"):
        check_finite("it", np.array([[1.0], [np.nan]]))


@pytest.mark.parametrize("k", [0, -1, 6])
def test_a_length_out_of_range_is_named(k):
    check_k(5, 5)
    with pytest.raises(ValueError, match=f"k is {k}, but there are 5 items: choose 1 ≤ k ≤ 5"):
        check_k(k, 5)


def test_rows_become_contiguous_float32():
    rows = finite_rows("items", np.arange(6.0).reshape(3, 2).T)
    assert rows.dtype == np.float32 and rows.flags.c_contiguous
    assert rows.tolist() == [[0, 2, 4], [1, 3, 5]]


@pytest.mark.parametrize(
    ("vectors", "dim", "what"),
    [
        ([1.0, 2.0], None, r"items have the shape \(2,\): give at least one row"),
        (np.ones((0, 2)), None, r"items have the shape \(0, 2\)"),
        (np.ones((2, 3)), 4, "items have 3 dimensions, but the items have 4"),
        ([[1.0], [np.inf]], None, "row 1 of the items is not finite"),
        ([[1e-20], [1e-25]], None, "items are at most 1e-20, .* divide all of them"),
        ([[1e20], [1.0]], None, r"items are at most 1e\+20, .* divide all of them"),
    ],
)
def test_rows_that_cannot_be_searched_are_refused(vectors, dim, what):
    with pytest.raises(ValueError, match=what):
        finite_rows("items", vectors, dim)


def test_rows_of_zeros_can_be_searched():
    assert finite_rows("items", np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]
