"""A prediction can be written down in the cell whose result answers it."""

import tomllib
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import paths, read

QUESTION = "> **Before you "
EXCUSED = tomllib.loads(
    Path(__file__).with_name("predictions_without_a_guess.toml").read_text(encoding="utf-8")
)


def question(cell):
    """The words of the prediction that a cell asks for, or ""."""
    lines = cell.source.splitlines() if cell.cell_type == "markdown" else []
    return next((line.split(":** ")[1] for line in lines if line.startswith(QUESTION)), "")


def unanswered(notebook):
    """The predictions that no cell has a place for, between the question and its answer."""
    lacking = []
    for number, cell in enumerate(notebook.cells):
        if not question(cell) or "<summary>Answer" in cell.source.split(QUESTION)[1]:
            continue  # none, or answered on the spot: there is no cell in between
        code = ""
        for later in notebook.cells[number + 1 :]:
            if "<summary>Answer" in later.source or question(later):
                break
            code += later.source * (later.cell_type == "code")
        if code.count("my_guess = None") != 1 or code.count("reveal(my_guess, ") != 1:
            lacking.append(question(cell))
    return lacking


def test_a_place_is_found_and_a_missing_one_is_told():
    made = nbformat.v4
    ask = made.new_markdown_cell(QUESTION + "run the next cell:** how many?")
    answer = made.new_markdown_cell("<details>\n<summary>Answer</summary>\n\nTwo.\n\n</details>")
    both = made.new_code_cell("my_guess = None  # a number\nreveal(my_guess, 2)")
    half = made.new_code_cell("my_guess = None\nprint(2)")
    assert unanswered(made.new_notebook(cells=[ask, both, answer])) == []
    assert unanswered(made.new_notebook(cells=[ask, half, answer, both])) == ["how many?"]
    assert unanswered(made.new_notebook(cells=[ask, ask, both])) == ["how many?"]


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_each_prediction_of_a_lesson_has_its_place_or_a_reason(path):
    excused = EXCUSED.get(path.stem[:2], {})
    lacking = unanswered(read(path))
    if "*" not in excused:
        assert sorted(lacking) == sorted(excused)
    assert all(excused.values())
