"""Tables as CSV files that people can read, with a note of the types, so that nothing is changed.

A CSV file alone forgets: the title 0108775015 would come back as a number, a tuple as text.
"""

import ast
import csv
import math
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

DEEPEST = 50  # collections within collections: Python's reader gives up at 200
MOST_BITS = 10_000  # of an integer: Python writes none of more than 4,300 digits
NULLABLE = re.compile(r"U?Int\d+|Float\d+|boolean")
WORDS = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf, "<NA>": pd.NA, "NaT": pd.NaT}


def write_table(path: Path, table: pd.DataFrame) -> str:
    """Write a table, one line a row, names first.

    Args:
        path: of the file.
        table: DataFrame of numbers, truth values, texts, times, categories, and of cells that are
            tuples, lists, sets or dicts of numbers and texts.

    Returns:
        The note, a str that read_table() needs.

    Raises:
        ValueError: naming a column, and a row, that a file would not give back as it is.
    """
    columns, notes = [], []
    for name, values in table.items():
        if not _is_literal(name):
            raise ValueError(f"a column is called {name!r}: give it a text for a name")
        texts, note = _to_texts(name, values)
        columns.append(texts)
        notes.append({"name": name, **note})
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([str(note["name"]) for note in notes])
        writer.writerows(zip(*columns, strict=True))
    return repr(notes)


def read_table(path: Path, note: str) -> pd.DataFrame:
    """The table that write_table() wrote, value by value and type by type.

    Args:
        path: of the file.
        note: what write_table() returned.

    Returns:
        DataFrame, its rows numbered from 0.
    """
    notes = ast.literal_eval(note)
    text = path.open(encoding="utf-8", errors="surrogatepass", newline="")
    with text as file, _cells_of_any_length():
        _, *lines = csv.reader(file)
    columns = list(zip(*lines, strict=True)) or [()] * len(notes)
    series = [_from_texts(texts, note) for texts, note in zip(columns, notes, strict=True)]
    names = pd.Index([note["name"] for note in notes], tupleize_cols=False)
    table = pd.DataFrame(dict(enumerate(series)), index=range(len(lines)))
    return table.set_axis(names, axis=1)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    before = csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _to_texts(name, values) -> tuple[list[str], dict[str, Any]]:
    """A column as texts, and how to read them."""
    kind = _kind(values.dtype)
    note: dict[str, Any] = {"kind": kind, "dtype": str(values.dtype)}
    if kind == "number":
        return list(map(str, values.to_numpy())), note
    missing = values.isna().to_numpy()
    if kind in ("nullable", "text"):
        return list(map(str, values.astype(object).where(~missing, ""))), _with_gaps(note, missing)
    if kind == "time":
        return _time_texts(values), note
    if kind == "category":
        known, how = _to_texts(name, pd.Series(values.cat.categories))
        note |= {"categories": known, "how": how, "ordered": bool(values.cat.ordered)}
        return [known[c] if c >= 0 else "" for c in values.cat.codes], _with_gaps(note, missing)
    if kind == "object":
        return [_literal(name, row, cell) for row, cell in enumerate(values)], note
    raise ValueError(
        f"column {name!r} is of type {values.dtype}, which a file does not give back: make it "
        "numbers, texts or times, or leave it out"
    )


def _with_gaps(note, missing):
    return note | {"missing": np.flatnonzero(missing).tolist()}


def _kind(dtype) -> str:
    if isinstance(dtype, pd.ArrowDtype):
        return ""
    if isinstance(dtype, pd.CategoricalDtype):
        return "category"
    if isinstance(dtype, pd.StringDtype):
        return "text"
    if dtype.kind in "mM" and pd.api.types.pandas_dtype(str(dtype)) == dtype:
        return "time"
    if isinstance(dtype, np.dtype):
        if dtype.kind in "biuf" and dtype.itemsize <= 8:
            return "number"
        return "object" if dtype.kind == "O" else ""
    return "nullable" if NULLABLE.fullmatch(str(dtype)) else ""


def _time_texts(values):
    if values.dtype.kind == "m":
        return list(map(str, values.to_numpy().astype(np.int64)))
    zone = getattr(values.dtype, "tz", None)
    return np.datetime_as_string(
        (values.dt.tz_convert(None) if zone else values).to_numpy()
    ).tolist()


def _literal(name, row, cell) -> str:
    """The cell as Python writes it; a learner's table may hold anything else."""
    if cell is pd.NA or cell is pd.NaT or (type(cell) is float and not math.isfinite(cell)):
        return repr(cell)
    if not _is_literal(cell):
        raise ValueError(
            f"column {name!r} holds {type(cell).__module__}.{type(cell).__qualname__} in row "
            f"{row}, or around it, which a file does not give back: make it a text, a number or a "
            "tuple of them, or leave the column out"
        )
    return repr(cell)


def _is_literal(value, depth=DEEPEST) -> bool:
    """Whether Python reads back what it writes."""
    if type(value) in (dict, tuple, list, set):
        inner = (*value, *value.values()) if type(value) is dict else value
        return depth > 0 and all(_is_literal(cell, depth - 1) for cell in inner)
    if type(value) in (float, complex):
        return math.isfinite(abs(value))
    if type(value) is int:
        return value.bit_length() <= MOST_BITS
    return value is None or type(value) in (str, bytes, bool)


def _from_texts(texts, note) -> pd.Series:
    """What _to_texts() made texts of."""
    kind, dtype = note["kind"], note["dtype"]
    if kind == "number":
        read = {"b": lambda text: text == "True", "f": float}.get(np.dtype(dtype).kind, int)
        return pd.Series(np.array([read(text) for text in texts], dtype))
    if kind == "time":
        return _times(texts, dtype)
    if kind == "object":
        cells = [WORDS[text] if text in WORDS else ast.literal_eval(text) for text in texts]
        return pd.Series(_objects(cells), dtype=object)
    gaps = set(note["missing"])
    if kind == "category":
        known = pd.Index(_from_texts(note["categories"], note["how"]))
        code_of = {text: code for code, text in enumerate(note["categories"])}
        codes = [-1 if row in gaps else code_of[text] for row, text in enumerate(texts)]
        return pd.Series(pd.Categorical.from_codes(codes, known, ordered=note["ordered"]))
    read = {"text": str}.get(kind, float if "Float" in dtype else ast.literal_eval)
    cells = [None if row in gaps else read(text) for row, text in enumerate(texts)]
    return pd.Series(pd.array(cells, dtype=dtype))


def _times(texts, dtype):
    known = pd.api.types.pandas_dtype(dtype)
    unit = getattr(known, "unit", None) or np.datetime_data(known)[0]
    if known.kind == "m":
        return pd.Series(np.array(list(map(int, texts)), np.int64).view(f"timedelta64[{unit}]"))
    times = pd.Series(np.array(texts, f"datetime64[{unit}]"))
    return times.dt.tz_localize("UTC").astype(dtype) if hasattr(known, "tz") else times


def _objects(cells):
    """(n,) object array: NumPy would make a matrix of tuples of one length."""
    array = np.empty(len(cells), object)
    array[:] = [None] * len(cells)
    for row, cell in enumerate(cells):
        array[row] = cell
    return array
