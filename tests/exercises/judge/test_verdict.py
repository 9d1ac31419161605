"""What a verdict tells beside its status: how far the answer came, by which seed, in which type."""

import sys

import numpy as np
import pytest

from tests.tools.halving import (
    HALVE,
    SQUARES,
    _cases,
    _overwritten,
    ellipsis,
    explanation,
    halve,
)
from utils.base.backend import tf
from utils.exercises.engine import find
from utils.exercises.judge.answer import Answer
from utils.exercises.judge.check import NOT_YET, PASSED, check, judge


@pytest.mark.parametrize(
    ("answer", "got_to", "misconception"),
    [
        (lambda x: x, "signature", ""),
        (lambda x, y: 1 / 0, "raised", ""),
        (lambda x, y: 0 * x, "ran", ""),
        (lambda x, y: x + y, "misconception", "sum"),
        (_overwritten, "misconception", "overwritten"),
        (halve, "", ""),
        (ellipsis, "", ""),
    ],
)
def test_a_verdict_says_how_far_the_answer_came(answer, got_to, misconception):
    verdict = check(HALVE, answer)
    assert (verdict.got_to, verdict.misconception) == (got_to, misconception)


def test_a_right_answer_that_changes_its_argument_came_almost_to_the_end():
    def answer(x, y):
        mean = halve(x, y)
        y[:] = 0
        return mean

    assert check(HALVE, answer).got_to == "changed"


def test_a_right_answer_without_gradient_came_almost_to_the_end():
    answer = lambda x, y: tf.reduce_sum(tf.stop_gradient(x) ** 2 * y)  # noqa: E731
    assert check(SQUARES, answer).got_to == "gradient"


def test_the_cases_are_of_the_seed():
    def knows_seed_0(x, y):
        return halve(x, y) if len(x) < 4 or x[0] == _cases(0)[-1][0][0] else 0 * x

    assert judge(HALVE, Answer(knows_seed_0), seed=0).status == PASSED
    assert judge(HALVE, Answer(knows_seed_0), seed=1).status == NOT_YET


def test_a_right_answer_of_another_type_is_told_what_the_lesson_gets():
    verdict = check(HALVE, lambda x, y: [(a + b) / 2 for a, b in zip(x, y, strict=True)])
    assert verdict.explanation == "It returns a list; the lesson gets it as an array of floats."
    assert isinstance(verdict.model, np.ndarray)
    assert check(HALVE, halve).model is None


def test_a_plain_number_is_no_news():
    spec = find("ratings.recall_at_k")
    verdict = check(spec, lambda top, relevant: len(set(top) & set(relevant)) / len(relevant))
    assert (verdict.status, verdict.explanation) == (PASSED, "")


def test_an_answer_that_asks_is_told_that_it_cannot(monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda *prompt: asked.append(prompt))

    def answer(x, y):
        return float(input("x? "))

    said = explanation(answer)
    assert "an answer cannot ask: all it needs comes in by its parameters" in said
    assert asked == []
    assert "an answer cannot ask" in explanation(lambda x, y: sys.stdin.readline())
