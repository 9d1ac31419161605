"""What a notebook calls, and what it prints: @exercise, hint, solution, progress."""

import subprocess
import sys

import pytest

from utils.base.paths import ROOT
from utils.exercises import engine


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(engine, "_statuses", {})
    monkeypatch.setattr(engine, "_hints_shown", {})


def test_a_passed_answer_keeps_its_name(capsys):
    def score(u, v):
        return (u * v).sum()

    assert engine.exercise("start.score")(score) is score
    assert capsys.readouterr().out == "score: passed.\n"


@pytest.mark.parametrize(
    ("answer", "status"),
    [(lambda u, v: ..., "not yet"), (lambda u, v: None, "not attempted yet")],
)
def test_the_lesson_goes_on_with_the_reference_and_says_so(answer, status, capsys):
    reference = engine.find("start.score").solution
    assert engine.exercise("start.score")(answer) is reference
    assert capsys.readouterr().out.splitlines()[0] == (
        f"score: {status} - the lesson goes on with the reference. hint('start.score') helps."
    )


def test_a_better_answer_replaces_the_status(capsys):
    engine.exercise("start.score")(lambda u, v: u)
    engine.exercise("start.score")(lambda u, v: u @ v)
    engine.progress()
    assert capsys.readouterr().out.splitlines()[-1] == f"1 of {len(engine.all_exercises())} passed"


def test_hints_come_one_by_one_and_the_last_one_stays(capsys):
    hints = engine.find("start.score").hints
    for tier in (1, 2, 3, 3):
        engine.hint("start.score")
        out = capsys.readouterr().out
        assert out.startswith(f"Hint {tier} of 3: {hints[tier - 1]}\n")
        assert ("solution('start.score')" in out) == (tier == 3)


def test_the_solution_is_printed_and_nothing_else_happens(capsys):
    engine.solution("start.score")
    out = capsys.readouterr().out
    assert out.startswith("import numpy as np\n\ndef score(u, v):\n")
    assert engine._statuses == {}


def test_progress_lists_every_exercise_by_lesson_with_its_status(capsys):
    engine.exercise("mf.gravity")(lambda U, V: ...)
    engine.exercise("start.score")(lambda u, v: None)
    capsys.readouterr()
    engine.progress()
    lines = capsys.readouterr().out.splitlines()
    ids = [spec.id for spec in engine.all_exercises()]
    lessons = [line.split()[1] for line in lines[:-1]]
    assert lessons == sorted(lessons)
    assert [line.split()[2] for line in lines[:-1]] == ids
    told = dict(zip(ids, lines, strict=False))
    assert "not yet" in told["mf.gravity"]
    assert "not attempted" in told["start.score"]
    assert "not met here" in told["space.cosine"]


@pytest.mark.parametrize("use", [engine.exercise, engine.hint, engine.solution])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("mf.gravty", "mf.gravity"),
        ("nowhere.gravity", "mf.gravity"),
        ("gravity", "mf.gravity"),
        ("", r"\w+\.\w+"),
    ],
)
def test_an_unknown_id_is_an_error_that_names_it(use, name, near):
    with pytest.raises(ValueError, match=f"no exercise '{name}': did you mean .*{near}"):
        use(name)


def test_lessons_without_training_do_not_load_tensorflow():
    code = (
        "import sys; from utils.exercises import engine; engine.progress();"
        "[engine.exercise(s.id)(s.solution) for s in engine.all_exercises()"
        " if engine.LESSONS[s.id.partition('.')[0]] in ('00', '01', '03')];"
        "sys.exit('tensorflow' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
