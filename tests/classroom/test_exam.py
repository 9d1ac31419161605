"""Exercises that no student has seen, from a file of the teacher."""

import pytest

from utils.base.paths import ROOT
from utils.classroom.exam import load_exam
from utils.classroom.release import release
from utils.classroom.seeds import unfit


def test_a_release_holds_no_exam_reference_and_the_exam_can_be_graded(tmp_path):
    exam = load_exam(ROOT / "teaching" / "exam.py")
    assert [spec.id for spec in exam] == ["exam.coverage"]
    assert unfit(exam, 5) == []
    release(tmp_path / "students")
    for path in (tmp_path / "students").rglob("*.py"):
        assert "def coverage(top, n_items)" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no exercises"),
        ("EXERCISES = {'a': 1}", "'a' is not the id of an Exercise"),
        ("from utils.exercises.lessons.mf import EXERCISES", "has an exercise 'observed_mse'"),
    ],
)
def test_an_exam_that_cannot_be_used_says_why(tmp_path, text, said):
    (tmp_path / "exam.py").write_text(text)
    with pytest.raises(ValueError, match=said):
        load_exam(tmp_path / "exam.py")
