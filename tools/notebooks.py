"""Read, run, clean and measure the lessons.

    python -m tools.notebooks [NOTEBOOK ...]      run again, store the outputs, print a table

A notebook is replaced only after it ran to its end.
"""

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tools.steady import tag
from utils.base.files import replacing

LESSONS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
WIDGET_NOTE = "[interactive: run this cell to use it]"
LANGUAGE_VERSION = "3"  # as the kernels of bootstrap.py say it, whichever Python they are
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_IN_CELLS = ("tags", "jupyter")  # what an author sets; the rest is left there by tools
# The two lines of a prediction are the reader's own: what is read of it is its question.
CODE_LINE = re.compile(r"^(?!my_guess = |reveal\(my_guess).*\S", re.MULTILINE)
PEAK_MEMORY = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def paths():
    """The lessons, in their order."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))


def read(path):
    """The notebook in `path`, as a NotebookNode of nbformat 4."""
    return nbformat.read(path, as_version=4)


def write(notebook, path):
    """Put the notebook in the place of `path` at one stroke, so that no reader sees half of it."""
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as file:
        nbformat.write(notebook, file)


def execute(notebook, folder):
    """Run all cells in a fresh kernel, in place.

    Args:
        notebook: NotebookNode; its outputs are replaced.
        folder: the kernel's working folder.

    Returns:
        The kernel's peak memory, in kilobytes (on Linux).

    Raises:
        nbclient.exceptions.CellExecutionError: at the first cell that fails, with its traceback.
    """
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK_MEMORY))
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
    ).execute()
    return int(notebook.cells.pop().outputs[0].text)


def clean(notebook):
    """Leave only what the author wrote and what the cells printed, in place; cell ids stay.

    What the kernel says of its language stays too, but for the version of Python: JupyterLab would
    write it again on opening, and an untouched lesson would ask to be saved.
    """
    said = notebook.metadata.get("language_info", {"name": "python"})
    language = {**said, "version": LANGUAGE_VERSION}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": language})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in KEPT_IN_CELLS if key in cell.metadata}
        )
        if cell.cell_type == "code":
            cell.outputs = _merge_streams(cell.outputs)
            for output in cell.outputs:
                _replace_widget(output)


def _merge_streams(outputs):
    """Consecutive pieces of one stream as one piece: how they were cut depends on timing."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def _replace_widget(output):
    """A stored widget view is dead without its kernel: leave its static forms, or a note."""
    data = output.get("data", {})
    if data.pop(WIDGET, None) is not None and set(data) <= {"text/plain"}:
        data["text/plain"] = WIDGET_NOTE


@dataclass(frozen=True)
class Style:
    """What a notebook measures.

    Attributes:
        n_cells: cells that are not empty.
        code_lines: non-blank lines of each code cell, without those of a prediction.
        n_words: words of prose, without link targets, images, markup and fenced code.
        output_bytes: outputs as they are stored.
    """

    n_cells: int
    code_lines: tuple[int, ...]
    n_words: int
    output_bytes: int

    @property
    def median_lines(self):
        """Median lines of a code cell."""
        return statistics.median(self.code_lines)

    @property
    def p90_lines(self):
        """The 90th percentile of the lines of a code cell."""
        return sorted(self.code_lines)[int(0.9 * len(self.code_lines))]

    @property
    def words_per_line(self):
        """Words of prose for each line of code."""
        return self.n_words / sum(self.code_lines)


def measure(notebook):
    """The Style of a notebook with at least one code cell."""
    cells = [cell for cell in notebook.cells if cell.source.strip()]
    code = [cell for cell in cells if cell.cell_type == "code"]
    return Style(
        n_cells=len(cells),
        code_lines=tuple(len(CODE_LINE.findall(cell.source)) for cell in code),
        n_words=sum(count_words(c.source) for c in cells if c.cell_type == "markdown"),
        output_bytes=sum(len(json.dumps(cell.outputs)) for cell in code),
    )


def count_words(markdown):
    """Words that a reader reads: tokens with a letter or digit, outside fences, tags and links."""
    text = re.sub(r"^```.*?^```", " ", markdown, flags=re.M | re.S)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"<[^>]+>", " ", text)
    return sum(bool(re.search(r"[A-Za-z0-9]", token)) for token in text.split())


def main():
    parser = argparse.ArgumentParser(description="Run the lessons again and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lessons")
    # The stored outputs are those of a reader who has answered nothing yet.
    os.environ["COURSE_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "my_progress.jsonl")
    print(f"{'':24} seconds    MB  cells  median  p90  words  words/line  output KB")
    for path in parser.parse_args().notebooks or paths():
        notebook = read(path)
        start = time.perf_counter()
        kilobytes = execute(notebook, path.parent)
        seconds = time.perf_counter() - start
        clean(notebook)
        tag(notebook)
        write(notebook, path)
        style = measure(notebook)
        print(
            f"{path.stem[:24]:24} {seconds:7.1f} {kilobytes // 1000:5} {style.n_cells:6}"
            f" {style.median_lines:7g} {style.p90_lines:4} {style.n_words:6}"
            f" {style.words_per_line:11.1f} {style.output_bytes // 1000:10}",
            flush=True,
        )


if __name__ == "__main__":
    main()
