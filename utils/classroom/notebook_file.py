"""The cells of a submitted notebook, read as text. Nothing in it runs."""

import json
import re
from pathlib import Path

MAX_BYTES = 300 << 20  # a notebook with far too much output is still read
MAGIC = re.compile(r"^\s*[%!?]|\?\s*$", re.M)
WHOLE_CELL = re.compile(r"\A(?:\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n)+")


class Unreadable(ValueError):
    """Why a file is no notebook, in words for the teacher."""


def read_cells(path: Path) -> list[tuple[bool, str]]:
    """(is it code, its text) for each cell of the file, in order.

    Raises:
        Unreadable: if it is too large, empty, or no notebook.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable(f"it has {size >> 20} MB; more than {MAX_BYTES >> 20} are not read")
    raw = path.read_bytes()
    if not raw.strip():
        raise Unreadable("it is empty")
    if re.search(rb"^<<<<<<< ", raw, re.M):
        raise Unreadable("it holds the marks of a merge conflict (<<<<<<<)")
    try:
        notebook = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"it is no notebook: {_short(error)}") from None
    return [_cell(cell) for cell in _cells(notebook) if isinstance(cell, dict)]


def _cells(notebook):
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is no notebook: it has no cells")
    return cells


def _cell(cell):
    text = cell.get("source", "")
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    return cell.get("cell_type") == "code", text


def without_magics(source: str) -> str:
    """The source as plain Python, each line where it was."""
    source = WHOLE_CELL.sub(lambda match: "\n" * match[0].count("\n"), source)
    if not MAGIC.search(source):
        return source
    from IPython.core.inputtransformer2 import TransformerManager  # slow to import, seldom needed

    return TransformerManager().transform_cell(source)


def _short(error):
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
