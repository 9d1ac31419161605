"""What counts as the same answer, and how values are shown."""

import numpy as np
import pytest
from scipy import sparse

from utils.exercises.judge.compare import as_array, difference, same, shown


@pytest.mark.parametrize("value", [3, [1, 2.5], np.eye(2, dtype="float32"), sparse.eye_array(2)])
def test_numbers_in_any_form_become_an_array(value):
    assert isinstance(as_array(value), np.ndarray)


@pytest.mark.parametrize("value", [None, "3", [[1], [1, 2]], object(), np.array(["a"]), 1j])
def test_what_is_not_made_of_real_numbers_does_not(value):
    assert as_array(value) is None


def test_precision_and_library_make_no_difference_but_shape_and_values_do():
    assert same(np.float32(1) / 3, 1 / 3)
    assert same(sparse.eye_array(2), [[1, 0], [0, 1]])
    assert same([np.inf, np.nan], [np.inf, np.nan])
    assert not same([1.0], 1.0)
    assert not same([1.0], [1.001])


def test_a_difference_is_named_and_none_is_empty():
    assert difference([1, 2], np.array([1.0, 2.0])) == ""
    assert difference([1, 3], np.array([1.0, 2.0])) == "The values are wrong."
    assert difference([1], np.array(2.0)).endswith("expected a single number, got (1,).")


def test_small_values_are_shown_rounded_and_aligned():
    assert shown("k", np.int64(3)) == "k = 3"
    assert shown("loss", 2 / 3) == "loss = 0.66667"
    assert shown("A", np.array([[1 / 3, 0], [2, 1]])) == (
        "A = [[0.3333 0.    ]\n     [2.     1.    ]]"
    )


@pytest.mark.parametrize("value", [np.zeros((200, 300)), sparse.eye_array(500), "long " * 100])
def test_what_is_large_is_shown_in_a_few_lines(value):
    lines = shown("x", value).splitlines()
    assert lines[0].startswith("x = ")
    assert len(lines) <= 6
    assert max(map(len, lines)) <= 90
