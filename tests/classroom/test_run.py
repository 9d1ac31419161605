"""A class from a folder to its tables, pages and sheets; broken off, and gone on with."""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from urllib.parse import unquote

import pytest

from tests.tools.submissions import body, ordinary, write
from utils.base.paths import ROOT
from utils.classroom import jail, run
from utils.classroom.__main__ import main
from utils.classroom.collect import students_in, submissions
from utils.classroom.marks import Marks, load_marks
from utils.classroom.seeds import fresh_seed, unfit
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
        parts = {"limits": True, "landlock": 0, "seccomp": True}

        def close(self):
            pass

    monkeypatch.setattr(run.Workers, "start", lambda self, warm=False: Unheld())
    write(tmp_path / "in", "ann", ("01",))
    assert main(["grade", str(tmp_path / "in"), "--lessons", "01", "--seed", "5"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Not graded: without landlock, a student's code could read or delete")
    assert not jail.holds(Unheld.parts)


def test_a_worker_without_a_jail_runs_nothing(workers):
    assert jail.holds({"limits": True, "landlock": 4, "seccomp": True})
    assert not jail.holds({"limits": True, "landlock": 4, "seccomp": False})


def test_the_doctor_says_what_is_in_force(capsys, parts):
    assert main(["doctor"]) == (0 if jail.holds(parts) else 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["limits", "landlock", "seccomp"]


# Seeds, marks, students


def test_a_seed_at_which_a_wrong_answer_passes_is_refused(capsys, tmp_path):
    write(tmp_path / "in", "ann", ("01",))
    for key in ("queries.without_target", "sampling.without_accidental_hits"):
        spec = engine.find(key)
        bad = [seed for seed in range(25) if unfit([spec], seed)]
        assert bad, f"{key}: every seed will do, look for another example"
        assert "passes" in unfit([spec], bad[0])[0] or "is taken for" in unfit([spec], bad[0])[0]
    assert unfit(SPECS, fresh_seed(SPECS)) == []


def test_marks_come_from_a_table(tmp_path):
    path = tmp_path / "marks.toml"
    path.write_text('[steps]\nran = 0.3\n[points]\n"ratings.mask_seen" = 2\n')
    marks = load_marks(path, ["ratings.mask_seen"])
    assert marks.given("ratings.mask_seen", "not yet", "ran") == 0.6
    assert marks.given("ratings.recall_at_k", "passed", "") == 1
    assert marks.given("ratings.recall_at_k", "stopped", "") is None
    assert Marks().given("x", "not yet", "gradient") == 0.75


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[steps]\nrun = 1", "'run' is not a step"),
        ("[steps]\nran = 2", "ran = 2 is not a number from 0 to 1"),
        ("[points]\nx = 1", "'x' is not an exercise"),
        ("[point]\nx = 1", "'point' is not a table"),
        ("steps", "marks.toml: "),
    ],
)
def test_a_wrong_table_of_marks_is_refused(tmp_path, text, said):
    (tmp_path / "marks.toml").write_text(text)
    with pytest.raises(ValueError, match=said):
        load_marks(tmp_path / "marks.toml", ["ratings.mask_seen"])


def test_students_are_folders_files_and_lines_of_a_roster(tmp_path):
    names = (
        "Ann Roe_4711_assignsubmission_file/01_x.ipynb",
        "bob/a/01_x.ipynb",
        "cho.ipynb",
        "roeann_LATE_4712_99_01_x.ipynb",
        "__MACOSX/dov.ipynb",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "roster.csv").write_text("student,name\nbob,Bob B.\neve,Eve E.\n")
    found = students_in(tmp_path, tmp_path / "roster.csv")
    assert [(s.key, s.name, s.id, len(s.files)) for s in found] == [
        ("Ann Roe", "Ann Roe", "4711", 1),
        ("bob", "Bob B.", "", 1),
        ("cho", "cho", "", 1),
        ("eve", "Eve E.", "", 0),
        ("roeann", "roeann", "4712", 1),
    ]
    (tmp_path / "roster.csv").write_text("who\nbob\n")
    with pytest.raises(ValueError, match="lacks the column name, student"):
        students_in(tmp_path, tmp_path / "roster.csv")


def test_an_archive_that_would_write_elsewhere_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../evil.ipynb", "{}")
    with (
        pytest.raises(ValueError, match="would write outside its folder"),
        submissions(tmp_path / "a.zip"),
    ):
        pass
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("ann/01.ipynb", "{}")
    with submissions(tmp_path / "b.zip") as folder:
        assert students_in(folder)[0].key == "ann"
    assert not folder.exists()
