"""Plans whose minutes add up."""

import re

import nbformat
import pytest

from utils.classroom.lesson_file import lesson_paths, read_lesson
from utils.classroom.plans import plan, workshop
from utils.exercises import engine

LESSONS = [read_lesson(path) for path in lesson_paths().values()]


@pytest.mark.parametrize("minutes", [50, 90])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_minutes_add_up_and_cells_exist(lesson, minutes):
    rows = plan(lesson, minutes)
    assert sum(row["minutes"] for row in rows) == minutes
    assert [row["start"] for row in rows[1:]] == [r["start"] + r["minutes"] for r in rows[:-1]]
    n = len(nbformat.read(lesson_paths()[lesson.number], as_version=4).cells)
    assert all(1 <= row["cells"][0] <= row["cells"][1] <= n for row in rows)
    asked = {key for row in rows for key in row["do"] + row["home"]}
    assert asked == {spec.id for spec in engine.by_lesson().get(lesson.number, [])}


def test_the_days_of_the_workshop_add_up():
    days = workshop(LESSONS).split("## Day")[1:]
    minutes = [sum(int(n) for n in re.findall(r"^\| (\d+) \|", day, re.M)) for day in days]
    assert minutes == [300, 300]
