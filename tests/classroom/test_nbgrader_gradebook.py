"""What is written for one mark, with a gradebook's cells played by plain objects."""

from types import SimpleNamespace

import pytest

from utils.classroom.nbgrader_gradebook import _give


def given(points, most=2.0, key="a.f"):
    grade = SimpleNamespace(
        cell=SimpleNamespace(max_score=4.0), manual_score=9.0, needs_manual_grade=True
    )
    told = {"imported": [], "open": [], "unknown": []}
    _give({"id": key, "points": points}, {"a.f": most}, {"a-f": grade}, "ann", told)
    return grade, told


@pytest.mark.parametrize(("points", "score"), [(0.0, 0), (0.5, 1), (2.0, 4)])
def test_points_become_the_same_share_of_what_the_cell_can_bring(points, score):
    grade, told = given(points)
    assert (grade.manual_score, grade.needs_manual_grade) == (score, False)
    assert told == {"imported": [], "open": [], "unknown": []}


def test_what_a_person_decides_stays_open_and_has_no_score():
    grade, told = given(None)
    assert (grade.manual_score, grade.needs_manual_grade) == (None, True)
    assert told["open"] == ["ann / a.f"]


def test_an_exercise_that_is_not_in_the_assignment_is_told_and_nothing_is_changed():
    grade, told = given(1.0, key="b.g")
    assert (grade.manual_score, told["unknown"]) == (9.0, ["b.g"])
