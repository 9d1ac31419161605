"""The two files that the TensorBoard Embedding Projector loads."""

from pathlib import Path

import numpy as np
import pandas as pd

from utils.base.files import replacing
from utils.data.checked import refused_by_name


def write_projector(vectors: np.ndarray, table: pd.DataFrame, folder: Path) -> None:
    """Write vectors.tsv and metadata.tsv.

    Args:
        vectors: (n, dim) floats.
        table: DataFrame of n rows, any columns.
        folder: where; made if need be.

    Raises:
        ValueError: if two columns would have the same name there, or naming a column of cells that
            have no text.
    """
    names = [_cell(name) for name in table]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two columns would be called {twice.pop()!r}: give one another name")
    cells = [_cells(name, values) for name, values in table.items()]
    # The Projector takes the first line for names only where there are several columns.
    lines = [names] * (len(names) > 1) + list(zip(*cells, strict=True))
    text = "".join("\t".join(line) + "\n" for line in lines)
    with replacing(folder / "vectors.tsv") as file:
        np.savetxt(file, vectors, fmt="%.9g", delimiter="\t")
    with replacing(folder / "metadata.tsv") as file:
        file.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _cells(name, values):
    with refused_by_name(name):
        return list(map(_cell, values))


def _cell(value):
    """A value as text of one line, never empty: the format has no quotes, and skips empty lines."""
    missing = pd.api.types.is_scalar(value) and pd.isna(value)
    return "–" if missing else " ".join(str(value).split()) or "–"
