"""Tables in Parquet: ids as text or integers, rows named, damage told."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from utils.data.parquet import parquet_names, read_parquet

COLUMNS = {"user_id": "str", "rating": "float32"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "t.parquet"


def test_columns_come_in_their_dtypes_by_row(path):
    pd.DataFrame({"rating": [4, 3], "user_id": [7, 8], "more": ["x", "y"]}).to_parquet(path)
    table = read_parquet(path, COLUMNS)
    assert table["user_id"].tolist() == ["7", "8"]
    assert table["rating"].dtype == "float32" and table["rating"].tolist() == [4, 3]
    assert list(table) == ["user_id", "rating"]
    assert (table.index.name, table.index.tolist()) == ("row", [0, 1])


def test_large_ids_keep_every_digit_and_dates_are_their_text(path):
    ids = [2**53 + 1, 2**62 + 1]
    pd.DataFrame({"a": ids, "b": pd.to_datetime(["2024-05-31", "2024-06-01"])}).to_parquet(path)
    table = read_parquet(path, {"a": "str", "b": "str"})
    assert table["a"].tolist() == ["9007199254740993", "4611686018427387905"]
    assert table["b"].tolist() == ["2024-05-31", "2024-06-01"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, 2.0], "user_id holds float64; give it as text or integers"),
        ([b"a", b"b"], "user_id holds object; give it as text or integers"),
        (["a", None], "row 1: user_id is empty, not text"),
    ],
)
def test_an_id_that_is_neither_is_refused(path, values, said):
    pd.DataFrame({"user_id": values, "rating": 1.0}).to_parquet(path)
    with pytest.raises(ValueError, match=said):
        read_parquet(path, COLUMNS)


def test_a_value_of_another_dtype_names_its_row(path):
    pd.DataFrame({"user_id": ["a", "b"], "rating": ["4", "four"]}).to_parquet(path)
    with pytest.raises(ValueError, match="row 1: rating is 'four', not a number"):
        read_parquet(path, COLUMNS)


def test_a_column_that_is_not_there_or_twice_there_is_named(path):
    pd.DataFrame({"user_id": ["a"]}).to_parquet(path)
    with pytest.raises(ValueError, match="has no column rating: its columns are user_id"):
        read_parquet(path, COLUMNS)
    assert parquet_names(path) == ["user_id"]
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), path)
    with pytest.raises(ValueError, match="has the column a twice"):
        parquet_names(path)


@pytest.mark.parametrize("keep", [3, 200, -40])
def test_a_file_that_is_cut_off_is_damaged(path, keep):
    pd.DataFrame({"user_id": list("abc"), "rating": 1.0}).to_parquet(path)
    path.write_bytes(path.read_bytes()[:keep])
    for read in (parquet_names, lambda p: read_parquet(p, COLUMNS)):
        with pytest.raises(ValueError, match="t.parquet is damaged or cut off"):
            read(path)
