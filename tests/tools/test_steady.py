"""What counts as a cell that prints the same on every machine."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.steady import TAG, steady_cells, tag


def printing(source):
    return new_code_cell(source, outputs=[new_output("stream", text="1")])


def steady(*sources):
    return steady_cells(new_notebook(cells=[printing(source) for source in sources]))


def test_a_network_and_all_that_comes_of_it_are_left_out():
    assert steady(
        "from utils.models.softmax_dnn import train_softmax_dnn",
        "n = 3\nprint(n)",
        "dnn = train_softmax_dnn(n)",
        "scores = dnn.score(n)",
        "print(scores)",
        "print(n)",
    ) == [0, 1, 5]


def test_a_name_that_is_filled_with_it_is_left_out_too():
    cells = ("import time", "costs = {}", "costs['a'] = time.perf_counter()", "print(costs)")
    assert steady(*cells) == [0, 1]


def test_a_definition_that_uses_it_is_left_out_where_it_is_called():
    cells = ("import time", "def clock():\n    return time.time()", "print(clock())")
    assert steady(*cells) == [0]


def test_what_is_kept_in_a_file_is_steady_whatever_made_it():
    assert steady(
        "from utils.models.softmax_dnn import train_softmax_dnn",
        "def train():\n    return {'recall': train_softmax_dnn(3)}",
        "found = kept('05-study', train)\nprint(found)",
        "print(train())",
        "print(found)",
    ) == [0, 2, 4]


def test_an_exercise_is_steady_and_a_cell_that_shows_nothing_is_not():
    stub = "from utils.exercises.engine import exercise\n@exercise('a.b')\ndef b(): ..."
    silent = new_code_cell("x = 1")
    notebook = new_notebook(cells=[new_markdown_cell("#"), printing(stub), silent])
    assert steady_cells(notebook) == [1]


def test_tags_are_given_and_taken_and_others_stay():
    notebook = new_notebook(cells=[printing("print(1)"), printing("import time\ntime.time()")])
    notebook.cells[0].metadata["tags"] = ["claim-S01"]
    notebook.cells[1].metadata["tags"] = [TAG]
    tag(notebook)
    assert notebook.cells[0].metadata["tags"] == ["claim-S01", TAG]
    assert "tags" not in notebook.cells[1].metadata
