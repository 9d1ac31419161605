"""Events that do not fit into memory: written as shards, read once in a shuffled order.

A shard is a Parquet file whose row groups, pieces of PIECE rows, can be read one by one. A pass
takes the pieces of all shards in random order, IN_HAND of them at a time, and permutes their rows:
what was near in the files is far apart in the pass, and memory holds IN_HAND pieces, however many
there are. Where a pass stands is one number, so that it can go on from there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from utils.base.files import replacing
from utils.base.seed import SEED

PIECE = 8192  # rows
IN_HAND = 32  # pieces
MANIFEST = "events.json"


def write_shards(
    folder: str | Path, parts: Iterable[dict[str, np.ndarray]], piece: int = PIECE
) -> "Shards":
    """Write events into shards, one for each part, and what they hold beside them.

    Args:
        folder: made if need be; what was there under the same names is replaced.
        parts: iterable of dict of column name → (n,) or (n, width) int or float array. One part
            has to fit into memory, not all of them.
        piece: rows of a row group.

    Returns:
        Shards.

    Raises:
        ValueError: if there is no part, or a part has other columns than the first.
    """
    folder, rows, schema = Path(folder), [], None
    for number, columns in enumerate(parts):
        table = pa.table({name: _to_arrow(values) for name, values in columns.items()})
        schema = schema or table.schema
        if table.schema != schema:
            raise ValueError(
                f"part {number} has the columns {_told(table.schema)}, not those of "
                f"part 0: {_told(schema)}"
            )
        with replacing(folder / _name(number)) as file:
            pq.write_table(table, file, row_group_size=piece)
        rows.append(table.num_rows)
    if not sum(rows):
        raise ValueError("there are no events to write")
    manifest = {"rows": rows, "piece": piece, "columns": _told(schema)}
    with replacing(folder / MANIFEST) as file:
        file.write_text(json.dumps(manifest, indent=1))
    return Shards.open(folder)


def _name(number):
    return f"part-{number:05}.parquet"


def _told(schema):
    """A schema as one can read and compare it."""
    return {field.name: _type(field.type) for field in schema}


def _type(kind):
    if pa.types.is_fixed_size_list(kind):
        return f"{kind.value_type}[{kind.list_size}]"
    return str(kind)


def _to_arrow(values):
    values = np.ascontiguousarray(values)
    if values.ndim == 1:
        return pa.array(values)
    return pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])


def _to_numpy(column):
    column = column.combine_chunks()
    if isinstance(column, pa.FixedSizeListArray):
        return column.flatten().to_numpy(zero_copy_only=False).reshape(len(column), -1)
    return column.to_numpy(zero_copy_only=False)


@dataclass(frozen=True)
class Shards:
    """Shards that are all there and fit together.

    Attributes:
        folder: Path.
        rows: list of int, rows of each shard.
        piece: rows of a row group.
        columns: dict of name → type.
    """

    folder: Path
    rows: list
    piece: int
    columns: dict

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The shards that write_shards wrote.

        Args:
            folder: a path.

        Raises:
            FileNotFoundError: naming the folder without a manifest, or the shard that is missing.
            ValueError: naming the shard that is damaged, of other columns or of another length.
        """
        folder = Path(folder)
        if not (folder / MANIFEST).exists():
            raise FileNotFoundError(f"{folder} has no {MANIFEST}: write_shards makes both")
        shards = cls(folder, **json.loads((folder / MANIFEST).read_text()))
        for number in range(len(shards.rows)):
            shards._check(number)
        return shards

    def _check(self, number):
        path = self.folder / _name(number)
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: copy it again, or write all shards anew")
        try:
            with pq.ParquetFile(path) as file:
                schema, n_rows = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise ValueError(f"{path} is damaged ({error}): copy it again") from None
        if _told(schema) != self.columns:
            raise ValueError(
                f"{path} has the columns {_told(schema)}; the manifest says {self.columns}"
            )
        if n_rows != self.rows[number]:
            raise ValueError(f"{path} has {n_rows} rows; the manifest says {self.rows[number]}")

    def __len__(self):
        return sum(self.rows)

    def batches(
        self,
        batch_size: int,
        seed: int = SEED,
        start: int = 0,
        columns: Sequence[str] | None = None,
    ) -> Iterator[dict[str, np.ndarray]]:
        """Batches of one pass after the other, without end; every pass has an order of its own.

        A batch may begin in one pass and end in the next: each pass gives every event once.

        Args:
            batch_size: rows of a batch.
            seed: the same seed gives the same batches.
            start: number of the first batch; what comes before is not read.
            columns: names to read; None for all.

        Yields:
            Dict of column → (batch_size, …) array.
        """
        n_pass, skipped = divmod(start * batch_size, len(self))
        left = None
        for block in self._blocks(n_pass, skipped, seed, columns):
            left = block if left is None else _joined(left, block)
            n = len(next(iter(left.values())))
            whole = n - n % batch_size
            for first in range(0, whole, batch_size):
                yield {name: v[first : first + batch_size] for name, v in left.items()}
            left = {name: values[whole:] for name, values in left.items()}

    def one_pass(
        self, seed: int = SEED, columns: Sequence[str] | None = None
    ) -> Iterator[dict[str, np.ndarray]]:
        """Blocks of permuted rows of one pass: dicts of column → (n, …) array."""
        for pieces, order in self._plan(0, seed):
            yield self._read(pieces, order, columns)

    def _blocks(self, n_pass, skipped, seed, columns):
        """Blocks without end, from the row `skipped` of the pass n_pass on."""
        while True:
            for pieces, order in self._plan(n_pass, seed):
                if skipped >= len(order):
                    skipped -= len(order)
                    continue
                yield self._read(pieces, order[skipped:], columns)
                skipped = 0
            n_pass += 1

    def _plan(self, n_pass, seed):
        """What the blocks of a pass are made of: (pieces, order of their rows)."""
        rng = np.random.default_rng([seed, n_pass])
        pieces = [
            (shard, group, min(self.piece, n - group * self.piece))
            for shard, n in enumerate(self.rows)
            for group in range(-(-n // self.piece))
        ]
        pieces = [pieces[i] for i in rng.permutation(len(pieces))]
        for first in range(0, len(pieces), IN_HAND):
            some = pieces[first : first + IN_HAND]
            yield some, rng.permutation(sum(n for _, _, n in some))

    def _read(self, pieces, order, columns):
        names = list(columns or self.columns)
        parts = [self._piece(shard, group, names) for shard, group, _ in pieces]
        return {name: np.concatenate([part[name] for part in parts])[order] for name in names}

    def _piece(self, shard, group, names):
        path = self.folder / _name(shard)
        try:
            with pq.ParquetFile(path) as file:
                table = file.read_row_group(group, columns=names)
        except (pa.ArrowException, OSError) as error:
            raise ValueError(
                f"{path} is damaged in piece {group} ({error}): copy it again"
            ) from None
        return {name: _to_numpy(table[name]) for name in names}


def _joined(first, second):
    return {name: np.concatenate([first[name], second[name]]) for name in second}
