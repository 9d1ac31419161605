"""Judging an answer: blank, wrong in a known or an unknown way, right, trainable."""

import numpy as np
import pytest

from tests.tools.halving import HALVE, SQUARES, ellipsis, explanation, halve
from utils.base.backend import keras, tf
from utils.exercises.judge import check as check_module
from utils.exercises.judge.check import NOT_ATTEMPTED, NOT_YET, PASSED, check

ops = keras.ops


# Not attempted


def documented(x, y):
    """The mean of two vectors."""
    ...


def passing(x, y):
    pass


def unwritten(x, y):
    raise NotImplementedError


@pytest.mark.parametrize("blank", [ellipsis, documented, passing, unwritten])
def test_a_blank_is_not_attempted(blank):
    assert check(HALVE, blank).status == NOT_ATTEMPTED


def test_a_library_that_is_not_implemented_is_no_blank():
    def answer(x, y):
        return _of_a_library(x)

    assert "\nNotImplementedError: no such thing\n" in explanation(answer)


def _of_a_library(x):
    raise NotImplementedError("no such thing")


# Not yet


def test_the_smallest_failing_case_is_shown_with_inputs_expected_and_got():
    def answer(x, y):
        return halve(x, y) if len(x) == 1 else 0 * x

    assert explanation(answer).splitlines() == [
        "The values are wrong.",
        "The smallest case that shows it:",
        "x = [1. 2. 3.]",
        "y = [5. 2. 1.]",
        "expected = [3. 2. 2.]",
        "got      = [0. 0. 0.]",
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "It returned None: is a return missing?"),
        ("3", "It returned str, where numbers are expected."),
        ([[3.0], [1, 2]], "It returned list, where numbers are expected."),
        (3.0, "The shape is wrong: expected (1,), got a single number."),
        (np.ones((1, 1)), "The shape is wrong: expected (1,), got (1, 1)."),
        (np.array([np.nan]), "The values are wrong."),
    ],
)
def test_what_is_no_array_of_the_right_shape_is_named(value, said):
    assert explanation(lambda x, y: value).startswith(said)


def test_a_crash_is_told_with_its_type_message_and_line():
    def answer(x, y):
        nothing = {}
        return nothing["key"]

    line = answer.__code__.co_firstlineno + 2
    said = f"It stopped in line {line}: `return nothing[\"key\"]`\nKeyError: 'key'\n"
    assert explanation(answer).startswith(said)


def test_an_endless_loop_is_told_with_its_line(monkeypatch):
    def answer(x, y):
        while True:
            pass

    monkeypatch.setattr(check_module, "SECONDS", 0.2)
    said = explanation(answer)
    assert said.startswith("It had not ended after 0.2 seconds, but was still in line ")
    assert "got" not in said


def test_a_changed_signature_is_told():
    assert explanation(lambda x, z: x) == "Keep its parameters as they were: halve(x, y)."
    assert explanation(lambda x: x) == "Keep its parameters as they were: halve(x, y)."


def test_what_the_answer_printed_is_shown():
    def answer(x, y):
        for n in range(10):
            print(n, x.shape)

    assert explanation(answer).endswith("It printed:\n0 (1,)\n1 (1,)\n2 (1,)\n3 (1,)\n4 (1,)")


def test_a_misconception_is_known_by_what_it_returns():
    assert explanation(lambda x, y: np.sum([y, x], axis=0)).startswith("This is the sum.")


def test_an_answer_that_agrees_with_a_misconception_in_one_case_only_is_another_one():
    assert "This is the sum." not in explanation(lambda x, y: (x + y) * (2 - len(x)))


def test_a_misconception_about_changing_arguments_is_known():
    def answer(x, y):
        x[:] = (x + y) / 2
        return x

    assert explanation(answer).startswith("This overwrites x.")


def test_a_right_answer_that_changes_its_argument_is_told():
    def answer(x, y):
        mean = halve(x, y)
        y[:] = 0
        return mean

    assert "it changed its argument y: work on a copy" in explanation(answer)


# Passed


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, y: ((x + y) / 2).astype("float32"),
        lambda x, y: [(a + b) / 2 for a, b in zip(x, y, strict=True)],
        lambda x, y: tf.constant(x + y) / 2,
        lambda x, y: ops.mean(ops.stack([x, y]), axis=0),
        lambda x, y, halves=2: (x + y) / halves,
        tf.function(lambda x, y: (x + y) / 2),
    ],
    ids=["float32", "list", "tensorflow", "keras", "optional parameter", "tf.function"],
)
def test_right_answers_of_every_kind_pass(answer):
    assert check(HALVE, answer).status == PASSED


def test_rounding_is_no_error_and_what_is_more_is():
    assert check(HALVE, lambda x, y: halve(x, y) * (1 + 1e-5)).status == PASSED
    assert check(HALVE, lambda x, y: halve(x, y) * (1 + 1e-3)).status == NOT_YET


# Gradients


def test_a_trained_answer_needs_a_gradient():
    stopped = explanation(lambda x, y: tf.reduce_sum(tf.stop_gradient(x) ** 2 * y), SQUARES)
    assert stopped.endswith("Under tf.function: No gradient reaches x.")


def test_a_trained_answer_needs_the_right_gradient():
    said = explanation(lambda x, y: ops.sum(tf.stop_gradient(x) * x * y), SQUARES)
    assert said.startswith("The values are right, but the gradient by x is not.")
    assert "expected = [10.]\ngot      = [5.]" in said


def test_an_answer_that_works_only_outside_a_graph_is_told_where_it_stops():
    def answer(x, y):
        return float(ops.sum(x * x * y))

    said = explanation(answer, SQUARES)
    assert f"in line {answer.__code__.co_firstlineno + 1}: `return float(" in said


def test_plain_operators_can_be_trained_and_the_remark_is_given():
    verdict = check(SQUARES, lambda x, y: tf.tensordot(x * x, y, 1))
    assert verdict.status == PASSED
    assert verdict.explanation.splitlines()[-1] == "4 of 4"
