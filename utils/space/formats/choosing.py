"""Which of several things in a file are the vectors, and which says what a row is."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Source = str | Path  # what is read, as a message calls it
Wanted = str | Sequence[str] | None  # the name that is asked for; None: guess
LABELS = ("title", "label", "name", "word", "token", "text", "id")  # in the order of preference
NUMBERED = re.compile(r"(.*?)[_\s.\-]*\d+")


@dataclass
class Found:
    """What a file holds.

    Attributes:
        vectors: (n, dim) floats.
        table: DataFrame of n rows, or None where the file says nothing of them.
        notes: what was guessed, in words.
    """

    vectors: np.ndarray
    table: pd.DataFrame | None = None
    notes: list = field(default_factory=list)


def choose(shapes: Mapping[str, Sequence[int]], wanted: Wanted, source: Source) -> str:
    """The name of the matrix that is meant.

    Args:
        shapes: dict of name → shape, of everything that could be it.
        wanted: a name, or None for the only one there is.
        source: what is read, for the message.

    Raises:
        ValueError: if there is no matrix, no such one, or several; names them.
    """
    shown = ", ".join(f"{name!r} {tuple(shape)}" for name, shape in list(shapes.items())[:12])
    if wanted is not None:
        if isinstance(wanted, str) and wanted in shapes:
            return wanted
        raise ValueError(f"{source} has no matrix {wanted!r}: it has {shown or 'none'}")
    if len(shapes) == 1:
        return next(iter(shapes))
    if not shapes:
        raise ValueError(f"{source} has no matrix with a row for each vector")
    raise ValueError(f"{source} has several matrices: {shown}. Say which: vectors=…")


def vector_columns(table: pd.DataFrame, wanted: Wanted, source: Source) -> tuple[list, str | None]:
    """The columns of a table that are the vectors: one that holds lists, or many of numbers.

    Args:
        table: DataFrame, or its first rows.
        wanted: a name of a column of lists; what numbered columns begin with, as "emb" of emb_0,
            emb_1; a list of names; or None to guess.
        source: what is read, for the message.

    Returns:
        (names, note): list of columns, and what was guessed, in words, or None.

    Raises:
        ValueError: if there is nothing to choose from, or too much; names the columns.
    """
    names = list(table.columns)
    numeric = [name for name in names if _is_number(table[name])]
    lists = [name for name in names if _is_list(table[name])]
    if wanted is not None:
        return _wanted_columns(names, numeric, wanted, source), None
    if len(lists) == 1:
        return lists, f"vectors: the column {lists[0]!r}"
    if len(lists) > 1:
        raise ValueError(f"{source} has several columns of lists, {lists}: say which: vectors=…")
    families: dict[str | None, list] = {}
    for name in numeric:
        match = NUMBERED.fullmatch(str(name))
        families.setdefault(match[1] if match else None, []).append(name)
    families.pop(None, None)
    largest: list = max(families.values(), key=len, default=[])
    chosen = largest if len(largest) > 1 else numeric
    if not chosen:
        raise ValueError(f"{source} has no column of numbers or lists: its columns are {names}")
    return chosen, f"vectors: {len(chosen)} columns of numbers, {chosen[0]!r} to {chosen[-1]!r}"


def _wanted_columns(names, numeric, wanted, source):
    if not isinstance(wanted, str):
        wanted = list(wanted)
        if absent := [name for name in wanted if name not in names]:
            raise ValueError(f"{source} has no column {absent[0]!r}: its columns are {names}")
        return wanted
    if wanted in names:
        return [wanted]
    begin = [n for n in numeric if (m := NUMBERED.fullmatch(str(n))) and m[1] == wanted.rstrip("_")]
    if begin:
        return begin
    raise ValueError(f"{source} has no column {wanted!r}: its columns are {names}")


def _is_number(values):
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _is_list(values):
    present = values.dropna().head(20)
    return len(present) > 0 and all(
        isinstance(cell, list | tuple | np.ndarray)
        or (isinstance(cell, str) and re.fullmatch(r"\s*\[[\d\s.,eE+\-naif]*\]\s*", cell))
        for cell in present
    )


def labelled(
    table: pd.DataFrame | None, label: str | Sequence | None, n: int, source: Source
) -> tuple[pd.DataFrame, Any, str | None]:
    """A table that has a column of labels.

    Args:
        table: DataFrame of n rows, or None.
        label: a column, a list of n labels, or None to guess.
        n: how many vectors there are.
        source: what is read, for the message.

    Returns:
        (table, label, note): the note says what was guessed, or is None.

    Raises:
        ValueError: if there is no such column, or not one label for each vector.
    """
    if label is not None and not isinstance(label, str):
        rows = pd.DataFrame(index=range(n)) if table is None else table.reset_index(drop=True)
        if len(label) != n:
            raise ValueError(f"{len(label)} labels for {n} vectors: give one for each")
        name = "label" if "label" not in rows else "label of yours"
        return rows.assign(**{name: list(label)}), name, None
    if table is None:
        note = "no table, so rows are called by their numbers"
        return pd.DataFrame({"row": [str(row) for row in range(n)]}), "row", note
    return table, *choose_label(table, label, source)


def choose_label(table: pd.DataFrame, wanted: str | None, source: Source) -> tuple[Any, str | None]:
    """(name, note): the column that says what a row is, and what was guessed, or None.

    Raises:
        ValueError: if the wanted one is not there; names those that are.
    """
    if wanted is not None:
        if wanted in table:
            return wanted, None
        raise ValueError(f"{source} has no column {wanted!r}: its columns are {list(table)}")
    lower = {str(name).lower(): name for name in reversed(list(table))}
    usual = [lower[name] for name in LABELS if name in lower]
    texts = [name for name in table if not _is_number(table[name])]
    if chosen := usual[:1] or texts[:1] or list(table)[:1]:
        return chosen[0], f"labels: the column {chosen[0]!r}"
    return None, "labels: the numbers of the rows"


def stack_lists(cells: pd.Series, source: Source) -> np.ndarray:
    """Lists, or texts of lists, as one matrix.

    Args:
        cells: Series of n lists; its index and the index's name say where a fault lies.
        source: what is read, for the message.

    Raises:
        ValueError: names the first row whose list is missing, of another length, or no numbers.
    """
    rows, dim, place = [], None, cells.index.name or "row"
    for number, cell in cells.items():
        row = _one_list(cell)
        if row is None:
            shown = str(cell)[:60]
            raise ValueError(f"{source}, {place} {number}: {shown!r} is no list of numbers")
        dim = dim or row.size
        if row.size != dim:
            raise ValueError(
                f"{source}, {place} {number}: {row.size} numbers, where the first has {dim}"
            )
        rows.append(row)
    return np.array(rows, dtype=np.float32) if rows else np.empty((0, 0), np.float32)


def _one_list(cell):
    try:
        numbers = re.sub(r"[\[\],]", " ", cell).split() if isinstance(cell, str) else cell
        row = np.asarray(numbers, dtype=np.float32)
    except (TypeError, ValueError):
        return None
    return row if row.ndim == 1 and row.size else None


def check_columns(table: pd.DataFrame, label: Hashable) -> None:
    """Raise ValueError unless a table has one row of names, each there once, and the label."""
    if table.columns.nlevels > 1:
        raise ValueError(f"the table has {table.columns.nlevels} rows of column names: keep one")
    if label not in table:
        columns = ", ".join(map(str, table.columns)) or "none"
        raise ValueError(f"the table needs a column {label!r}; its columns are: {columns}")
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise ValueError(f"two columns are called {twice!r}: give one another name")
