"""What a notebook calls, and what it prints: @exercise, hint, solution, progress."""

import re
import subprocess
import sys

import pytest

from utils.base.paths import ROOT
from utils.exercises import engine
from utils.exercises.progress import Progress


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "PROGRESS", Progress(tmp_path / "my_progress.jsonl"))
    monkeypatch.setattr(engine, "_warned", set())
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
    n = len(engine.all_exercises())
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith(f"1 of {n} passed. Go on in lesson 01, with ratings.rating_matrix: ")


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
    assert engine.PROGRESS.entries() == ({}, 0)


def test_progress_shows_one_bar_a_lesson_and_where_to_go_on(capsys):
    engine.exercise("start.score")(lambda u, v: u @ v)
    engine.exercise("mf.gravity")(engine.find("mf.gravity").solution)
    capsys.readouterr()
    engine.progress()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "lesson 00   ██████████   1 of 1"
    assert lines[2] == "lesson 02   ███░░░░░░░   1 of 3"
    assert [line.split()[1] for line in lines[:-1]] == list(engine.by_lesson())


def test_progress_of_one_lesson_tells_when_and_with_how_many_hints(capsys):
    engine.hint("mf.gravity")
    engine.hint("mf.gravity")
    engine.exercise("mf.gravity")(lambda U, V: 0)
    engine.exercise("mf.gravity")(engine.find("mf.gravity").solution)
    engine.exercise("mf.wals_step")(lambda *arguments: ...)
    capsys.readouterr()
    engine.progress("02")
    told = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert re.search(
        r"passed on 20\d\d-\d\d-\d\d at \d\d:\d\d, 2 hints, 2 tries", told["mf.gravity"]
    )
    assert "not yet, 1 try" in told["mf.wals_step"]
    assert "not met yet" in told["mf.observed_mse"]
    with pytest.raises(ValueError, match="no lesson '77': choose one of 00, 01"):
        engine.progress("77")


def test_a_solved_exercise_is_still_solved_after_a_restart(tmp_path, monkeypatch, capsys):
    engine.exercise("start.score")(lambda u, v: u @ v)
    monkeypatch.setattr(engine, "PROGRESS", Progress(tmp_path / "my_progress.jsonl"))
    engine.exercise("start.score")(lambda u, v: ...)
    capsys.readouterr()
    engine.progress()
    assert capsys.readouterr().out.startswith("lesson 00   ██████████   1 of 1\n")
    engine.forget_progress()
    engine.progress()
    assert capsys.readouterr().out.startswith("lesson 00   ░░░░░░░░░░   0 of 1\n")


def test_a_damaged_file_is_told_and_a_read_only_disk_once(tmp_path, monkeypatch, capsys):
    (tmp_path / "my_progress.jsonl").write_text("{half a li")
    engine.progress()
    assert "my_progress.jsonl has damaged lines, which are left out: 1" in capsys.readouterr().out
    monkeypatch.setattr(engine, "PROGRESS", Progress(tmp_path / "my_progress.jsonl" / "below"))
    engine.hint("start.score")
    engine.exercise("start.score")(lambda u, v: u @ v)
    assert capsys.readouterr().out.count("Not kept for tomorrow") == 1


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
