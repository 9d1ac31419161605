"""Reading notebooks without running them."""

import json

import pytest

from utils.classroom.notebook_file import without_magics
from utils.classroom.submission import read_submission

EXERCISES = {"ratings.mask_seen": "mask_seen", "start.score": "score"}
ANSWER = '@exercise("start.score")\ndef score(u, v):\n    return u @ v'


def written(path, *cells, **options):
    notebook = {"cells": [{"cell_type": "code", "source": text} for text in cells]} | options
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def answer(tmp_path, *cells):
    read = read_submission([written(tmp_path / "a.ipynb", *cells)], EXERCISES)
    return read.answers["start.score"]


def test_the_last_answer_counts_under_whatever_cell(tmp_path):
    source = answer(tmp_path, "x = 1", ANSWER, ANSWER.replace("u @ v", "v @ u"))
    assert (source.cell, source.earlier, source.name) == (3, 1, "score")
    assert source.text == "\ndef score(u, v):\n    return v @ u"


def test_lines_stay_where_they_are_in_their_cell(tmp_path):
    source = answer(tmp_path, "# mine\n\n" + ANSWER)
    assert source.text.splitlines()[3] == "def score(u, v):"


def test_only_the_globals_that_it_needs_are_taken_and_the_latest_before_it(tmp_path):
    source = answer(
        tmp_path,
        "import os\nimport numpy as np\nfactor = 1\nos.abort()",
        "factor = 2\ndef scaled(x):\n    return np.array(x) * factor",
        '@exercise("start.score")\ndef score(u, v):\n    return scaled(u) @ v',
        "factor = 3",
    )
    assert [(cell, text.splitlines()[0]) for cell, _, text in source.needs] == [
        (1, "import numpy as np"),
        (2, "factor = 2"),
        (2, "def scaled(x):"),
    ]


def test_a_name_inside_the_function_is_none_of_the_notebooks(tmp_path):
    cell = '@exercise("start.score")\ndef score(u, v):\n    w = u\n    return w @ v'
    assert answer(tmp_path, "w = boom()", cell).needs == []


@pytest.mark.parametrize(
    ("magic", "lines"),
    [("%%time\n", 3), ("%matplotlib inline\n", 3), ("!pip install x\n", 3), ("score?\n", 3)],
)
def test_magics_are_no_python_and_no_obstacle(tmp_path, magic, lines):
    source = answer(tmp_path, magic + ANSWER)
    assert not source.broken
    assert len(without_magics(magic + ANSWER).splitlines()) == lines + 1


def test_a_cell_that_is_no_python_costs_its_own_exercises_alone(tmp_path):
    other = '@exercise("ratings.mask_seen")\ndef mask_seen(scores, seen):\n    return ('
    read = read_submission([written(tmp_path / "a.ipynb", other, ANSWER)], EXERCISES)
    assert read.answers["ratings.mask_seen"].broken.startswith("SyntaxError")
    assert not read.answers["start.score"].broken
    assert "cell 1 is no Python" in read.notes[0]


def test_an_answer_without_its_decorator_is_found_and_said(tmp_path):
    read = read_submission([written(tmp_path / "a.ipynb", ANSWER.partition("\n")[2])], EXERCISES)
    assert read.answers["start.score"].name == "score"
    assert "lost its @exercise line" in read.notes[0]


def test_an_unknown_exercise_is_noted(tmp_path):
    cell = '@exercise("start.skore")\ndef score(u, v):\n    return 0'
    read = read_submission([written(tmp_path / "a.ipynb", cell)], EXERCISES)
    assert "there is no exercise 'start.skore'" in read.notes[0]


def test_copies_have_one_fingerprint_whatever_their_layout(tmp_path):
    one = answer(tmp_path, ANSWER)
    other = answer(tmp_path, ANSWER.replace("u @ v", "u  @  v  # mine"))
    assert one.fingerprint == other.fingerprint
    assert answer(tmp_path, ANSWER.replace("u @ v", "v @ u")).fingerprint != one.fingerprint


def test_reaching_for_the_solutions_is_flagged(tmp_path):
    cell = ANSWER.replace("return u @ v", "from utils.exercises import engine")
    assert answer(tmp_path, cell).flags == ["reaches for the course's own solutions"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = written(tmp_path / "a.ipynb", ANSWER)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b'"cells":', b'\r\n"cells":\r\n'))
    assert read_submission([path], EXERCISES).answers["start.score"].name == "score"


def test_a_hundred_megabytes_of_output_are_no_obstacle(tmp_path):
    path = written(tmp_path / "a.ipynb", ANSWER, metadata={"output": "y" * 100_000_000})
    assert read_submission([path], EXERCISES).answers["start.score"].name == "score"
