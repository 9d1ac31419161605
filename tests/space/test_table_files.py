"""What goes into a file comes out, value by value and type by type, or is refused by name."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.columns import columns, itself, seldom
from utils.space.table_files import read_table, write_table

TEXTS = [
    "0108775015",
    "1e5",
    "",
    "NA",
    "nan",
    "None",
    " a ",
    'q"',
    "a,b",
    "x\ny\r\nz\r",
    "\0",
    "é🎬",
]
N = len(TEXTS)
TIMES = pd.Series(
    pd.to_datetime(["2020-01-01", None, "1969-12-31T23:59:59.123456789"] * 4, format="ISO8601")
)
COLUMNS = {
    "texts": TEXTS,
    "texts, old": np.array(TEXTS, object),
    "some missing": [None, *TEXTS[1:]],
    "ISBN": ["0306406152"] * N,
    "genres": [("Comedy", "Drama"), ()] * 6,
    "nested": [{"a": [1, 2.5, None]}, {3, 4}, ((True, b"\x00"), "NA"), [], 1, "1"] * 2,
    "mixed": [None, np.nan, pd.NA, pd.NaT, True, 1, 1.5, "1", "nan", (1,), math.inf, -math.inf],
    "whole": np.arange(N),
    "small": np.arange(N, dtype=np.int8) - 5,
    "large": np.array([2**64 - 1] * N, np.uint64),
    "numbers": [0.1, np.nan, np.inf, -np.inf, -0.0, 1e300, 5e-324, 1 / 3, 1, 2, 3, 4],
    "floats": np.float32([0.1, np.nan, 1e-45, 3e38] * 3),
    "truth": [True, False] * 6,
    "years": pd.array([1995, None] * 6, "Int16"),
    "maybe": pd.array([True, None, False] * 4, "boolean"),
    "real": pd.array([0.1, None] * 6, "Float32"),
    "times": TIMES,
    "with zone": TIMES.dt.tz_localize("Europe/Berlin"),
    "seconds": np.arange(N).astype("datetime64[s]"),
    "spans": pd.to_timedelta(["1 day", None, "1 ns"] * 4),
    "classes": pd.Categorical(["b", "a", None] * 4, categories=["b", "c", "a"], ordered=True),
    "numbered": pd.Categorical([3, 1, 3] * 4),
    "dated": pd.Categorical(TIMES),
    7: range(N),
    ("a", 1): range(N),
    None: range(N),
}


def round_trip(table, folder):
    path = folder / "table.csv"
    return read_table(path, write_table(path, table))


def same(cell, other):
    if isinstance(cell, float) and math.isnan(cell):
        return isinstance(other, float) and math.isnan(other)
    return cell is other or (type(cell) is type(other) and cell == other)


def assert_same(table, again):
    assert [*again.columns] == [*table.columns]
    assert list(map(str, again.dtypes)) == list(map(str, table.dtypes))
    for (_, before), (_, after) in zip(table.items(), again.items(), strict=True):
        assert all(map(same, before.astype(object), after.astype(object)))
    assert again.index.equals(pd.RangeIndex(len(table)))


@pytest.mark.parametrize("name", COLUMNS, ids=str)
def test_every_kind_of_column_comes_back(name, tmp_path):
    table = pd.DataFrame({0: COLUMNS[name]}).set_axis(pd.Index([name], tupleize_cols=False), axis=1)
    assert_same(table, round_trip(table, tmp_path))
    assert_same(table.iloc[:0], round_trip(table.iloc[:0], tmp_path))


def test_the_file_is_one_that_people_can_read(tmp_path):
    table = pd.DataFrame(
        {"title": ["Heat", "M, or so"], "genres": [("Crime",), ()], "year": [1, 2]}
    )
    write_table(tmp_path / "t.csv", table)
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines == ["title,genres,year", "Heat,\"('Crime',)\",1", '"M, or so",(),2']


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["a", np.zeros(2)], "column 'bad' holds numpy.ndarray in row 1"),
        (np.array([1, np.int64(2)], object), "column 'bad' holds numpy.int64 in row 1"),
        ([("a",), ("b", np.float64(1))], "column 'bad' holds builtins.tuple in row 1"),
        ([datetime.date(2020, 1, 1), "a"], "column 'bad' holds datetime.date in row 0"),
        ([("a", math.nan), "b"], "column 'bad' holds builtins.tuple in row 0"),
        (pd.period_range("2020", periods=2, freq="M"), r"column 'bad' is of type period\[M\]"),
        (pd.arrays.SparseArray([0, 1]), "column 'bad' is of type Sparse"),
        (np.array([1j, 2]), "column 'bad' is of type complex128"),
        (pd.interval_range(0, 2), "column 'bad' is of type interval"),
        (seldom("arrow duration[s]"), r"column 'bad' is of type duration\[s\]\[pyarrow\]"),
        (seldom("arrow date32[day]"), "column 'bad' is of type date32"),
        ([1, itself()], "column 'bad' holds builtins.list in row 1"),
        ([1, 10**5000], "column 'bad' holds builtins.int in row 1"),
    ],
)
def test_what_would_change_is_refused_by_name(cells, what, tmp_path):
    with pytest.raises(ValueError, match=what):
        write_table(tmp_path / "t.csv", pd.DataFrame({"bad": cells}))


def test_a_name_that_would_change_is_refused(tmp_path):
    table = pd.DataFrame({pd.Timestamp("2020"): [1]})
    with pytest.raises(ValueError, match="a column is called Timestamp"):
        write_table(tmp_path / "t.csv", table)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(columns(), min_size=1, max_size=3), names=st.permutations(["a", 1, ("b",)]))
def test_any_table_comes_back_or_is_refused_by_name(table, names, tmp_path):
    index = pd.Index(names[: len(table)], tupleize_cols=False)
    table = pd.DataFrame(dict(enumerate(table))).set_axis(index, axis=1)
    try:
        again = round_trip(table, tmp_path)
    except ValueError as error:
        assert any(f"column {name!r}" in str(error) for name in index)
        return
    assert_same(table, again)
