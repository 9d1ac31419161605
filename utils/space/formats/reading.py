"""Vectors from anywhere: each format is told by its content, whatever the file is called."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from utils.data.checked import unmasked
from utils.data.kinds import HEAD, kind_of, remedy
from utils.data.text import opened
from utils.space.formats.arrays import (
    from_arrays,
    is_safetensors,
    read_keras,
    read_npy,
    read_npz,
    read_safetensors,
)
from utils.space.formats.choosing import Found, Wanted
from utils.space.formats.delimited import (
    is_projector,
    read_delimited,
    read_metadata,
    read_projector,
)
from utils.space.formats.frames import from_frame, read_parquet_vectors
from utils.space.formats.words import is_words, read_words

READERS = {
    "npy": read_npy,
    "npz": read_npz,
    "parquet": read_parquet_vectors,
    "keras": read_keras,
}
PAIR = ("vectors.tsv", "metadata.tsv")  # as the Projector and to_projector() name them


def read_vectors(source: Any, vectors: Wanted = None) -> Found:
    """What a file or an object holds.

    Args:
        source: a path; a folder of the Projector's two files; a DataFrame; a matrix; a dict of
            name → matrix; or an object with `obsm` and `obs`, as AnnData has them.
        vectors: which matrix, column or layer, where there are several.

    Returns:
        Found.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: says what the file is, or where in it the fault lies.
    """
    if isinstance(source, str | Path):
        return _read_file(Path(source), vectors)
    if isinstance(source, pd.DataFrame):
        return from_frame(source, vectors)
    if hasattr(source, "obsm"):
        found = from_arrays(dict(source.obsm), vectors, "obsm")
        return Found(found.vectors, source.obs.rename_axis("id").reset_index(), found.notes)
    if isinstance(source, Mapping):
        return from_arrays(source, vectors, "the dict")
    if hasattr(source, "toarray"):
        raise ValueError(f"a {type(source).__name__} is sparse: give its .toarray()")
    matrix = np.asarray(unmasked(source))
    if matrix.ndim != 2 or matrix.dtype.kind not in "fiub":
        what = f"an array of shape {matrix.shape} and type {matrix.dtype}"
        what = what if matrix.ndim else f"a {type(source).__name__}"
        raise ValueError(f"{what} is no matrix of numbers")
    return Found(matrix)


def _read_file(path, vectors):
    if path.is_dir():
        config = path / "projector_config.json"
        return _read_file(config, vectors) if config.exists() else _read_pair(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    if is_safetensors(path):
        return read_safetensors(path, vectors)
    kind = kind_of(path)
    if kind in READERS:
        return READERS[kind](path, vectors)
    if kind == "json" and is_projector(path):
        return read_projector(path, vectors)
    if kind not in ("text", "gzip", "zip"):
        raise ValueError(f"{path} {remedy(kind, path)}")
    with opened(path) as file:
        head = file.read(HEAD)
    return read_words(path, vectors) if is_words(head) else read_delimited(path, vectors)


def _read_pair(folder):
    found = _read_file(folder / PAIR[0], None)
    if (folder / PAIR[1]).exists():
        found.table = read_metadata(folder / PAIR[1], len(found.vectors))
    return found
