"""Vectors and tables in text: CSV, TSV, and the files of the Embedding Projector."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from utils.data.kinds import kind_of
from utils.data.tables import column_names, read_csv, read_plain
from utils.data.text import header_of, opened
from utils.space.formats.choosing import Found, Wanted, choose, stack_lists, vector_columns

SAMPLE = 200  # rows that are looked at before a column is taken for numbers
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")  # 007 and 1e5 may be names


def read_delimited(path: Path, vectors: Wanted = None) -> Found:
    """A table of text with a header, some columns of which are the vectors; or numbers alone.

    Raises:
        ValueError: names the file and the line, or the columns.
    """
    header = header_of(path)
    sep = max("\t,;", key=header.count)
    cells = header.split(sep)
    if all(_is_number(cell) for cell in cells):
        columns = {f"number {place}": "float32" for place in range(1, len(cells) + 1)}
        return Found(read_plain(path, columns, sep).to_numpy())
    names = column_names(path, sep)
    with opened(path) as file:
        sample = pd.read_csv(file, sep=sep, nrows=SAMPLE, header=0, names=names, index_col=False)
    chosen, note = vector_columns(sample, vectors, path)
    is_list = len(chosen) == 1 and not pd.api.types.is_numeric_dtype(sample[chosen[0]])
    kinds = {name: "text" for name in names if name} | dict.fromkeys(
        chosen, "str" if is_list else "float32"
    )
    frame = read_csv(path, kinds, sep).rename_axis("line")
    matrix = stack_lists(frame[chosen[0]], path) if is_list else frame[chosen].to_numpy()
    table = frame.drop(columns=chosen)
    return Found(
        matrix, _with_numbers(table) if len(table.columns) else None, [note] if note else []
    )


def _is_number(cell):
    try:
        return bool(cell.strip()) and float(cell) is not None
    except ValueError:
        return False


def _with_numbers(table):
    """Columns of plain numbers as numbers; all others stay the texts that they are."""
    return pd.DataFrame({name: _as_numbers(values) for name, values in table.items()})


def _as_numbers(values):
    present = values.dropna()
    plain = len(present) and present.map(lambda text: bool(PLAIN_NUMBER.fullmatch(text))).all()
    return pd.to_numeric(values) if plain else values


def read_metadata(path: str | Path, n: int) -> pd.DataFrame:
    """The table that goes with n vectors: TSV as the Projector has it, CSV, or Parquet.

    Raises:
        ValueError: if it does not have n rows; or as `read_csv`.
    """
    path = Path(path)
    if kind_of(path) == "parquet":
        table = pd.read_parquet(path)
    else:
        header = header_of(path)
        sep = max("\t,;", key=header.count)
        table = _plain_table(path, header, n) if sep in ("\t",) or sep not in header else None
        if table is None:
            table = read_csv(path, dict.fromkeys(column_names(path, sep), "text"), sep)
        table = _with_numbers(table)
    if len(table) != n:
        raise ValueError(
            f"{path} has {len(table)} rows for {n} vectors: there must be one for each"
        )
    return table.reset_index(drop=True)


def _plain_table(path, header, n):
    """A TSV without quotation marks; where it is one column, the first line may be no header."""
    names = [name.strip() for name in next(csv.reader([header], delimiter="\t", quoting=3), [""])]
    frame = read_plain(path, dict.fromkeys(names, "text"), "\t")
    if len(names) > 1 or len(frame) == n + 1:
        return frame.iloc[1:]
    return frame.set_axis(["label"], axis=1)


def is_projector(path: Path) -> bool:
    """Whether a JSON file is the projector_config.json of the Embedding Projector."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return isinstance(config, dict) and isinstance(config.get("embeddings"), list)


def read_projector(path: Path, vectors: Wanted = None) -> Found:
    """An embedding of a projector_config.json, by its tensorName, and its metadata.

    Raises:
        ValueError: if it is not there, or lies on a network: nothing is downloaded.
    """
    embeddings = json.loads(path.read_text(encoding="utf-8"))["embeddings"]
    named = {e.get("tensorName", str(n)): e for n, e in enumerate(embeddings)}
    shapes = {name: e.get("tensorShape", ()) for name, e in named.items()}
    entry = named[choose(shapes, vectors, path)]
    tensor = _beside(path, entry, "tensorPath")
    if tensor.suffix == ".bytes":
        matrix = _raw(tensor, entry.get("tensorShape"), path)
    else:
        matrix = read_delimited(tensor).vectors
    table = None
    if entry.get("metadataPath"):
        table = read_metadata(_beside(path, entry, "metadataPath"), len(matrix))
    return Found(matrix, table)


def _beside(path, entry, key):
    value = entry.get(key)
    if not value or "://" in value:
        raise ValueError(
            f"{path}: {key} is {value!r}, not a file here: download it, and write its name there"
        )
    place = path.parent / value
    if not place.exists():
        raise FileNotFoundError(f"{path}: its {key} {place} is not there")
    return place


def _raw(path, shape, config):
    if not shape or path.stat().st_size != 4 * np.prod(shape):
        raise ValueError(f"{path} has {path.stat().st_size} bytes, not those of {config}: {shape}")
    return np.memmap(path, "<f4", "r", shape=tuple(shape))
