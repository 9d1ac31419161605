"""An answer that runs here: blank or not, what it takes, what it gives."""

import numpy as np
import pytest

from utils.exercises.judge.answer import Answer


def dots(x):
    """Say."""
    ...


def passes(x):
    pass


def zero(x):
    return 0


def nothing_after_work(x):
    len(x)


@pytest.mark.parametrize(
    ("function", "blank"),
    [(dots, True), (passes, True), (zero, False), (nothing_after_work, False), (len, False)],
)
def test_blank_is_what_does_nothing(function, blank):
    assert Answer(function).blank is blank


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        (lambda U, V: 0, True),
        (lambda U, V, extra=1: 0, True),
        (lambda V, U: 0, False),  # called by name it would be right, by position it would not
        (lambda U: 0, False),
        (lambda U, V, extra: 0, False),
        (lambda *both: 0, False),
        (7, False),
    ],
)
def test_it_takes_what_the_lesson_gives(function, takes):
    assert Answer(function).takes(("U", "V")) is takes


def test_a_call_works_on_copies_and_says_what_it_changed():
    def doubled(x):
        x *= 2
        return x

    x = np.array([1.0, 2.0])
    outcome = Answer(doubled).call((x,), 5)
    assert (outcome.value.tolist(), outcome.changed) == ([2, 4], (0,))
    assert x.tolist() == [1, 2]


def test_an_error_is_an_outcome():
    outcome = Answer(lambda x: 1 / x).call((0,), 5)
    assert isinstance(outcome.error, ZeroDivisionError)


def test_gradients_of_a_sum_of_squares():
    def squares(x, y):
        return (x * x)[0] + (x * x)[1]

    arguments = (np.array([1.0, 3.0]), np.array([5.0]))
    by_x, by_y = Answer(squares).gradients(arguments, (0, 1), 60).value
    assert by_x.tolist() == [2, 6]
    assert by_y is None
