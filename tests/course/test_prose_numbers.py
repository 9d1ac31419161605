"""A number in prose is one that a cell above has printed, or set."""

import tomllib
from pathlib import Path

import nbformat
import pytest

from tests.tools.prose import is_shown, missing_numbers, prose_numbers
from tools.notebooks import paths, read

EXCUSED = tomllib.loads(
    Path(__file__).with_name("numbers_without_a_cell.toml").read_text(encoding="utf-8")
)


def lesson(*cells):
    made = nbformat.v4
    return made.new_notebook(
        cells=[
            made.new_markdown_cell(cell)
            if isinstance(cell, str)
            else made.new_code_cell("", outputs=[made.new_output("stream", text=cell[0])])
            for cell in cells
        ]
    )


def test_what_counts_as_a_number_by_hand():
    text = "In 1998, 671 people; recall .283 or 46 % (`0.5`, $\\tau = 0.2$), 12 of 20."
    assert [found[0] for found in prose_numbers(text)] == ["671", ".283", "46 %"]


@pytest.mark.parametrize(
    ("written", "printed", "right"),
    [
        (".283", "0.2834", True),
        (".283", "0.2836", False),
        ("46 %", "0.462", True),
        ("46 %", "46.3", True),
        ("46 %", "0.47", False),
        ("9,066", "9066", True),
        ("9,066", "9,067", False),
        ("0.04", "-0.041", True),
    ],
)
def test_a_number_is_found_as_the_prose_rounds_it(written, printed, right):
    notebook = lesson((printed,), f"It is {written} here.")
    assert (missing_numbers(notebook) == []) == right


def test_a_number_must_stand_above():
    assert missing_numbers(lesson("It is 0.55.", ("0.55",))) == [(0, "0.55")]
    assert missing_numbers(lesson("It is 0.55."), excused=["0.55"]) == []


def test_rounding_is_of_the_written_decimals():
    assert is_shown(0.5, 1, False, {0.54}) and not is_shown(0.5, 2, False, {0.54})


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_each_number_in_the_prose_of_a_lesson_has_its_cell(path):
    excused = EXCUSED.get(path.stem[:2], {})
    assert missing_numbers(read(path), excused) == []


def test_each_excuse_says_why_and_is_needed():
    for path in paths():
        excused = EXCUSED.get(path.stem[:2], {})
        needed = {number for _, number in missing_numbers(read(path))}
        assert all(excused.values()) and set(excused) <= needed
