"""What a teacher takes to class: plans that add up, answers, quizzes, slides, a release."""

import re
import shutil
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import nbformat
import pytest

from tests.tools.submissions import solved
from utils.base.paths import ROOT
from utils.classroom.exam import load_exam
from utils.classroom.handouts import pairs, write_handouts
from utils.classroom.lesson_file import lesson_paths, read_lesson
from utils.classroom.plans import plan, workshop
from utils.classroom.quiz_export import gift, write_qti
from utils.classroom.release import blank, release
from utils.classroom.seeds import unfit
from utils.exercises import engine
from utils.labs.questions import Option, Question

LESSONS = [read_lesson(path) for path in lesson_paths().values()]


def test_a_lesson_is_taken_apart(small):
    assert [s.title for s in small.sections] == ["02 · How?", "1 · What is $x$?", "Recap"]
    kinds = [(b.kind, b.cell) for b in small.sections[1].blocks]
    assert kinds == [
        ("text", 1), ("question", 1), ("code", 2), ("answer", 3), ("question", 3), ("answer", 3),
        ("exercise", 4),
    ]  # fmt: skip


def test_each_answer_stands_with_its_question(small):
    found = [(question[:14], answer[:4]) for question, answer, _ in pairs(small)]
    assert found == [("> **Before you", "Two,"), ("**Think about ", "So.")]


@pytest.mark.parametrize("minutes", [50, 90])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_minutes_add_up_and_cells_exist(lesson, minutes):
    rows = plan(lesson, minutes)
    assert sum(row["minutes"] for row in rows) == minutes
    assert [row["start"] for row in rows[1:]] == [r["start"] + r["minutes"] for r in rows[:-1]]
    n = len(nbformat.read(lesson_paths()[lesson.number], as_version=4).cells)
    assert all(1 <= row["cells"][0] <= row["cells"][1] <= n for row in rows)
    asked = {key for row in rows for key in row["do"] + row["home"]}
    assert asked == {spec.id for spec in engine.by_lesson().get(lesson.number, [])}


def test_the_days_of_the_workshop_add_up():
    days = workshop(LESSONS).split("## Day")[1:]
    minutes = [sum(int(n) for n in re.findall(r"^\| (\d+) \|", day, re.M)) for day in days]
    assert minutes == [300, 300]


def test_handouts_hold_every_answer_of_every_lesson(tmp_path):
    write_handouts(tmp_path)
    for lesson in LESSONS:
        text = (tmp_path / "answers" / f"{lesson.number}.md").read_text(encoding="utf-8")
        n = sum(len(section.of("answer")) for section in lesson.sections)
        assert text.count("\n(cell ") == n
    wrong = (tmp_path / "wrong-answers" / "02.md").read_text(encoding="utf-8")
    n = sum(len(spec.misconceptions) for spec in engine.by_lesson()["02"])
    assert wrong.count("\n- **") == n


# Quizzes


QUESTIONS = [
    Question("one", "1 + 1 = {?}", options=(Option("2", True, "yes"), Option("3", False, "no"))),
    Question("several", "Even?", options=(
        Option("2", True, "a"), Option("4", True, "b"), Option("5", False, "c"))),
    Question("number", "Half?", "half", answer=0.5, tolerance=0.01),
    Question("order", "Sort", "up", items=("a", "b", "c")),
]  # fmt: skip


def test_a_quiz_in_gift_escapes_its_signs_and_keeps_every_explanation():
    text = gift(QUESTIONS, "T")
    assert "::T 1::1 + 1 \\= \\{?\\} {\n=2#yes\n~3#no\n}" in text
    assert "~%50.00000%2#a\n~%50.00000%4#b\n~%-100.00000%5#c" in text
    assert "#0.5:0.01\n####half" in text
    assert "=1 -> a\n=2 -> b\n=3 -> c\n####up" in text


def test_a_quiz_in_qti_is_a_package_whose_manifest_names_every_item(tmp_path):
    write_qti(QUESTIONS, "T", tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        named = [e.get("href") for e in manifest.iter() if e.tag.endswith("resource")]
        assert sorted([*named, "imsmanifest.xml"]) == sorted(archive.namelist())
        items = [ET.fromstring(archive.read(name)) for name in named]
    space = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    right = [[v.text for v in i.iter(f"{space}value")] for i in items]
    assert right == [["C0"], ["C0", "C1"], ["0.5"], ["C0", "C1", "C2"]]


# The students' course


def test_an_answer_is_blanked_and_its_docstring_stays():
    source = '@exercise("a.b")\ndef b(x):\n    """Say."""\n    y = x\n    return y\n\nz = b(1)'
    assert blank(source) == '@exercise("a.b")\ndef b(x):\n    """Say."""\n    ...\n\nz = b(1)'
    assert blank(blank(source)) == blank(source)


def test_a_release_is_blank_whole_and_without_the_teachers_half(tmp_path):
    copy = tmp_path / "course"
    keep = shutil.ignore_patterns("downloads", "__pycache__", "my_*")
    for name in ("notebooks", "utils", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=keep)
    for name in ("README.md", "Makefile", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, copy / name)
    (copy / "teaching").mkdir()
    (copy / "data" / "my_progress.jsonl").write_text("{}")
    path = next((copy / "notebooks").glob("01_*"))
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if 'exercise("ratings.mask_seen")' in c.source)
    cell.source = solved("ratings.mask_seen")
    nbformat.write(notebook, path)
    release(tmp_path / "students", 2, copy)
    made = {p.relative_to(tmp_path / "students").as_posix() for p in
            (tmp_path / "students").rglob("*")}  # fmt: skip
    assert not any("classroom" in p or "teaching" in p or "my_" in p for p in made)
    text = (tmp_path / "students" / "notebooks" / path.name).read_text()
    assert "np.where(seen, -np.inf, scores)" not in text
    code = (
        "from utils.exercises.engine import *\n"
        "for _ in range(3): hint('mf.gravity')\nsolution('mf.gravity')"
    )
    command = [sys.executable, "-c", code]
    folder = tmp_path / "students"
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "Hint 2 of 2" in told
    assert "def gravity" not in told
    assert "Your teacher keeps the solutions" in told
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", (folder / "Makefile").read_text(), re.M), target
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (folder / link).exists(), link
    with pytest.raises(ValueError, match="is not empty"):
        release(tmp_path / "students")
    with pytest.raises(ValueError, match="7 hints"):
        release(tmp_path / "more", 7)


def test_a_release_holds_no_exam_reference_and_the_exam_can_be_graded(tmp_path):
    exam = load_exam(ROOT / "teaching" / "exam.py")
    assert [spec.id for spec in exam] == ["exam.coverage"]
    assert unfit(exam, 5) == []
    release(tmp_path / "students")
    for path in (tmp_path / "students").rglob("*.py"):
        assert "def coverage(top, n_items)" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no exercises"),
        ("EXERCISES = {'a': 1}", "'a' is not the id of an Exercise"),
        ("from utils.exercises.lessons.mf import EXERCISES", "has an exercise 'observed_mse'"),
    ],
)
def test_an_exam_that_cannot_be_used_says_why(tmp_path, text, said):
    (tmp_path / "exam.py").write_text(text)
    with pytest.raises(ValueError, match=said):
        load_exam(tmp_path / "exam.py")
