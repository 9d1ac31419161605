"""The columns of a table as numbers, as classes or as text, in one block of bytes."""

import datetime
import json
from collections.abc import Hashable

import numpy as np
import pandas as pd

from utils.data.checked import refused_by_name

MOST_LEVELS = 40  # of a text column; with more, it is a text to read and not a coloring
FEW_INTEGERS = 12  # an integer column with no more values than this names classes
ALIGNED = 8  # a typed array must begin at a multiple of its element's size
EXACT = 2**53  # the integers up to here are numbers in JavaScript
MILLISECOND = np.timedelta64(1, "ms")
COLLECTIONS = (list, tuple, set, frozenset)


class Block:
    """Arrays in one block of bytes, little-endian, each found again by its reference."""

    def __init__(self):
        self.parts, self.size = [], 0

    def add(self, array: np.ndarray) -> dict:
        """Append an array of bytes, integers within 32 bits, or floats.

        Returns:
            dict of type ("uint8", "int32", "float32", or "float64" where an array of that has a
            value that float32 lacks), offset in bytes and length in elements.
        """
        array = np.asarray(array)
        kind = _kind_of(array)
        raw = np.ascontiguousarray(array, np.dtype(kind).newbyteorder("<")).tobytes()
        reference = {"type": kind, "offset": self.size, "length": int(array.size)}
        self.parts.append(raw + bytes(-len(raw) % ALIGNED))
        self.size += len(self.parts[-1])
        return reference

    def bytes(self) -> bytes:
        """The whole block."""
        return b"".join(self.parts)


def _kind_of(array):
    if array.dtype == np.uint8:
        return "uint8"
    if array.dtype.kind in "iu":
        return "int32"
    with np.errstate(over="ignore"):
        short = array.dtype != np.float64 or np.array_equal(
            array.astype(np.float32), array, equal_nan=True
        )
    return "float32" if short else "float64"


def pack_column(block: Block, name: Hashable, values: pd.Series, as_number: bool = False) -> dict:
    """A column as numbers, as levels (one or several a row), or as text; as dict for JSON.

    Dates are numbers: milliseconds since 1970. Integers of which a JavaScript number would lose
    digits are text. Sets and lists are levels; dicts, and arrays of numbers, are text.

    Args:
        block: Block.
        name: of the column.
        values: Series.
        as_number: whether it has to be numbers, however few.

    Raises:
        ValueError: naming a column of cells that have no text.
    """
    with refused_by_name(name):
        return {"name": str(name), **_packed(block, _of_arrow(values), as_number)}


def _packed(block, values, as_number):
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return {"kind": "number", "date": True, "values": block.add(_milliseconds(values))}
    values = _plain(values)
    classes = None if as_number else _classes(values)
    if classes:
        levels, starts, codes = classes
        placed = {"starts": block.add(starts), "codes": block.add(codes)}
        return {"kind": "levels", "levels": levels, **placed}
    numbers = _numbers(values)
    if numbers is None:
        return {"kind": "text", "values": pack_texts(block, values)}
    return {"kind": "number", "values": block.add(numbers)}


def _of_arrow(values):
    """Arrow's days as times, its lists and structs as cells: pandas cannot tell their classes."""
    if not isinstance(values.dtype, pd.ArrowDtype):
        return values
    if values.dtype.type is datetime.date:
        return values.astype("datetime64[s]")
    return values.astype(object) if values.dtype.type in (list, dict) else values


def _milliseconds(values):
    """(n,) float64; NaN where there is no date."""
    times = values.dt.tz_convert("UTC").dt.tz_localize(None) if values.dt.tz else values
    since = (times.to_numpy("datetime64[ns]") - np.datetime64(0, "ms")) / MILLISECOND
    return np.where(times.isna(), np.nan, since)


def _numbers(values):
    """The values as an array that Block.add takes; None if they are no numbers, or lose digits."""
    dtype = values.dtype
    if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_complex_dtype(dtype):
        return None
    if pd.api.types.is_integer_dtype(dtype):
        present = values.dropna()
        largest = max(-int(present.min()), int(present.max())) if len(present) else 0
        if largest > EXACT:
            return None
        if len(present) == len(values) and largest < 2**31:
            return values.to_numpy(np.int32)
    return values.to_numpy(np.float64, na_value=np.nan)


def _plain(values):
    """Cells that can be compared: collections as tuples of str, what cannot be levels as text."""
    if values.dtype != object:
        return values
    present = values.dropna()
    if not any(isinstance(cell, (*COLLECTIONS, dict, np.ndarray)) for cell in present):
        return values.map(_hashable, na_action="ignore")
    if any(isinstance(cell, dict | np.ndarray) and not _names_things(cell) for cell in present):
        return values.map(_as_text, na_action=None)
    return values.map(_as_names, na_action=None)


def _names_things(cell):
    return isinstance(cell, np.ndarray) and cell.ndim == 1 and cell.dtype.kind in "OUSb"


def _is_missing(cell):
    return not isinstance(cell, (*COLLECTIONS, dict)) and np.ndim(cell) == 0 and pd.isna(cell)


def _hashable(cell):
    try:
        hash(cell)
    except TypeError:
        return str(cell)
    return cell


def _as_text(cell):
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, np.ndarray):
        return np.array2string(cell, threshold=8, precision=4)
    return "" if _is_missing(cell) else str(cell)


def _as_names(cell):
    """The cell as a tuple of str: in their order, or sorted where they have none."""
    if isinstance(cell, set | frozenset):
        return tuple(sorted(map(str, cell)))
    if isinstance(cell, (list, tuple, np.ndarray)):
        return tuple(map(str, cell))
    return () if _is_missing(cell) else tuple(str(cell).split("|"))


def pack_texts(block: Block, values: pd.Series) -> dict:
    """Cells as UTF-8 with NUL between them, "" where there is none, and where each begins.

    Args:
        block: Block.
        values: Series of n cells.

    Returns:
        dict of references: `bytes`, and `starts` of n + 1 elements.
    """
    texts = list(map(str, values.astype(object).where(values.notna(), "")))
    if "\0" in "".join(texts):
        texts = [text.replace("\0", " ") for text in texts]
    joined = np.frombuffer("\0".join(texts).encode("utf-8", "replace"), np.uint8)
    ends = np.append(np.flatnonzero(joined == 0), len(joined))[: len(texts)]
    return {"bytes": block.add(joined), "starts": block.add(np.append(0, ends + 1))}


def _classes(values):
    """(levels, starts (n + 1,), codes): the classes of each row; None if the column names none.

    Tuples, lists and texts with bars, as MovieLens writes its genres, are several in a row. What is
    equal is looked at once: a million rows have few different cells where they name classes.
    """
    present = values.dropna() if values.dtype == object else ()
    lists = len(present) > 0 and all(isinstance(cell, tuple) for cell in present)
    cells, distinct = pd.factorize(values)
    names = _names(distinct, values.dtype, lists)
    if names is None:
        return None
    codes, levels = pd.factorize(np.array([n for cell in names for n in cell], object), sort=True)
    starts, places = _gather([len(cell) for cell in names], cells)
    return [str(level) for level in levels], starts, codes[places].astype(np.int32)


def _names(distinct, dtype, lists):
    """The classes that each distinct cell names; None if they are no classes."""
    if lists:
        return [[str(name) for name in cell] for cell in distinct]
    if pd.api.types.is_bool_dtype(dtype):
        return [[str(cell)] for cell in distinct]
    if pd.api.types.is_numeric_dtype(dtype):
        few = pd.api.types.is_integer_dtype(dtype) and len(distinct) <= FEW_INTEGERS
        return [[f"{int(cell):d}"] for cell in distinct] if few else None
    names, seen = [], set()
    for cell in distinct:
        names.append(str(cell).split("|") if str(cell) else [])
        seen.update(names[-1])
        if len(seen) > MOST_LEVELS:
            return None
    return names


def _gather(lengths, cells):
    """Lists laid one after the other by row: (where each begins (n + 1,), which elements follow).

    Args:
        lengths: of the lists.
        cells: (n,) int, which list each row has; -1 for none.
    """
    lengths = np.array([*lengths, 0], int)  # the last is that of -1
    firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    starts = np.concatenate([[0], np.cumsum(lengths[cells])])
    shifts = np.repeat(firsts[cells] - starts[:-1], lengths[cells])
    return starts, np.arange(starts[-1]) + shifts
