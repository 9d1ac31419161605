"""What the explorer is given: spaces and their table as JSON and one block of bytes."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from utils.embeddings import EmbeddingSpace

MOST_LEVELS = 40  # of a text column; with more, it is a text to read and not a coloring
FEW_INTEGERS = 12  # an integer column with no more values than this names classes


@dataclass(frozen=True)
class FoldIn:
    """How a model makes a user's vector from ratings when the items' vectors are fixed.

    u minimizes  w Σ_rated (t − ⟨u, v⟩)² + w₀ Σ_unrated ⟨u, v⟩² + λ‖u‖²  with
    t = (stars − offset) / scale.

    The defaults are WALS's half-step where five stars count as "watched" (t = 1) and one star as
    not (t = 0). A model of centered stars has weight 1, unobserved 0, its mean rating as offset,
    and scale 1.

    Args:
        l2: λ > 0.
        weight: w > 0, of a rated item.
        unobserved: w₀ ≥ 0, of an item that was not rated.
        offset, scale: what turns stars into the target.

    Source: Hu, Koren, Volinsky 2008, sec. 4.
    """

    l2: float = 15.0
    weight: float = 5.0
    unobserved: float = 1.0
    offset: float = 1.0
    scale: float = 4.0


class Block:
    """Arrays in one block of bytes, little-endian, each found again by its reference."""

    def __init__(self):
        self.parts, self.size = [], 0

    def add(self, array):
        """Append an array of integers or floats.

        Returns:
            dict of type ("int32" or "float32"), offset in bytes and length in elements.
        """
        array = np.asarray(array)
        kind = "int32" if array.dtype.kind in "iu" else "float32"
        raw = np.ascontiguousarray(array, np.dtype(kind).newbyteorder("<")).tobytes()
        reference = {"type": kind, "offset": self.size, "length": int(array.size)}
        self.parts.append(raw)
        self.size += len(raw)
        return reference

    def bytes(self):
        """The whole block."""
        return b"".join(self.parts)


def pack(spaces, popularity="ratings", fold_in=None, axes=None, epochs=False, noun="movies"):
    """Spaces over the same rows, as the JavaScript wants them.

    Args:
        spaces: EmbeddingSpace, or dict of name → EmbeddingSpace with the same titles.
        popularity: a column of numbers of the table; without such a column, there is no popularity.
        fold_in: FoldIn, or dict of name → FoldIn; None where ratings make no vector.
        axes: dict of name → (dim,) floats: directions of the first space.
        epochs: whether the spaces are one model at different times, in their order.
        noun: what the rows are, in the plural.

    Returns:
        (dict for JSON, bytes).

    Raises:
        ValueError: if there is no space, titles differ, an axis has another dimension, or
            popularity is no column of numbers.
    """
    named = {"space": spaces} if isinstance(spaces, EmbeddingSpace) else dict(spaces)
    first = _checked(named, axes or {})
    block = Block()
    rules = fold_in if isinstance(fold_in, dict) else dict.fromkeys(named, fold_in)
    maps = _epoch_maps(list(named.values())) if epochs else [_maps(s) for s in named.values()]
    meta = {
        "titles": _texts(first.table["title"]),
        "noun": noun,
        "popularity": popularity,
        "epochs": epochs,
        "columns": [
            _numbers(block, name, values) if name == popularity else _column(block, name, values)
            for name, values in first.table.drop(columns="title").items()
        ],
        "axes": [{"name": name, "vector": block.add(v)} for name, v in (axes or {}).items()],
        "spaces": [
            {
                "name": str(name),
                "dim": space.vectors.shape[1],
                "vectors": block.add(space.vectors),
                "maps": {kind: block.add(xy) for kind, xy in its_maps.items()},
                "rule": asdict(rules[name]) if rules.get(name) else None,
            }
            for (name, space), its_maps in zip(named.items(), maps, strict=True)
        ],
    }
    return meta, block.bytes()


def _checked(named, axes):
    if not named:
        raise ValueError("there is no space to explore: give at least one")
    (first_name, first), *others = named.items()
    for name, space in others:
        if space.table["title"].tolist() != first.table["title"].tolist():
            raise ValueError(
                f"the spaces {first_name!r} ({len(first)} rows) and {name!r} ({len(space)} rows) "
                "do not have the same titles in the same order: cut both to the rows they share"
            )
    for name, vector in axes.items():
        if np.shape(vector) != (first.vectors.shape[1],) or not np.isfinite(vector).all():
            raise ValueError(
                f"the axis {name!r} has shape {np.shape(vector)}: it must be "
                f"{first.vectors.shape[1]} finite numbers, as many as the space has dimensions"
            )
    return first


def _maps(space):
    return space.maps or {"pca": space.map("pca")}


def _epoch_maps(spaces):
    """One PCA for all times, that of the last: so what moves are the points, not the map."""
    last = spaces[-1]
    middle = last.vectors.mean(axis=0)
    plane = np.linalg.lstsq(last.vectors - middle, last.map("pca"), rcond=None)[0]
    return [{"pca": (space.vectors - middle) @ plane} for space in spaces]


def _numbers(block, name, values):
    if not pd.api.types.is_numeric_dtype(values.dtype):
        raise ValueError(f"popularity is the column {name!r}, but it does not hold numbers")
    return {"name": str(name), "kind": "number", "values": block.add(values.astype("float32"))}


def _column(block, name, values):
    """A column as numbers, as levels (one or several a row), or as text."""
    name, values = str(name), values.reset_index(drop=True)
    lists = _lists(values)
    if lists is None and pd.api.types.is_numeric_dtype(values.dtype):
        return _numbers(block, name, values)
    if lists is None:
        return {"name": name, "kind": "text", "values": _texts(values)}
    starts = np.concatenate([[0], np.cumsum([len(cell) for cell in lists])]).astype(np.int32)
    codes, levels = pd.factorize(np.array([v for cell in lists for v in cell], object), sort=True)
    columns = {"starts": block.add(starts), "codes": block.add(codes.astype(np.int32))}
    return {"name": name, "kind": "levels", "levels": [str(v) for v in levels], **columns}


def _lists(values):
    """The classes of each row, as lists of str; None if the column names no classes.

    Tuples, lists and texts with bars, as MovieLens writes its genres, are several in a row.
    """
    present = values.dropna()
    if pd.api.types.is_bool_dtype(values.dtype):
        return [[str(value)] for value in values]
    if pd.api.types.is_numeric_dtype(values.dtype):
        few = pd.api.types.is_integer_dtype(values.dtype) and present.nunique() <= FEW_INTEGERS
        return [[] if pd.isna(v) else [f"{int(v):d}"] for v in values] if few else None
    if len(present) and present.map(lambda v: isinstance(v, tuple | list)).all():
        return [[str(v) for v in cell] if isinstance(cell, tuple | list) else [] for cell in values]
    texts = _texts(values)
    cells = [text.split("|") if text else [] for text in texts]
    distinct = {v for cell in cells for v in cell}
    return cells if len(distinct) <= MOST_LEVELS else None


def _texts(values):
    """Cells as a list of str, "" where there is none."""
    return values.astype(object).where(values.notna(), "").map(str).tolist()
