"""Whatever a lesson asks, it answers: folded, after the question and before the next one."""

import re

import nbformat
import pytest

from tools.notebooks import paths, read

QUESTION = re.compile(
    r"\*\*(?:Before you (?:run|go)|Predict|Think about it|To find out|Try it|Play)\b.*"
)
MARK = re.compile(rf"(?P<asked>{QUESTION.pattern})|(?P<told><summary>Answer</summary>)")


def unanswered(notebook):
    """The questions that no answer follows before the next question."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    open_question, without = None, []
    for mark in MARK.finditer(text):
        if mark["told"]:
            open_question = None
            continue
        if open_question:
            without.append(open_question)
        open_question = mark["asked"]
    return without + [open_question] * bool(open_question)


def lesson(*texts):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in texts])


def test_unanswered_by_hand():
    ask, think = "> **Before you run the next cell:** how many?", "**Think about it:** why?"
    answer = "<details>\n<summary>Answer</summary>\n\nTwo.\n\n</details>"
    assert unanswered(lesson(ask, answer, think, answer)) == []
    assert unanswered(lesson(ask, think, answer)) == ["**Before you run the next cell:** how many?"]
    assert unanswered(lesson(ask, answer, think)) == ["**Think about it:** why?"]
    assert unanswered(lesson("Nothing is asked.", answer)) == []


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_every_question_has_an_answer(path):
    assert unanswered(read(path)) == []
