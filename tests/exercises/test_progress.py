"""Progress that outlives the kernel, a damaged file, a second notebook and a read-only disk."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from utils.base.paths import ROOT
from utils.exercises import engine
from utils.exercises.progress import Entry, Progress


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "folder" / "my_progress.jsonl")


def again(progress):
    """What a fresh kernel finds."""
    return Progress(progress.path).entries()[0]


def test_what_was_passed_is_still_passed_tomorrow_with_its_time_hints_and_tries(progress):
    progress.add("mf.gravity", status="not attempted")
    progress.add("mf.gravity", hint=1)
    progress.add("mf.gravity", status="not yet")
    progress.add("mf.gravity", hint=2)
    progress.add("mf.gravity", status="passed")
    progress.add("mf.gravity", hint=3)
    progress.add("mf.gravity", status="not attempted")
    entry = again(progress)["mf.gravity"]
    assert (entry.status, entry.hints, entry.tries) == ("passed", 2, 2)
    age = datetime.now().astimezone() - datetime.fromisoformat(entry.passed)
    assert 0 <= age.total_seconds() < 60


def test_no_news_is_not_written(progress):
    for _ in range(3):
        progress.add("mf.gravity", status="not attempted")
        progress.add("mf.gravity", hint=1)
    assert len(progress.path.read_text().splitlines()) == 2


def test_a_try_that_fails_takes_nothing_back(progress):
    progress.add("mf.gravity", status="passed")
    progress.add("mf.gravity", status="not yet")
    assert again(progress)["mf.gravity"].status == "passed"


@pytest.mark.parametrize(
    "damage", ['{"id": "mf.gra', "\x00\x00\x00", '["a", 3]', '{"id": "x", "status": "won"}', "null"]
)
def test_a_damaged_line_is_counted_and_harms_no_other(progress, damage):
    progress.add("start.score", status="passed")
    with open(progress.path, "a", encoding="utf-8") as file:
        file.write(damage)
    progress.add("mf.gravity", status="passed")
    entries, damaged = Progress(progress.path).entries()
    assert damaged == 1
    assert entries["start.score"].status == entries["mf.gravity"].status == "passed"
    assert damage in progress.path.read_text(encoding="utf-8")  # nothing that was there is lost


def test_two_notebooks_at_once_lose_nothing(progress):
    code = (
        "import sys; from utils.exercises.progress import Progress\n"
        "p = Progress(sys.argv[1])\n"
        "for k in range(60): p.add(f'{sys.argv[2]}.{k}', status='passed')"
    )
    command = [sys.executable, "-c", code, str(progress.path)]
    notebooks = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("one", "two")]
    assert [notebook.wait() for notebook in notebooks] == [0, 0]
    entries, damaged = progress.entries()
    assert (len(entries), damaged) == (120, 0)


def test_where_nothing_can_be_written_it_is_said_and_remembered(tmp_path):
    (tmp_path / "file").write_text("no folder")
    progress = Progress(tmp_path / "file" / "my_progress.jsonl")
    said = progress.add("mf.gravity", status="passed")
    assert said.startswith("Not kept for tomorrow: ")
    assert progress.entries()[0]["mf.gravity"].status == "passed"


def test_export_and_forget(progress, tmp_path):
    progress.add("mf.gravity", status="passed")
    progress.export(tmp_path / "mine.json")
    progress.export(tmp_path / "mine.csv")
    entry = Entry(**json.loads((tmp_path / "mine.json").read_text())[0])
    assert entry == again(progress)["mf.gravity"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "mine.csv").read_text())))
    assert [(row["id"], row["status"]) for row in rows] == [("mf.gravity", "passed")]
    with pytest.raises(ValueError, match=r"mine\.xls: choose a name that ends in \.json or \.csv"):
        progress.export("mine.xls")
    progress.forget()
    assert again(progress) == {}
    progress.forget()


def test_the_tests_keep_their_hands_off_the_readers_own_file():
    assert os.environ["COURSE_PROGRESS"]
    assert engine.PROGRESS.path != ROOT / "data" / "my_progress.jsonl"


def test_so_does_a_lesson_that_pytest_runs_alone():
    lesson = "notebooks/00_start_here.ipynb"
    code = (
        "import os, pytest\n"
        f"pytest.main(['--collect-only', '-q', '-p', 'no:cacheprovider', {lesson!r}])\n"
        "print(os.environ.get('COURSE_PROGRESS'))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "COURSE_PROGRESS"}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    *collected, kept = told.stdout.splitlines()
    assert any(line.startswith(lesson) for line in collected)
    assert kept != "None" and not Path(kept).is_relative_to(ROOT)
