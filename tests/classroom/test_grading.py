"""Grading: marks of every kind of student, and attacks that must leave no trace."""

import inspect
import subprocess
import sys
import time
from functools import partial

import pytest

from tests.tools import hostile, right_answers, right_answers_later
from tests.tools.graded import LESSON_01, assert_no_attack_leaves_a_trace, graded
from tests.tools.submissions import TARGET, body, broken, misconceived, ordinary, right
from utils.base.paths import ROOT
from utils.classroom.submission import Source
from utils.classroom.workers import JailedAnswer
from utils.exercises import engine
from utils.exercises.judge.check import PASSED, SECONDS, check, judge

ALTERNATIVES = right_answers.ALTERNATIVES | right_answers_later.ALTERNATIVES
EXPECTED = {  # student: (status of the target, how far it came)
    "blank": ("not attempted", ""),
    "solved": ("passed", ""),
    "wrong-1": ("not yet", "misconception"),
    "pass": ("not attempted", ""),
    "not-implemented": ("not attempted", ""),
    "returns-nothing": ("not yet", "ran"),
    "returns-text": ("not yet", "ran"),
    "raises": ("not yet", "raised"),
    "other-parameters": ("not yet", "signature"),
    "asks": ("not yet", "raised"),
    "no-decorator": ("passed", ""),
    "renamed": ("passed", ""),
    "last-right": ("passed", ""),
    "last-wrong": ("not yet", "misconception"),
    "cells-deleted": ("missing", ""),
    "helper": ("passed", ""),
    "magics": ("passed", ""),
    "syntax-error": ("unreadable", ""),
    "deep": ("unreadable", ""),
    "prints-much": ("passed", ""),
    "in-place": ("not yet", "misconception"),
    "list": ("passed", ""),
    "half-a-file": ("unreadable", ""),
    "conflict": ("unreadable", ""),
    "nested": ("unreadable", ""),
    "bom-crlf": ("passed", ""),
    "no-cells": ("missing", ""),
    "os-exit": ("stopped", ""),
    "sys-exit": ("not yet", "raised"),
    "crash": ("stopped", ""),
    "big-result": ("not yet", "ran"),
    "exit-in-a-cell": ("passed", ""),
    "own-exercise": ("not yet", "misconception"),
}


@pytest.fixture
def grade(tmp_path, jailed):
    """(arguments of write()) -> what grade_student() gives for lesson 01."""
    return partial(graded, tmp_path, jailed)


def everybody():
    return ordinary() | broken() | hostile.hostile(ROOT / "nowhere", 9, 1)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_kind_of_student_gets_the_status_that_is_due(grade, name):
    mark = grade(**everybody()[name])["marks"][0]
    assert (mark["status"], mark["got_to"]) == EXPECTED[name], mark["explanation"]


@pytest.mark.parametrize("name", ["loop", "loop-in-c", "sleep"])
def test_what_does_not_end_is_ended(grade, name):
    start = time.monotonic()
    mark = grade(answer=body(hostile.LOOPS[name]))["marks"][0]
    assert mark["status"] in ("not yet", "stopped")
    assert "ended" in mark["explanation"]
    assert time.monotonic() - start < 60


def test_one_broken_cell_leaves_the_other_exercises_their_marks(grade):
    marks = grade(LESSON_01, **ordinary()["syntax-error"])["marks"]
    assert [m["status"] for m in marks if m["id"] != TARGET] == ["passed"] * (len(LESSON_01) - 1)


def test_missing_and_stopped_have_no_points_and_others_do(grade):
    assert grade(**ordinary()["cells-deleted"])["marks"][0]["points"] is None
    assert grade(answer=body("import os\nos._exit(0)"))["marks"][0]["points"] is None
    assert grade(answer=right)["marks"][0]["points"] == 1
    assert grade(answer=body("return 0"))["marks"][0]["points"] == 0.25


def test_attacks_leave_no_trace(grade, tmp_path):
    assert_no_attack_leaves_a_trace(grade, tmp_path / "around")


@pytest.mark.parametrize("name", hostile.CHEATS)
def test_a_cheat_passes_in_the_notebook_and_fails_here(grade, name, tmp_path):
    code = body(hostile.CHEATS[name])(TARGET, "def mask_seen(scores, seen):\n    ...")
    script = (
        "from utils.exercises import engine\nfrom utils.exercises.judge.check import check\n"
        f"{code}\nprint(check(engine.find('{TARGET}'), mask_seen).status)"
    )
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "passed"
    assert grade(answer=body(hostile.CHEATS[name]))["marks"][0]["status"] == "not yet"


def test_cases_known_by_heart_help_at_the_usual_seed_alone(grade):
    assert grade(answer=hostile.by_heart)["marks"][0]["status"] == "passed"
    assert grade(answer=hostile.by_heart, seed=5)["marks"][0]["status"] == "not yet"


def test_two_runs_give_the_same_marks(grade):
    def marks():
        found = grade(LESSON_01, **ordinary()["wrong-2"])["marks"]
        return [{k: v for k, v in mark.items() if k != "seconds"} for mark in found]

    assert marks() == marks()


# Every misconception and every other right answer, through the jail


def jailed_verdict(jailed, spec, text):
    source = Source(spec.id, "a.ipynb", 1, spec.name, text)
    worker = jailed.start(warm=bool(spec.trained) or "backend" in text)
    try:
        return judge(spec, JailedAnswer(worker, source, spec.parameters, SECONDS))
    finally:
        worker.close()


@pytest.mark.parametrize("spec", engine.all_exercises(), ids=lambda spec: spec.id)
def test_misconceptions_keep_their_names_through_the_jail(jailed, spec):
    for wrong in spec.misconceptions:
        text = misconceived(spec, wrong).replace(f'@exercise("{spec.id}")\n', "")
        verdict = jailed_verdict(jailed, spec, text)
        assert verdict.misconception == wrong.__name__.strip("_"), verdict.explanation
        assert verdict.explanation == check(spec, wrong).explanation


@pytest.mark.parametrize("key", ALTERNATIVES)
def test_other_right_answers_pass_through_the_jail(jailed, key):
    spec = engine.find(key)
    for answer in ALTERNATIVES[key]:
        function = getattr(answer, "python_function", answer)  # beneath tf.function
        head = inspect.getsource(inspect.getmodule(function)).partition("\n\n\n")[0]
        text = inspect.getsource(function).replace(f"def {function.__name__}", f"def {spec.name}")
        verdict = jailed_verdict(jailed, spec, f"{head}\n{text}")
        assert verdict.status == PASSED, verdict.explanation


def test_nothing_runs_on_when_the_grader_is_killed(jailed):
    code = (
        "import sys, time\n"
        "from utils.classroom.workers import Workers\n"
        "workers = Workers()\nworker = workers.start()\n"
        "print(worker.pid, workers._zygotes[False]._process.pid, flush=True)\ntime.sleep(600)"
    )
    command = [sys.executable, "-c", code]
    grader = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in grader.stdout.readline().split()]
    grader.kill()
    grader.wait()
    deadline = time.monotonic() + 20
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if is_running(pid)] == []


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
