"""What a teacher calls.

python -m utils.classroom doctor
python -m utils.classroom grade FOLDER|ZIP [--lessons 01,02] [--out FOLDER] …
python -m utils.classroom sheet SHEET.csv GRADES [--column NAME]
python -m utils.classroom release FOLDER [--hints 2]
python -m utils.classroom handouts FOLDER      plans, answers, wrong answers, quizzes
python -m utils.classroom slides FOLDER        one HTML file a lesson
python -m utils.classroom export COURSE ASSIGNMENT --lessons 01      for nbgrader
python -m utils.classroom import GRADES COURSE ASSIGNMENT --python …  into nbgrader's gradebook
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from utils.classroom.collect import students_in, submissions
from utils.classroom.doctor import examine
from utils.classroom.exam import load_exam
from utils.classroom.handouts import write_handouts
from utils.classroom.lesson_file import lesson_paths, read_lesson
from utils.classroom.marks import load_marks
from utils.classroom.nbgrader_export import export, import_marks
from utils.classroom.pages import write_pages
from utils.classroom.release import release
from utils.classroom.run import grade_class
from utils.classroom.seeds import fresh_seed, unfit
from utils.classroom.sheets import fill_sheet
from utils.classroom.slides import packages_folder, write_slides
from utils.classroom.tables import with_remarks, write_tables
from utils.exercises import engine
from utils.exercises.judge.definition import Exercise


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except (ValueError, RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m utils.classroom",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    doctor = commands.add_parser("doctor", help="say whether grading is safe on this machine")
    doctor.set_defaults(run=_doctor)
    grade = commands.add_parser("grade", help="grade the notebooks of a class")
    grade.add_argument("submissions", type=Path, help="folder, or the zip archive of an LMS")
    grade.add_argument("--lessons", help="as in 01,02; default: all")
    grade.add_argument("--out", type=Path, help="folder for the results; default: beside them")
    grade.add_argument("--seed", type=int, help="of the random cases; default: a fresh one")
    grade.add_argument("--marks", type=Path, help="marks.toml")
    grade.add_argument("--roster", type=Path, help="CSV with the columns student and name")
    grade.add_argument("--exam", type=Path, help="a teacher's file of exercises, as in exam.py")
    grade.add_argument("--unsafe", action="store_true", help="grade where no jail holds")
    grade.set_defaults(run=_grade)
    sheet = commands.add_parser("sheet", help="fill the sheet that Moodle or Canvas exported")
    sheet.add_argument("sheet", type=Path)
    sheet.add_argument("grades", type=Path, help="the folder of the results")
    sheet.add_argument("--column", help='of Canvas, as in "Lesson 01 (4711)"')
    sheet.set_defaults(run=_sheet)
    _add_makers(commands)
    _add_nbgrader(commands)
    return parser


def _add_makers(commands):
    """The commands that make something of the lessons."""
    students = commands.add_parser("release", help="make the course that students get")
    students.add_argument("folder", type=Path)
    students.add_argument("--hints", type=int, default=3, help="how many of three; default: all")
    students.set_defaults(run=lambda options: release(options.folder, options.hints))
    papers = commands.add_parser("handouts", help="plans, answers, wrong answers, quizzes")
    papers.add_argument("folder", type=Path)
    papers.set_defaults(run=lambda options: write_handouts(options.folder))
    talk = commands.add_parser("slides", help="one HTML file a lesson; needs npm the first time")
    talk.add_argument("folder", type=Path)
    talk.set_defaults(run=_slides)


def _add_nbgrader(commands: Any) -> None:
    """The commands for those who use nbgrader."""
    source = commands.add_parser("export", help="an assignment for nbgrader 0.9")
    source.add_argument("course", type=Path, help="folder of the nbgrader course")
    source.add_argument("assignment")
    source.add_argument("--lessons", required=True, help="as in 01,02")
    source.set_defaults(run=_export)
    marks = commands.add_parser("import", help="our marks into nbgrader's gradebook")
    marks.add_argument("grades", type=Path, help="the folder of the results")
    marks.add_argument("course", type=Path, help="folder of the nbgrader course")
    marks.add_argument("assignment")
    marks.add_argument("--python", type=Path, required=True, help="the Python that has nbgrader")
    marks.set_defaults(run=_import)


def _doctor(options):
    safe, lines = examine()
    print("\n".join(lines))
    return 0 if safe else 1


def _grade(options):
    start = time.monotonic()
    exam = load_exam(options.exam) if options.exam else []
    specs = (specs_of(options.lessons) if options.lessons or not exam else []) + exam
    marks = load_marks(options.marks, [spec.id for spec in specs])
    out = options.out or options.submissions.with_name(options.submissions.stem + "-grades")
    seed = _seed(options.seed, specs, out)
    with submissions(options.submissions) as folder:
        students = students_in(folder, options.roster)
        tell = partial(print, flush=True)  # a line a student, at once, into a log as well
        grades = grade_class(students, specs, out, marks, seed, options.unsafe, tell)
    with_remarks(grades, out)
    write_tables(grades, out)
    write_pages(grades, specs, out)
    seconds = time.monotonic() - start
    print(f"{len(students)} submissions in {seconds:.0f} s, seed {seed}: {out / 'index.html'}")


def specs_of(lessons: str | None) -> list[Exercise]:
    """The Exercises of the lessons in a text such as "01,02"; all if there is none.

    Raises:
        ValueError: if a lesson has none.
    """
    known = engine.by_lesson()
    numbers = [n.strip() for n in lessons.split(",")] if lessons else list(known)
    for number in numbers:
        if number not in known:
            raise ValueError(f"lesson {number!r} has no exercises; those with: {', '.join(known)}")
    return [spec for number in numbers for spec in known[number]]


def _seed(wanted, specs, out):
    """The seed that is asked for, the one used before in this folder, or a fresh one."""
    path = out / "seed.txt"
    if wanted is None and path.exists():
        return int(path.read_text())
    if wanted is None:
        wanted = fresh_seed(specs)
    elif reasons := unfit(specs, wanted):
        raise ValueError(f"the seed {wanted} will not do: {'; '.join(reasons)}")
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{wanted}\n")
    return wanted


def _slides(options):
    packages = packages_folder()
    for path in lesson_paths().values():
        write_slides(read_lesson(path), options.folder / f"{path.stem}.html", packages)
        print(options.folder / f"{path.stem}.html")


def _sheet(options):
    grades = json.loads((options.grades / "grades.json").read_text(encoding="utf-8"))
    out = options.sheet.with_name(f"{options.sheet.stem}-filled.csv")
    unknown, left = fill_sheet(options.sheet, grades, out, options.column)
    print(f"written: {out}")
    for title, keys in (("not in the sheet", unknown), ("to be decided first", left)):
        if keys:
            print(f"{title}: {', '.join(keys)}")


def _export(options: argparse.Namespace) -> None:
    numbers = [number.strip() for number in options.lessons.split(",")]
    for path in export(options.course, options.assignment, numbers):
        print(path)


def _import(options: argparse.Namespace) -> None:
    told = import_marks(
        options.grades / "grades.json", options.course, options.assignment, options.python
    )
    print(f"imported: {len(told['imported'])} students")
    for title, keys in (
        ("left to be graded by hand", told["open"]),
        ("not in the assignment", told["unknown"]),
    ):
        if keys:
            print(f"{title}: {', '.join(keys)}")


if __name__ == "__main__":
    sys.exit(main())
