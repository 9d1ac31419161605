"""One process that starts jailed workers, for all tests of grading; and a lesson of five cells."""

import nbformat
import pytest

from utils.classroom import jail
from utils.classroom.lesson_file import read_lesson
from utils.classroom.run import jail_of
from utils.classroom.workers import Workers

CELLS = [
    ("markdown", "# 02 · How?\n\nYou will.\n\n## 1 · What is $x$?\n\nText.\n\n"
     "> **Before you run the next cell:** how many?"),
    ("code", "1 + 1"),
    ("markdown", "<details>\n<summary>Answer</summary>\n\nTwo, $$\\frac{a}{b}$$\n\n</details>\n\n"
     "**Think about it.** Why?\n\n<details>\n<summary>Answer</summary>\n\nSo.\n\n</details>"),
    ("code", '@exercise("mf.gravity")\ndef gravity(U, V):\n    ...'),
    ("markdown", "## Recap\n\nA flaw stays: $y_1 < 2$ & more."),
]  # fmt: skip


@pytest.fixture(scope="session")
def workers():
    with Workers(unsafe=True) as started:
        yield started


@pytest.fixture(scope="session")
def parts(workers):
    """What the jail holds on this machine."""
    return jail_of(workers)


@pytest.fixture(scope="session")
def jailed(workers, parts):
    """Workers whose jail holds; where it does not, the tests of what it holds say so and stop."""
    if not jail.holds(parts):
        pytest.skip(f"this machine's jail is not whole ({parts}): no attack was tried")
    return workers


@pytest.fixture
def small(tmp_path):
    """A lesson of five cells."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    path = tmp_path / "02_small.ipynb"
    cells = [make[kind](text) for kind, text in CELLS]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    return read_lesson(path)
