"""The minutes that a lesson states are those that there is to read, run and write."""

import re

import nbformat
import pytest

from tools.notebooks import CODE_LINE, count_words, paths, read
from utils.base.paths import ROOT

WORDS, LINES, EXERCISE, LAB = 200, 10, 5, 3  # words and lines in a minute; minutes of the others
MOST = 60


def without_appendix(notebook):
    """The cells, without those of sections called Appendix."""
    inside = False
    for cell in notebook.cells:
        title = re.match(r"## (.*)", cell.source) if cell.cell_type == "markdown" else None
        if title or "quiz(" in cell.source:
            inside = bool(title) and title[1].startswith("Appendix")
        if not inside:
            yield cell


def minutes(notebook):
    """What a lesson takes: 200 words or 10 lines a minute, 5 an exercise, 3 a lab."""
    total = 0.0
    for cell in without_appendix(notebook):
        if cell.cell_type == "markdown":
            total += count_words(cell.source) / WORDS
        else:
            total += len(CODE_LINE.findall(cell.source)) / LINES
            total += EXERCISE * cell.source.count("@exercise(")
            total += LAB * bool(re.search(r"^(?:\w+ = )?\w+_lab\(", cell.source, re.MULTILINE))
    return total


def stated(path):
    return int(re.search(r"(\d+) min", read(path).cells[0].source)[1])


def table(text):
    """{lesson: minutes} of a table whose first column is the lesson and whose last its minutes."""
    rows = re.findall(r"^\| \[?(\d\d)\b.*\| (\d+) \|$", text, re.MULTILINE)
    return {lesson: int(number) for lesson, number in rows}


def test_minutes_by_hand():
    made = nbformat.v4
    lesson = made.new_notebook(
        cells=[
            made.new_markdown_cell("## One\n" + "word " * 199),
            made.new_code_cell(
                "my_guess = None  # a share\n" + "x = 1\n" * 10 + "reveal(my_guess, x)"
            ),
            made.new_code_cell("@exercise('a.b')\ndef f():\n    ..."),
            made.new_code_cell("some_lab()"),
            made.new_markdown_cell("## Appendix · Two\n" + "word " * 900),
            made.new_code_cell("quiz('00')"),
        ]
    )
    assert minutes(lesson) == pytest.approx(1 + 1 + 5.3 + 3.1 + 0.1)


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_lesson_takes_what_it_says_and_no_more_than_an_hour(path):
    measured = round(minutes(read(path)))
    assert measured <= MOST
    assert abs(measured - stated(path)) <= 3


@pytest.mark.parametrize("place", ["README.md", "00"])
def test_the_tables_of_the_course_say_the_same_minutes(place):
    text = (ROOT / place).read_text(encoding="utf-8") if place.endswith("md") else _start()
    said = {path.stem[:2]: stated(path) for path in paths()}
    if place == "00":
        del said["00"]
    assert table(text) == said


def _start():
    return "\n".join(cell.source for cell in read(paths()[0]).cells)
