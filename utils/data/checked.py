"""What a table has to be: columns once, in their dtypes, and lines that are valid.

A table's index is the line in its file, so that an error can tell where.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_float_dtype

from utils.data.kinds import AnyPath

EXACT = 2**53  # below it, a float64 holds every integer
LARGEST = float(np.finfo(np.float32).max)


def once(names: list[str], path: AnyPath) -> list[str]:
    """The names, unless one of them is there twice: then a ValueError that names it."""
    twice = [name for place, name in enumerate(names) if name and name in names[:place]]
    if twice:
        raise ValueError(
            f"{path} has the column {twice[0]} twice. Delete or rename the one you do not mean"
        )
    return names


def require(valid: pd.Series, path: AnyPath, problem: Callable[[Any], str]) -> None:
    """Refuse a table in which a line is not valid.

    Args:
        valid: bool Series, indexed by line number, or by something that its index has as its name.
        path: the file, for the message.
        problem: function of a line number that says in words what is wrong there.

    Raises:
        ValueError: for the first line that is not valid.
    """
    if not valid.all():
        line = valid.idxmin()
        raise ValueError(
            f"{path}, {valid.index.name or 'line'} {line}: {problem(line)}. "
            "Correct it or put the original file back"
        )


def require_once(
    table: pd.DataFrame, keys: list[str], path: AnyPath, problem: Callable[[pd.Series], str]
) -> None:
    """Refuse a table in which the same values of some columns come a second time.

    Args:
        table: DataFrame, indexed as for `require`.
        keys: list of columns.
        path: the file, for the message.
        problem: function of a row, a Series of the keys, that says what is there twice.

    Raises:
        ValueError: for the first repetition; says both lines.
    """
    repeated = table.duplicated(keys)
    if not repeated.any():
        return
    row = table.loc[repeated.idxmax(), keys]
    first = (table[keys] == row).all(axis=1).idxmax()
    place = table.index.name or "line"
    require(~repeated, path, lambda _: f"{problem(row)} for the second time, after {place} {first}")


def typed(frame: pd.DataFrame, columns: Mapping[str, str | None], path: AnyPath) -> pd.DataFrame:
    """The columns of a table in their dtypes.

    Args:
        frame: DataFrame, indexed as for `require`.
        columns: dict, name → dtype: "int64", "float32", "str", or "text", of which any may be
            missing; None for a column to leave out.
        path: the file, for the message.

    Raises:
        ValueError: for the first value that is none of its dtype. Only a `title` may be missing.
    """
    kept = {column: dtype for column, dtype in columns.items() if dtype is not None}
    return pd.DataFrame({c: _column(frame[c], dtype, path) for c, dtype in kept.items()})


def _column(raw, dtype, path):
    is_text = dtype in ("str", "text")
    values = raw if is_text else _numbers(raw)
    valid = values.notna() | (raw.name == "title") | (dtype == "text")
    if not is_text and is_bool_dtype(raw.dtype):
        valid &= False
    if dtype == "int64":
        valid &= values % 1 == 0
        if is_float_dtype(values.dtype):
            valid &= values.abs() < EXACT
    kind = {"str": "text", "text": "text", "int64": "an integer", "float32": "a number"}[dtype]
    require(valid, path, lambda line: f"{raw.name} is {_shown(raw[line])}, not {kind}")
    if dtype == "float32":
        fits = ~(values.abs() > LARGEST) | np.isinf(values)
        require(fits, path, lambda line: f"{raw.name} is '{raw[line]}', above {LARGEST:.2g}")
    return values.astype("str" if is_text else dtype)


def _numbers(raw):
    """As numbers; where one is none, the rest may lose digits, and nobody will see them."""
    try:
        return pd.to_numeric(raw)
    except (ValueError, TypeError):
        return pd.to_numeric(raw, errors="coerce")


def _shown(value):
    return "empty" if pd.isna(value) else f"'{value}'"


def unmasked(array: Any) -> Any:
    """The array, with NaN where NumPy masks it: read as it is, it shows what lies beneath."""
    masked = isinstance(array, np.ma.MaskedArray)
    return np.ma.filled(array.astype(float), np.nan) if masked else array


@contextmanager
def refused_by_name(column: Hashable) -> Iterator[None]:
    """Whatever goes wrong within, such as a cell whose own `str` fails, is told of its column.

    Args:
        column: its name.

    Raises:
        ValueError: naming the column, and what went wrong.
    """
    try:
        yield
    except Exception as error:
        raise ValueError(
            f"column {column!r} holds what cannot be shown as text ({type(error).__name__}: "
            f"{error}): make it numbers or texts, or leave it out"
        ) from error
