"""The tools that run, clean and measure the lessons."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import WIDGET, WIDGET_NOTE, clean, execute, measure, read, write


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def cleaned(*outputs, **cell_metadata):
    cell = new_code_cell("x", outputs=list(outputs), metadata=cell_metadata)
    notebook = new_notebook(cells=[cell], metadata={"widgets": {"state": {}}, "author": "me"})
    clean(notebook)
    return notebook


def test_clean_keeps_tags_and_ids_and_drops_what_tools_left():
    left = {"execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"}, "trusted": True}
    cell = new_code_cell("x", metadata={"tags": ["a"], **left})
    notebook = new_notebook(cells=[cell], metadata={"widgets": {"state": {}}})
    cell_id = cell.id
    clean(notebook)
    assert cell.metadata == {"tags": ["a"]}
    assert cell.id == cell_id
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("version", ["3.11.2", "3.13.0", "3"])
def test_clean_keeps_what_the_kernel_said_of_its_language_but_for_its_version(version):
    said = {"name": "python", "version": version, "mimetype": "text/x-python"}
    notebook = new_notebook(metadata={"language_info": said})
    clean(notebook)
    assert notebook.metadata.language_info == said | {"version": "3"}


def test_clean_joins_pieces_of_one_stream_and_keeps_streams_apart():
    outputs = cleaned(stream("a"), stream("b"), stream("!", "stderr"), stream("c")).cells[0].outputs
    assert [(output.name, output.text) for output in outputs] == [
        ("stdout", "ab"),
        ("stderr", "!"),
        ("stdout", "c"),
    ]


def test_clean_replaces_a_widget_by_a_note():
    view = new_output("display_data", data={WIDGET: {"model_id": "1"}, "text/plain": "VBox(...)"})
    assert cleaned(view).cells[0].outputs[0].data == {"text/plain": WIDGET_NOTE}


def test_clean_keeps_the_picture_that_a_widget_brings():
    data = {WIDGET: {"model_id": "1"}, "text/plain": "a map", "image/png": "iVBO"}
    view = new_output("display_data", data=data)
    kept = cleaned(view).cells[0].outputs[0].data
    assert kept == {"text/plain": "a map", "image/png": "iVBO"}


def test_clean_twice_is_clean_once():
    notebook = cleaned(stream("a"), stream("b"), tags=["x"])
    once = nbformat.writes(notebook)
    clean(notebook)
    assert nbformat.writes(notebook) == once


def test_execute_runs_in_the_folder_given_and_stores_no_timing(tmp_path):
    source = "import os\nprint(os.getcwd())\n1 + 1"
    notebook = new_notebook(cells=[new_markdown_cell("# A"), new_code_cell(source)])
    kilobytes = execute(notebook, tmp_path)
    code = notebook.cells[-1]
    assert len(notebook.cells) == 2
    assert code.outputs[0].text.strip() == str(tmp_path.resolve())
    assert code.outputs[1].data["text/plain"] == "2"
    assert "execution" not in code.metadata
    assert kilobytes > 1000


def test_execute_stops_at_a_cell_that_fails(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("1 / 0"), new_code_cell("2")])
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(notebook, tmp_path)
    assert notebook.cells[1].execution_count is None


def test_write_replaces_the_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "00_a.ipynb"
    path.write_text("old")
    write(new_notebook(cells=[new_markdown_cell("é")]), path)
    assert read(path).cells[0].source == "é"
    assert list(tmp_path.iterdir()) == [path]


def test_write_of_what_is_no_notebook_keeps_the_old_file(tmp_path):
    path = tmp_path / "00_a.ipynb"
    path.write_text("old")
    with pytest.raises(TypeError, match="not JSON"):
        write(new_notebook(metadata={"author": object()}), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_measure_counts_what_a_reader_sees():
    prose = "Two [words](https://a.b/c) <br>\n```\nnot this\n```\n![nor](this.png)"
    notebook = new_notebook(
        cells=[
            new_markdown_cell(prose),
            new_code_cell("a = 1\n\n# comment\nb = 2\n"),
            new_code_cell("c"),
            new_code_cell(" "),
        ]
    )
    style = measure(notebook)
    assert (style.n_cells, style.code_lines, style.n_words) == (3, (3, 1), 2)
    assert (style.median_lines, style.p90_lines, style.words_per_line) == (2, 3, 0.5)
