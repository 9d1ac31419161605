"""A prediction beside its result."""

from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.exercises.predictions import reveal


def shown(capsys, *arguments):
    reveal(*arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((0.3, 0.1213), "You said 0.3; it is 0.121."),
        ((500, 149.04, "ratings"), "You said 500 ratings; it is 149 ratings."),
        ((149, np.float32(149.04), "ratings"), "You said 149 ratings, and so it is."),
        ((1000, 1472), "You said 1,000; it is 1,472."),
        (("dot", "cosine"), "You said dot; it is cosine."),
        (("Cosine ", "cosine"), "You said Cosine, and so it is."),
        (("a lot", 0.6), "You said a lot; it is 0.6."),
        ((0, -0.0123), "You said 0; it is -0.0123."),
        ((True, "yes"), "You said True; it is yes."),
    ],
)
def test_by_hand(capsys, arguments, line):
    assert shown(capsys, *arguments) == line + "\n"


def test_a_blank_prediction_prints_nothing(capsys):
    assert shown(capsys, None, 0.121) == ""


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_two_numbers_are_shown_in_one_line(guess, found):
    with redirect_stdout(StringIO()) as out:
        reveal(guess, found)
    assert out.getvalue().startswith("You said ") and out.getvalue().count("\n") == 1
