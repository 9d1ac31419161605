"""Vectors in Parquet files and in DataFrames."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from utils.space.formats.choosing import Found, Wanted, stack_lists, vector_columns

SAMPLE = 50


def from_frame(frame: pd.DataFrame, vectors: Wanted = None) -> Found:
    """Some columns of a DataFrame, and the others as its table.

    Raises:
        ValueError: as `vector_columns` and `stack_lists`.
    """
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise ValueError(f"the table has two columns {twice!r}: give one another name")
    chosen, note = vector_columns(frame, vectors, "the table")
    if len(chosen) == 1 and not pd.api.types.is_numeric_dtype(frame[chosen[0]]):
        matrix = stack_lists(frame[chosen[0]], "the table")
    else:
        matrix = frame[chosen].to_numpy(np.float32)
    table = frame.drop(columns=chosen)
    return Found(matrix, table if len(table.columns) else None, [note] if note else [])


def read_parquet_vectors(path: Path, vectors: Wanted = None) -> Found:
    """A column of lists, or columns of numbers; read by parts into one matrix.

    Columns that hold what a table cannot show, such as the bytes of images, are left out and named.

    Raises:
        ValueError: names the row whose list is missing or of another length, or the columns.
    """
    try:
        file = pq.ParquetFile(path, memory_map=True)
        first = next(file.iter_batches(SAMPLE), None)
        if first is None:
            raise ValueError(f"{path} has no row")
        chosen, note = vector_columns(first.to_pandas(), vectors, path)
        matrix = _fill(file, chosen, path)
        schema = file.schema_arrow
        others = [name for name in schema.names if name not in chosen]
        shown = [name for name in others if _is_shown(schema.field(name).type)]
        table = file.read(shown).to_pandas() if shown else None
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path} is damaged or cut off ({error}): get it again") from None
    left = [name for name in others if name not in shown]
    notes = [note] * bool(note) + [f"left out: {', '.join(left)}"] * bool(left)
    return Found(matrix, table, notes)


def _is_shown(kind):
    return not (
        pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    )


def _fill(file, chosen, path):
    """(n, dim) float32 of the chosen columns."""
    matrix, row = None, 0
    for batch in file.iter_batches(columns=chosen):
        part = _lists(batch.column(0), row, path) if _is_list(batch) else _numbers(batch, row, path)
        if matrix is None:
            matrix = np.empty((file.metadata.num_rows, part.shape[1]), np.float32)
        if part.shape[1] != matrix.shape[1]:
            raise ValueError(
                f"{path}, row {row}: {part.shape[1]} numbers, where the first has {matrix.shape[1]}"
            )
        matrix[row : row + len(part)] = part
        row += len(part)
    return matrix


def _is_list(batch):
    return batch.num_columns == 1 and not (
        pa.types.is_floating(batch.schema.types[0]) or pa.types.is_integer(batch.schema.types[0])
    )


def _lists(column, first, path):
    """(m, dim): lists of equal length end to end; where they are not, the first fault is named."""
    is_list = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
    if is_list or pa.types.is_fixed_size_list(column.type):
        lengths = column.value_lengths().to_numpy(zero_copy_only=False)
        values = column.flatten()
        if not column.null_count and not values.null_count and len(set(lengths.tolist())) == 1:
            return values.to_numpy(zero_copy_only=False).reshape(len(column), -1)
    cells = column.to_pandas()
    cells.index = pd.RangeIndex(first, first + len(cells), name="row")
    return stack_lists(cells, path)


def _numbers(batch, first, path):
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if column.null_count:
            row = first + int(np.argmax(column.is_null().to_numpy(zero_copy_only=False)))
            raise ValueError(f"{path}, row {row}: {name} is empty, not a number")
    return np.column_stack([column.to_numpy(zero_copy_only=False) for column in batch.columns])
