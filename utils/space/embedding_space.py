"""EmbeddingSpace: vectors, the table of what they are, and 2-D maps of them."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from utils.base.files import load_arrays, replacing
from utils.space.maps import MAPS
from utils.space.projector import write_projector
from utils.space.similarity import nearest
from utils.space.table_files import read_table, write_table


@dataclass(frozen=True)
class EmbeddingSpace:
    """One vector for each row of a table.

    Attributes:
        vectors: (n, dim) float32, finite.
        table: DataFrame of n rows, numbered from 0. `title` says what a row is; any further
            column (year, ratings, genre …) can be shown beside it.
        maps: dict of name → (n, 2) float32, as far as they were computed.

    Raises:
        ValueError: if the sizes disagree, there is no title, or a vector is not finite.
    """

    vectors: np.ndarray
    table: pd.DataFrame
    maps: dict = field(default_factory=dict)

    def __post_init__(self):
        """Check the parts against each other, and number the rows."""
        vectors = np.ascontiguousarray(self.vectors, dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(self.table):
            raise ValueError(
                f"vectors of shape {vectors.shape} do not fit a table of {len(self.table)} rows: "
                "there must be one vector, a row of its own, for each row of the table"
            )
        _check_columns(self.table)
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            row = int(np.argmin(finite))
            title = self.table["title"].iloc[row]
            raise ValueError(f"the vector of row {row} ({title}) is not finite: leave the row out")
        object.__setattr__(self, "vectors", vectors)
        object.__setattr__(self, "table", self.table.reset_index(drop=True))

    def __len__(self):
        return len(self.vectors)

    def where(self, mask: np.ndarray) -> Self:
        """The rows where the (n,) bool mask holds; maps are cut to them, not computed again."""
        maps = {name: xy[mask] for name, xy in self.maps.items()}
        return type(self)(self.vectors[mask], self.table[mask], maps)

    def row(self, title: str) -> int:
        """Number of the first row with this title. Raises KeyError, naming it, if there is none."""
        rows = np.flatnonzero(self.table["title"] == title)
        if not len(rows):
            raise KeyError(f"no row is called {title!r}")
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
            np.savez(file, vectors=self.vectors, table=digest, note=note, **maps)

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
        return cls(arrays["vectors"], read_table(csv, str(arrays["note"])), maps)

    def to_projector(self, folder: str | Path) -> None:
        """Write vectors.tsv and metadata.tsv, which the TensorBoard Embedding Projector loads.

        Args:
            folder: where; made if need be.

        Raises:
            ValueError: if two columns would have the same name there.
        """
        write_projector(self.vectors, self.table, Path(folder))


def _check_columns(table):
    if table.columns.nlevels > 1:
        raise ValueError(f"the table has {table.columns.nlevels} rows of column names: keep one")
    if "title" not in table:
        columns = ", ".join(map(str, table.columns)) or "none"
        raise ValueError(f"the table needs a column 'title'; its columns are: {columns}")
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise ValueError(f"two columns are called {twice!r}: give one another name")


def _ending(stem, suffix):
    return stem.with_name(stem.name + suffix)


def _digest(file):
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()
