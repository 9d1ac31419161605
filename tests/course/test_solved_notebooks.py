"""Each lesson from top to bottom with every exercise solved: left to `make test-full`."""

import contextlib
import io
import re

import pytest

from tests.tools.notebooks import execute, paths, read
from utils.exercises import engine

EXERCISE = re.compile(r'^@exercise\("(?P<id>[\w.]+)"\)\ndef ', re.M)


def solved(notebook):
    """Put the solution in the place of each stub; returns the cells and the exercises' names."""
    cells = []
    for cell in notebook.cells:
        found = EXERCISE.search(cell.source) if cell.cell_type == "code" else None
        if found:
            spec = engine.find(found["id"])
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                engine.solution(spec.id)
            before, _, body = printed.getvalue().partition("def ")
            cell.source = f'{before}@exercise("{spec.id}")\ndef {body}'
            cells.append((cell, spec.name))
    return cells


@pytest.mark.full
@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_solved_lesson_runs_to_its_end_and_every_exercise_passes(path):
    notebook = read(path)
    cells = solved(notebook)
    assert cells, "no exercise was found"
    execute(notebook, path.parent)
    for cell, name in cells:
        assert cell.outputs[0].text.startswith(f"{name}: passed.")
