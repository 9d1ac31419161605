"""What an exercise knows of itself."""

import math

import pytest

from utils.exercises.judge.definition import Exercise


def area(width, height):
    return width * height


def made(reference):
    return Exercise("shapes.area", "The area", reference, lambda seed: [(2, 3)], (), ())


def test_name_parameters_and_call_follow_from_id_and_reference():
    spec = made(area)
    assert (spec.name, spec.parameters, spec.call) == (
        "area",
        ("width", "height"),
        "area(width, height)",
    )
    assert spec.solution is area


def test_a_reference_that_is_a_text_is_imported_when_it_is_asked_for():
    assert made("math:hypot").solution is math.hypot
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _ = made("no_such_module:f").solution


def test_an_exercise_does_not_change():
    with pytest.raises(AttributeError):
        made(area).title = "Another"
