"""A column of the table as a few colored levels, for the still picture."""

from dataclasses import dataclass

import matplotlib
import numpy as np

from utils.explorer.columns import Block, pack_column
from utils.explorer.description import Description
from utils.plots import BLUE, GRAY, GREEN, ORANGE, PURPLE, RED

HUES = (BLUE, ORANGE, GREEN, RED, PURPLE, "#56B4E9")
BINS = 5
OTHERS, MISSING = "others", "unknown"
PALE = "#c8c8c8"


@dataclass(frozen=True)
class Coloring:
    """Levels of a column.

    Attributes:
        name: of the column.
        levels: the name and the color of each.
        of: (n,) int, the level of each row.
    """

    name: str
    levels: list[tuple[str, str]]
    of: np.ndarray


def coloring(described: Description, name: str | None) -> Coloring | None:
    """The rows by the values of a column, classes and numbers told apart as the live view does.

    Args:
        described: what is shown.
        name: of the column; None, or no such column, or one of texts: no coloring.
    """
    columns = described.columns
    if name is None or name not in columns or not len(columns):
        return None
    block = Block()
    packed = pack_column(block, name, columns[name], as_number=name == described.popularity)
    if packed["kind"] == "text":
        return None
    whole = block.bytes()

    def array(reference):
        kind = np.dtype(reference["type"]).newbyteorder("<")
        return np.frombuffer(whole, kind, reference["length"], reference["offset"])

    if packed["kind"] == "number":
        return Coloring(name, *_fifths(array(packed["values"]).astype(float), packed.get("date")))
    starts, codes = (array(packed[part]) for part in ("starts", "codes"))
    return Coloring(name, *_classes(packed["levels"], starts, codes))


def _classes(names, starts, codes):
    """The most frequent classes in colors, the others in gray; a row has its first one's."""
    first = np.full(len(starts) - 1, -1)
    some = starts[1:] > starts[:-1]
    first[some] = codes[starts[:-1][some]]
    counts = np.bincount(first[some], minlength=len(names))
    kept = np.argsort(-counts, kind="stable")[: len(HUES)]
    place = np.full(len(names) + 1, len(kept))
    place[kept] = np.arange(len(kept))
    place[-1] = len(kept) + 1
    levels = [(str(names[code])[:28].replace("$", r"\$"), HUES[i]) for i, code in enumerate(kept)]
    return [*levels, (OTHERS, GRAY), (MISSING, PALE)], place[first]


def _fifths(values, is_date):
    """Equally many rows in each of five steps, from dark to light."""
    there = values[~np.isnan(values)]
    bounds = np.unique(np.quantile(there, np.arange(1, BINS) / BINS)) if len(there) else there
    of = np.where(np.isnan(values), len(bounds) + 1, np.searchsorted(bounds, values, side="right"))
    said = [str(np.datetime64(int(v), "ms"))[:10] if is_date else f"{v:.4g}" for v in bounds]
    names = [f"below {said[0]}", *(f"from {text}" for text in said)] if said else ["all"]
    shades = matplotlib.colormaps["plasma"](np.linspace(0, 0.85, len(names)))
    hexes = [matplotlib.colors.to_hex(shade) for shade in shades]
    return [*zip(names, hexes, strict=True), (MISSING, PALE)], of
