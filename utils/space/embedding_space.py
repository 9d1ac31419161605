"""EmbeddingSpace: vectors, the table of what they are, and 2-D maps of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from utils.base.checks import first_not_finite
from utils.base.files import load_arrays, replacing
from utils.data.checked import unmasked
from utils.space.formats.choosing import check_columns, labelled
from utils.space.formats.delimited import read_metadata
from utils.space.formats.reading import read_vectors
from utils.space.maps import MAPS
from utils.space.projector import write_projector
from utils.space.similarity import nearest
from utils.space.table_files import read_table, write_table


@dataclass(frozen=True)
class EmbeddingSpace:
    """One vector for each row of a table.

    Attributes:
        vectors: (n, dim) float32, finite.
        table: DataFrame of n rows, numbered from 0. One column says what a row is; any further
            column (year, ratings, genre …) can be shown beside it.
        maps: dict of name → (n, 2) float32, as far as they were computed.
        label: the column that says what a row is.
        noun: what the rows are, in the plural.

    Raises:
        ValueError: if the sizes disagree, there is no such label, or a vector is not finite.
    """

    vectors: np.ndarray
    table: pd.DataFrame
    maps: dict = field(default_factory=dict)
    label: str = "title"
    noun: str = "movies"

    def __post_init__(self):
        """Check the parts against each other, and number the rows."""
        vectors = np.ascontiguousarray(unmasked(self.vectors), dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(self.table):
            raise ValueError(
                f"vectors of shape {vectors.shape} do not fit a table of {len(self.table)} rows: "
                "there must be one vector, a row of its own, for each row of the table"
            )
        check_columns(self.table, self.label)
        row = first_not_finite(vectors)
        if row is not None:
            name = self.labels.iloc[row]
            raise ValueError(f"the vector of row {row} ({name}) is not finite: leave the row out")
        object.__setattr__(self, "vectors", vectors)
        object.__setattr__(self, "table", self.table.reset_index(drop=True))

    def __len__(self):
        return len(self.vectors)

    @property
    def labels(self) -> pd.Series:
        """What each row is called, n values."""
        return self.table[self.label]

    def where(self, mask: np.ndarray) -> Self:
        """The rows where the (n,) bool mask holds; maps are cut to them, not computed again."""
        maps = {name: xy[mask] for name, xy in self.maps.items()}
        return replace(self, vectors=self.vectors[mask], table=self.table[mask], maps=maps)

    def row(self, label: str) -> int:
        """Number of the first row with this label. Raises KeyError, naming it, if there is none."""
        rows = np.flatnonzero(self.labels == label)
        if not len(rows):
            raise KeyError(f"no row is called {label!r}")
        return int(rows[0])

    def neighbors(
        self, query: int | ArrayLike, k: int = 10, measure: str = "cosine"
    ) -> pd.DataFrame:
        """What lies closest to a row, or to any vector.

        Args:
            query: row number (it is left out of the answer), or (dim,) floats.
            k: how many.
            measure: "dot", "cosine" or "euclidean".

        Returns:
            DataFrame: k rows of the table, closest first, with a column `score` in front; where
            the table has such a column, ours is `cosine score`.

        Raises:
            ValueError: as `similarity.nearest`; or if there is no such row.
        """
        if k < 1:
            raise ValueError(f"k is {k}: ask for at least 1")
        is_row = np.ndim(query) == 0
        vector = self.vectors[self._checked_row(query)] if is_row else query
        rows, scores = nearest(
            np.asarray(vector), self.vectors, min(k + is_row, len(self)), measure
        )
        kept = np.flatnonzero(rows != query)[:k] if is_row else slice(None)
        found = self.table.iloc[rows[kept]].copy()
        name = "score"
        while name in found:  # a column of the table keeps its name
            name = f"{measure} {name}"
        found.insert(0, name, scores[kept])
        return found

    def _checked_row(self, query):
        if isinstance(query, str):
            raise ValueError(f"{query!r} is no row number: space.row({query!r}) gives it")
        if not np.issubdtype(type(query), np.integer) or not 0 <= query < len(self):
            raise ValueError(f"there is no row {query!r}: rows are 0 to {len(self) - 1}")
        return query

    def map(self, method: str = "pca") -> np.ndarray:
        """A 2-D map of the vectors, computed once.

        Args:
            method: "pca" (a shadow: linear, keeps large distances) or "t-sne" (keeps close
                neighbors, distorts the rest).

        Returns:
            (n, 2) float32.

        Raises:
            ValueError: if the method is unknown.

        Source: Pearson 1901 (PCA); van der Maaten and Hinton 2008 (t-SNE).
        """
        if method not in MAPS:
            raise ValueError(f"unknown map {method!r}: choose one of {', '.join(MAPS)}")
        if method not in self.maps:
            self.maps[method] = MAPS[method](self.vectors)
        return self.maps[method]

    def save(self, path: str | Path) -> None:
        """Write `path`.npz (vectors and maps) and `path`.csv (the table); load() reads them.

        Args:
            path: without an ending.

        Raises:
            ValueError: as `table_files.write_table`; then nothing is written.
        """
        stem = Path(path)
        with replacing(_ending(stem, ".csv")) as file:
            note = write_table(file, self.table)
            digest = _digest(file)
        with replacing(_ending(stem, ".npz")) as file:
            maps = {f"map {name}": xy for name, xy in self.maps.items()}
            names = {"label": self.label, "noun": self.noun, "table": digest, "note": note}
            np.savez(file, vectors=self.vectors, **(maps | names))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The space that save() wrote: every value of its table, and every type.

        Args:
            path: without an ending.

        Raises:
            FileNotFoundError: if one of the two files is missing.
            ValueError: if they are not of the same save, or damaged.
        """
        csv, npz = _ending(Path(path), ".csv"), _ending(Path(path), ".npz")
        table_digest = _digest(csv)
        arrays = load_arrays(npz, "save the space again")
        if str(arrays.get("table")) != table_digest:
            raise ValueError(f"{csv} and {npz.name} are not of one save: save the space again")
        maps = {k.removeprefix("map "): xy for k, xy in arrays.items() if k.startswith("map ")}
        if "note" not in arrays:
            raise ValueError(f"{npz} is of an older version of the course: save the space again")
        names = {name: str(arrays[name]) for name in ("label", "noun") if name in arrays}
        return cls(arrays["vectors"], read_table(csv, str(arrays["note"])), maps, **names)

    def to_projector(self, folder: str | Path) -> None:
        """Write vectors.tsv and metadata.tsv, which the TensorBoard Embedding Projector loads.

        Args:
            folder: where; made if need be.

        Raises:
            ValueError: if two columns would have the same name there.
        """
        write_projector(self.vectors, self.table, Path(folder))


def open_space(
    source: object,
    vectors: str | list[str] | None = None,
    label: str | Sequence | None = None,
    table: str | Path | pd.DataFrame | None = None,
    noun: str = "rows",
) -> EmbeddingSpace:
    """Open anybody's vectors. What had to be guessed is printed.

    Args:
        source: a file, told by its content: .npy, .npz (save()'s, or any), CSV or TSV, Parquet,
            safetensors, a Keras model (.keras), word2vec, GloVe, fastText's .vec, the Embedding
            Projector's projector_config.json or its folder; each text also as .gz. Or a DataFrame,
            a matrix, a dict of matrices, an object with `obsm`.
        vectors: which matrix, column, layer or tensor, where there are several; of numbered
            columns what they begin with.
        label: the column that says what a row is; or a list of n labels.
        table: a file or DataFrame of n rows, where they are not told with the vectors.
        noun: what the rows are, in the plural.

    Returns:
        EmbeddingSpace.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: says what the file is, or the line, row or key where the fault lies.
    """
    if isinstance(source, str | Path) and (saved := _saved_stem(Path(source))):
        return EmbeddingSpace.load(saved)
    found = read_vectors(source, vectors)
    rows = found.table if table is None else table
    if isinstance(rows, str | Path):
        rows = read_metadata(rows, len(found.vectors))
    name = Path(source).name if isinstance(source, str | Path) else "the vectors"
    rows, called, note = labelled(rows, label, len(found.vectors), name)
    for line in [*found.notes, note] if note else found.notes:
        print(f"{name}: {line}")
    return EmbeddingSpace(found.vectors, rows, label=called, noun=noun)


def _saved_stem(path):
    """The path without .npz if save() wrote it and its table; None otherwise."""
    stem = path.with_suffix("")
    if path.suffix != ".npz" or not _ending(stem, ".csv").exists():
        return None
    arrays = load_arrays(path, "save the space again")
    return stem if {"vectors", "table", "note"} <= set(arrays) else None


def _ending(stem, suffix):
    return stem.with_name(stem.name + suffix)


def _digest(file):
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()
