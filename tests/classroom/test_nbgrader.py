"""An assignment goes to nbgrader, and our marks into its gradebook and out again."""

import csv
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest

from utils.base.paths import ROOT
from utils.classroom.__main__ import main
from utils.classroom.nbgrader_export import cell_name, export
from utils.classroom.submission import read_submission
from utils.exercises import engine

LESSONS = ["00", "01"]
SPECS = [spec for number in LESSONS for spec in engine.by_lesson()[number]]
WANTED = "nbgrader==0.9.5"


def graded_cells(path):
    cells = nbformat.read(path, as_version=4).cells
    return {c.metadata.nbgrader.grade_id: c for c in cells if "nbgrader" in c.metadata}


def test_each_exercise_is_a_cell_that_a_person_grades(tmp_path):
    written = export(tmp_path, "hw", LESSONS)
    cells = {key: cell for path in written for key, cell in graded_cells(path).items()}
    assert set(cells) == {cell_name(spec.id) for spec in SPECS}
    assert not any("." in key for key in cells)
    for cell in cells.values():
        assert (cell.metadata.nbgrader.grade, cell.metadata.nbgrader.solution) == (True, True)
        assert "@exercise" in cell.source.partition("### BEGIN SOLUTION\n")[0]
        compile(cell.source, "cell", "exec")


def test_a_lesson_that_is_not_there_and_a_course_without_a_gradebook_are_named(tmp_path, capsys):
    assert main(["export", str(tmp_path), "hw", "--lessons", "77"]) == 2
    assert "there is no lesson '77'" in capsys.readouterr().err
    command = ["import", str(tmp_path), str(tmp_path), "hw", "--python", sys.executable]
    assert main(command) == 2
    assert "generate_assignment" in capsys.readouterr().err


@pytest.fixture(scope="module")
def python(request):
    """The Python of an environment with nbgrader, kept beside pytest's cache."""
    given = os.environ.get("NBGRADER_PYTHON")
    folder = request.config.cache.mkdir("nbgrader")
    place = Path(given) if given else folder / "bin" / "python"
    if not given and not (folder / "bin" / "nbgrader").exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(place), "-m", "pip", "install", "-q", WANTED]
        result = subprocess.run(command, capture_output=True, text=True, timeout=900)
        if result.returncode:
            pytest.skip(f"{WANTED} could not be installed: {result.stderr[-300:]}")
    return place


def nbgrader(python, course, *arguments):
    command = [str(python), "-m", "nbgrader", *arguments]
    activated = os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(command, cwd=course, env=activated, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]


def grades_of(points):
    """grades.json with the given points of each student, None where a person decides."""
    students = [
        {"student": name, "name": name, "id": "", "marks": [
            {"id": spec.id, "points": given} for spec, given in zip(SPECS, row, strict=True)]}
        for name, row in points.items()
    ]  # fmt: skip
    return {"exercises": {spec.id: 1.0 for spec in SPECS}, "students": students}


@pytest.mark.full
def test_marks_make_the_round_trip(python, tmp_path, capsys):
    course, n = tmp_path / "course", len(SPECS)
    assert main(["export", str(course), "hw", "--lessons", ",".join(LESSONS)]) == 0
    nbgrader(python, course, "generate_assignment", "hw")
    released = sorted((course / "release" / "hw").glob("*.ipynb"))
    read = read_submission(released, {spec.id: spec.name for spec in SPECS})
    assert set(read.answers) == {spec.id for spec in SPECS}
    assert not any(source.broken for source in read.answers.values())
    points = {"Ann Roe": [1.0] * n, "Bo Chen": [0.5, None, *[0.25] * (n - 2)]}
    (tmp_path / "grades.json").write_text(json.dumps(grades_of(points)))
    command = ["import", str(tmp_path), str(course), "hw", "--python", str(python)]
    for _ in range(2):  # a second import changes nothing
        assert main(command) == 0
        assert f"by hand: Bo Chen / {SPECS[1].id}" in capsys.readouterr().out
    nbgrader(python, course, "export")
    with open(course / "grades.csv", encoding="utf-8", newline="") as file:
        found = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert found == {name: sum(p for p in row if p is not None) for name, row in points.items()}
    assert (ROOT / "gradebook.db").exists() is False
