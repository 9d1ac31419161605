"""For those who use nbgrader 0.9: an assignment from the lessons, and our marks into its gradebook.

An exercise becomes one cell that nbgrader grades by hand, so it never grades by running: after
@exercise a failure is bound to the reference, and its test cells would give blank notebooks full
marks. The points come from our own grading, through nbgrader's Gradebook.
"""

import ast
import json
import os
import subprocess
from pathlib import Path

import nbformat

from utils.base.files import replacing
from utils.classroom.lesson_file import EXERCISE, lesson_paths
from utils.classroom.release import blank

HERE = Path(__file__).parent
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'embeddings'\n"


def cell_name(exercise_id: str) -> str:
    """The id of an exercise as nbgrader takes it: no dots."""
    return exercise_id.replace(".", "-")


def export(course: Path, assignment: str, lessons: list[str]) -> list[Path]:
    """Write an assignment into an nbgrader course, ready for `nbgrader generate_assignment`.

    Args:
        course: Path of the course; its nbgrader_config.py is made where there is none.
        assignment: its name.
        lessons: numbers, as in ["01", "02"].

    Returns:
        The notebooks that were written.

    Raises:
        ValueError: if there is no such lesson.
    """
    known = lesson_paths()
    if unknown := [number for number in lessons if number not in known]:
        raise ValueError(f"there is no lesson {unknown[0]!r}; there are: {', '.join(known)}")
    config = course / "nbgrader_config.py"
    if not config.exists():
        _write(config, CONFIG)
    written = []
    for number in lessons:
        notebook = nbformat.read(known[number], as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code" and (found := EXERCISE.search(cell.source)):
                cell.source, cell.outputs = _with_region(blank(cell.source)), []
                cell.metadata["nbgrader"] = _metadata(found[1])
        path = course / "source" / assignment / known[number].name
        _write(path, nbformat.writes(notebook) + "\n")
        written.append(path)
    return written


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write_text(text, encoding="utf-8")


def _metadata(exercise_id: str) -> dict[str, object]:
    kinds = {"grade": True, "solution": True, "locked": False, "task": False}
    return kinds | {"grade_id": cell_name(exercise_id), "points": 1, "schema_version": 3}


def _with_region(source: str) -> str:
    """The cell with its last statement, the blank, as the region that nbgrader empties."""
    lines = source.splitlines()
    function = ast.parse(source).body[-1]
    last = getattr(function, "body", [function])[-1]
    indent = " " * last.col_offset
    lines[last.lineno - 1 : last.end_lineno] = [
        f"{indent}### BEGIN SOLUTION",
        f"{indent}...",
        f"{indent}### END SOLUTION",
    ]
    return "\n".join(lines)


def import_marks(grades: Path, course: Path, assignment: str, python: Path) -> dict[str, list[str]]:
    """Put our points into the gradebook of an nbgrader course.

    Args:
        grades: Path of grades.json.
        course: Path of the nbgrader course, after `nbgrader generate_assignment`.
        assignment: its name.
        python: Path of the Python that has nbgrader.

    Returns:
        Dict: imported (students), open ("student / exercise", left to be graded by hand) and
        unknown (exercises that the assignment does not hold).

    Raises:
        ValueError: if the gradebook or the assignment is not there, or nbgrader is not.
    """
    if not (course / "gradebook.db").exists():
        raise ValueError(f"{course} has no gradebook.db: run `nbgrader generate_assignment` first")
    command = [str(python), str(HERE / "nbgrader_gradebook.py"), str(grades.resolve()), assignment]
    path = f"{python.absolute().parent}{os.pathsep}{os.environ.get('PATH', '')}"  # for its alembic
    environment = os.environ | {"PATH": path}
    try:
        result = subprocess.run(
            command, cwd=course, env=environment, capture_output=True, text=True
        )
    except OSError as error:
        raise ValueError(f"--python {python} does not start: {error}") from None
    if result.returncode:
        raise ValueError(f"nbgrader took no marks: {result.stderr.strip().splitlines()[-1]}")
    told: dict[str, list[str]] = json.loads(result.stdout)
    return told
