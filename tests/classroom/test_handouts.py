"""Answers, wrong answers and quizzes on paper."""

from utils.classroom.handouts import pairs, write_handouts
from utils.classroom.lesson_file import lesson_paths, read_lesson
from utils.exercises import engine

LESSONS = [read_lesson(path) for path in lesson_paths().values()]


def test_each_answer_stands_with_its_question(small):
    found = [(question[:14], answer[:4]) for question, answer, _ in pairs(small)]
    assert found == [("> **Before you", "Two,"), ("**Think about ", "So.")]


def test_handouts_hold_every_answer_of_every_lesson(tmp_path):
    write_handouts(tmp_path)
    for lesson in LESSONS:
        text = (tmp_path / "answers" / f"{lesson.number}.md").read_text(encoding="utf-8")
        n = sum(len(section.of("answer")) for section in lesson.sections)
        assert text.count("\n(cell ") == n
    wrong = (tmp_path / "wrong-answers" / "02.md").read_text(encoding="utf-8")
    n = sum(len(spec.misconceptions) for spec in engine.by_lesson()["02"])
    assert wrong.count("\n- **") == n
