"""Tables in Parquet files."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import (
    is_datetime64_any_dtype,
    is_integer_dtype,
    is_object_dtype,
    is_string_dtype,
)

from utils.data.checked import once, typed


def read_parquet(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Read columns of a Parquet file.

    Args:
        path: a Path on disk.
        columns: as for `read_csv`; text may come as integers, as ids often do.

    Returns:
        DataFrame of these columns, indexed by row number from 0.

    Raises:
        ValueError: as `read_csv`, with the row instead of the line.
    """
    names = parquet_names(path)
    if absent := [column for column in columns if column not in names]:
        raise ValueError(f"{path} has no column {absent[0]}: its columns are {', '.join(names)}")
    try:
        frame = pq.read_table(path, columns=list(columns)).to_pandas(date_as_object=False)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path} is damaged or cut off ({error}): get it again") from None
    for name, dtype in columns.items():
        if dtype == "str":
            frame[name] = _as_text(frame[name], path)
    return typed(frame.rename_axis("row"), columns, path)


def parquet_names(path: Path) -> list[str]:
    """The names of a Parquet file's columns, as a list.

    Raises:
        ValueError: if the file is damaged, or a name is there twice.
    """
    try:
        return once(pq.read_schema(path).names, path)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"{path} is damaged or cut off ({error}): get it again") from None


def _as_text(values, path):
    kinds = (is_integer_dtype, is_string_dtype, is_datetime64_any_dtype)
    if any(is_kind(values.dtype) for is_kind in kinds) and not is_object_dtype(values.dtype):
        return values.astype("str").where(values.notna())
    raise ValueError(f"{path}: {values.name} holds {values.dtype}; give it as text or integers")
