"""The columns of a table as numbers, as classes or as text, in one block of bytes."""

import numpy as np
import pandas as pd

MOST_LEVELS = 40  # of a text column; with more, it is a text to read and not a coloring
FEW_INTEGERS = 12  # an integer column with no more values than this names classes
ALIGNED = 4  # a typed array must begin at a multiple of its element's size


class Block:
    """Arrays in one block of bytes, little-endian, each found again by its reference."""

    def __init__(self):
        self.parts, self.size = [], 0

    def add(self, array):
        """Append an array of bytes, integers or floats.

        Returns:
            dict of type ("uint8", "int32" or "float32"), offset in bytes and length in elements.
        """
        array = np.asarray(array)
        kind = array.dtype.name
        if kind != "uint8":
            kind = "int32" if array.dtype.kind in "iu" else "float32"
        raw = np.ascontiguousarray(array, np.dtype(kind).newbyteorder("<")).tobytes()
        reference = {"type": kind, "offset": self.size, "length": int(array.size)}
        self.parts.append(raw + bytes(-len(raw) % ALIGNED))
        self.size += len(self.parts[-1])
        return reference

    def bytes(self):
        """The whole block."""
        return b"".join(self.parts)


def pack_column(block, name, values, as_number=False):
    """A column as numbers, as levels (one or several a row), or as text.

    Args:
        block: Block.
        name: of the column.
        values: Series.
        as_number: whether it has to be numbers, however few.

    Returns:
        dict for JSON.

    """
    numeric = pd.api.types.is_numeric_dtype(values.dtype)
    classes = None if as_number else _classes(values)
    if classes:
        levels, starts, codes = classes
        placed = {"starts": block.add(starts), "codes": block.add(codes)}
        return {"name": str(name), "kind": "levels", "levels": levels, **placed}
    if numeric:
        numbers = block.add(values.to_numpy(np.float32, na_value=np.nan))
        return {"name": str(name), "kind": "number", "values": numbers}
    return {"name": str(name), "kind": "text", "values": pack_texts(block, values)}


def pack_texts(block, values):
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
    lists = len(present) > 0 and all(isinstance(cell, tuple | list) for cell in present)
    cells, distinct = pd.factorize(values.map(tuple, na_action="ignore") if lists else values)
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
