"""A class from a folder to its tables, pages and sheets; broken off, and gone on with."""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
from urllib.parse import unquote

import pytest

from tests.tools.submissions import body, ordinary, write
from utils.base.paths import ROOT
from utils.classroom import jail, run
from utils.classroom.__main__ import main
from utils.classroom.tables import with_remarks
from utils.exercises import engine

SPECS = engine.by_lesson()["01"]
N = len(SPECS)


@pytest.fixture(scope="module")
def graded(tmp_path_factory, jailed):
    """A small class, graded by the command: (folder of submissions, folder of results)."""
    folder = tmp_path_factory.mktemp("class")
    chosen = ("solved", "wrong-0", "cells-deleted", "raises", "=cmd|' !A1", "<script>alert(1)")
    for name in chosen:
        write(folder / "in", name, ("01",), **ordinary()[name])
    command = ["grade", str(folder / "in"), "--lessons", "01", "--out", str(folder / "out")]
    assert main([*command, "--seed", "5"]) == 0
    return folder / "in", folder / "out"


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_have_a_row_a_student_and_an_exercise(graded):
    wide = {row["student"]: row for row in rows(graded[1] / "grades.csv")}
    assert wide["solved"]["points"] == str(N)
    assert wide["cells-deleted"]["ratings.mask_seen"] == "missing"
    assert wide["cells-deleted"]["to decide"] == str(N)
    assert wide["wrong-0"]["points"] == f"{N / 2:g}"
    long = rows(graded[1] / "long.csv")
    assert len(long) == 6 * N
    assert {row["misconception"] for row in long if row["student"] == "wrong-0"} == {
        spec.misconceptions[0].__name__.strip("_") for spec in SPECS
    }


def test_names_and_code_are_text_in_pages_and_in_spreadsheets(graded):
    assert "'=cmd|' !A1" in {row["student"] for row in rows(graded[1] / "grades.csv")}
    pages = [p.read_text(encoding="utf-8") for p in graded[1].rglob("*.html")]
    assert len(pages) == 7
    assert not any("<script" in page for page in pages)
    assert any("&lt;script&gt;alert(1)" in page for page in pages)


def test_every_link_of_the_class_page_leads_to_a_page(graded):
    links = re.findall(r'href="([^"]+)"', (graded[1] / "index.html").read_text())
    assert len(links) == 6
    assert all((graded[1] / unquote(html.unescape(link))).exists() for link in links)


def test_the_class_page_says_who_is_stuck_and_what_to_say(graded):
    page = (graded[1] / "index.html").read_text()
    assert f"wrong-0 tried {N}, and passed none" in page
    assert "cells-deleted: look at" in page
    assert "Say: A seen movie gets 0 here" in page


def test_a_rerun_keeps_marks_seed_and_remarks(graded, capsys):
    source, out = graded
    before = json.loads((out / "grades.json").read_text())
    with open(out / "remarks.csv", "a", encoding="utf-8") as file:
        file.write("cells-deleted,ratings.mask_seen,0.5,came by mail\nsolved,,,well done\n")
    assert main(["grade", str(source), "--lessons", "01", "--out", str(out)]) == 0
    assert capsys.readouterr().out.count("(kept)") == 6
    after = json.loads((out / "grades.json").read_text())
    assert after["seed"] == before["seed"] == 5
    people = {s["student"]: s for s in after["students"]}
    marks = {m["id"]: m for m in people["cells-deleted"]["marks"]}
    assert (marks["ratings.mask_seen"]["points"], marks["ratings.mask_seen"]["remark"]) == (
        0.5,
        "came by mail",
    )
    assert "well done" in (out / "students" / "solved.html").read_text()
    assert people["solved"]["marks"] == before["students"][-2]["marks"]


def test_a_remark_about_nobody_is_refused(graded, tmp_path):
    grades = json.loads((graded[1] / "grades.json").read_text())
    (tmp_path / "remarks.csv").write_text("student,exercise,points,remark\nnobody,,,hello\n")
    with pytest.raises(ValueError, match=r"line 2: there is no nobody"):
        with_remarks(grades, tmp_path)


def test_broken_off_it_goes_on(tmp_path, jailed):
    for name in ("ann", "bob", "cho"):
        write(tmp_path / "in", name, ("00",))
    command = [sys.executable, "-m", "utils.classroom", "grade", str(tmp_path / "in")]
    command += ["--lessons", "00", "--out", str(tmp_path / "out"), "--seed", "5"]
    grader = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    line = grader.stdout.readline()  # one student is done
    grader.kill()
    grader.wait()
    assert "ann" in line
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kept = [row.endswith("(kept)") for row in told.splitlines()[:3]]
    assert (kept[0], kept[2]) == (True, False)
    assert len(rows(tmp_path / "out" / "grades.csv")) == 3
    leftovers = [p.name for p in (tmp_path / "out").rglob(".*")]
    assert leftovers == []


def test_a_changed_submission_is_graded_again(tmp_path, jailed, capsys):
    write(tmp_path / "in", "ann", ("00",), answer=body("return 0", ()))
    command = ["grade", str(tmp_path / "in"), "--lessons", "00", "--out", str(tmp_path / "out")]
    assert main([*command, "--seed", "5"]) == 0
    shutil.rmtree(tmp_path / "in")
    write(tmp_path / "in", "ann", ("00",))
    assert main(command) == 0
    assert "kept" not in capsys.readouterr().out
    assert rows(tmp_path / "out" / "grades.csv")[0]["points"] == "1"


# Refusing


def test_without_a_jail_nothing_runs_unless_it_is_called_unsafe(tmp_path, monkeypatch, capsys):
    class Unheld:
        parts = {"limits": True, "landlock": 0, "bubblewrap": False, "seccomp": True}

        def close(self):
            pass

    monkeypatch.setattr(run.Workers, "start", lambda self, warm=False: Unheld())
    write(tmp_path / "in", "ann", ("01",))
    assert main(["grade", str(tmp_path / "in"), "--lessons", "01", "--seed", "5"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "Not graded: without landlock or bubblewrap, a student's code could read or delete"
    )
    assert not jail.holds(Unheld.parts)
