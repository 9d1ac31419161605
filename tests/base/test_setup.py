"""The check that lesson 00 begins with."""

import json

import pytest

from tools.notebooks import paths, read
from utils.base import setup
from utils.base.setup import (
    check_lesson,
    data_problem,
    lesson_problem,
    package_problem,
    problems,
    python_problem,
)


def test_this_environment_is_in_order():
    assert problems() == []


def test_an_old_python_is_named():
    assert python_problem((3, 11, 9)) is None
    assert python_problem((3, 8, 18)).startswith("Python is 3.8;")


def test_a_missing_or_other_package_is_named():
    assert package_problem("no-such-package==1.0") == "no-such-package is not installed"
    assert package_problem("numpy==0.1").endswith("the lessons were run with 0.1")


def test_a_missing_or_altered_file_is_named(tmp_path):
    path = tmp_path / "ratings.csv"
    assert data_problem(path, "0" * 64).startswith("ratings.csv is not in")
    path.write_text("altered")
    assert "not the file" in data_problem(path, "0" * 64)


def notebook(path, *sources):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    path.write_text(json.dumps({"cells": cells}))
    return path


@pytest.fixture
def tree(tmp_path):
    """A course with an old utils: one module, two names."""
    (tmp_path / "utils" / "space").mkdir(parents=True)
    (tmp_path / "utils" / "space" / "old.py").write_text("X, Y = 1, 2\n\n\ndef f():\n    pass\n")
    return tmp_path


@pytest.mark.parametrize(
    "line, problem",
    [
        ("from utils.space.old import X, Y, f\nfrom utils.space import old", None),
        ("from utils.space.old import f\n!ls\n", None),
        ("from utils.space.old import g", "03_a.ipynb needs g of utils.space.old, which is not"),
        ("from utils.space.new import f", "03_a.ipynb needs utils.space.new, which is not there"),
        (["if True:\n", "    from utils.gone.old import X"], "needs utils.gone.old, which is not"),
    ],
)
def test_a_lesson_and_utils_of_two_versions_are_named(tree, line, problem):
    found = lesson_problem(notebook(tree / "03_a.ipynb", "x = 1", line), tree)
    assert found is None if problem is None else problem in found


def test_the_first_import_of_a_lesson_names_the_mismatch(tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "LESSONS", tmp_path)
    notebook(tmp_path / "03_a.ipynb", "from utils.base.setup import not_yet")
    with pytest.raises(ImportError, match="needs not_yet of utils.base.setup.*different versions"):
        check_lesson("03")
    check_lesson("04")
    assert [p for p in problems() if "not_yet" in p]


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_lesson_checks_itself_before_it_imports_anything_of_utils(path):
    first = next(cell.source for cell in read(path).cells if cell.cell_type == "code")
    lines = [line for line in first.splitlines() if "utils" in line or "check_lesson(" in line]
    assert lines[0].startswith("from utils.base.setup import check_lesson  # not found? ")
    assert lines[1] == f'check_lesson("{path.name[:2]}")'


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_each_lesson_finds_what_it_needs_in_this_utils(path):
    assert lesson_problem(path) is None
