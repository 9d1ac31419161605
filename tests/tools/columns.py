"""Columns of any kind that a pandas table can hold, drawn by hypothesis."""

import decimal

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st

CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
DTYPES = st.sampled_from(
    ["int8", "uint64", "float16", "float32", "float64", "bool", "Int64", "UInt8", "Float32"]
    + ["boolean", "str", "string", "datetime64[ns]", "datetime64[s, UTC]", "timedelta64[us]"]
)
DAYS = np.array([0, 18_000, 18_001, -1], "datetime64[D]")
SELDOM = {  # four cells each, of types that few tables have
    "complex": np.array([1j, 2, 3, 4]),
    "long": np.longdouble([1, 2, 3, 4]),
    "period": pd.period_range("2020", periods=4, freq="M"),
    "interval": pd.interval_range(0, 4),
    "classes that are intervals": pd.cut([1, 2, 3, 9], 2),
    "sparse": pd.arrays.SparseArray([0, 0, 1, 2]),
    "sparse floats": pd.arrays.SparseArray([np.nan, 0.5, 1, 2]),
    "lists of several lengths": [[[1], [2]], {"a": [1, {2}]}, ("x", ("y",)), None],
    "integers without end": [10**5000, 1, 2, 3],
    "dates, decimals, ranges": [DAYS[1].item(), decimal.Decimal("1.10"), range(3), ...],
    "arrow text": pd.array(pa.array(["a", None, "b", "c"])),
    **{
        f"arrow {kind}": pd.array(pa.array(cells, kind), dtype=pd.ArrowDtype(kind))
        for kind, cells in (
            (pa.int64(), [2**62, None, 2, 3]),
            (pa.float64(), [1.5, None, 2.0, 1e300]),
            (pa.bool_(), [True, None, False, True]),
            (pa.string(), ["a", None, "b", "c"]),
            (pa.binary(), [b"a", None, b"", b"c"]),
            (pa.decimal128(5, 2), [decimal.Decimal("1.10"), None] * 2),
            (pa.timestamp("us", tz="UTC"), [1, None, 2, 3]),
            (pa.duration("s"), [1, None, 2, 3]),
            (pa.date32(), DAYS.tolist()),
            (pa.dictionary(pa.int32(), pa.string()), ["a", "b", None, "a"]),
            (pa.list_(pa.int64()), [[1], None, [2, 3], []]),
            (pa.struct([("x", pa.int64())]), [{"x": 1}, None] * 2),
            (pa.null(), [None] * 4),
        )
    },
}


class Unprintable:
    """A cell whose own text fails."""

    def __repr__(self):
        raise RuntimeError("no text")


def seldom(name):
    """The column of that name in SELDOM, as a Series."""
    cells = SELDOM[name]
    return pd.Series(cells, dtype=object if isinstance(cells, list) else None)


def itself():
    """A list that holds itself."""
    around = [1]
    around.append(around)
    return around


@st.composite
def columns(draw, n=4):
    """A column of n cells of any type."""
    if n == 4 and draw(st.integers(0, 3)) == 0:
        return seldom(draw(st.sampled_from(sorted(SELDOM))))
    cells = draw(st.lists(CELLS, min_size=n, max_size=n))
    column = pd.Series([None] * n, dtype=object)
    for row, cell in enumerate(cells):
        column.iat[row] = cell
    if draw(st.booleans()):
        dtype = draw(DTYPES)
        whole = dtype != "boolean" and dtype.startswith(("int", "uint", "float", "bool"))
        numbers = st.integers(0, 1 if dtype.startswith("bool") else 100)
        cells = st.lists(numbers if whole else numbers | st.none(), min_size=n, max_size=n)
        column = pd.Series(draw(cells), dtype=object).astype(dtype)
    return column.astype("category") if draw(st.booleans()) and _may_be_classes(column) else column


def _may_be_classes(column):
    """Whether its cells may be classes. Tuples of several lengths pandas will refuse, and warns."""
    if any(isinstance(cell, tuple) for cell in column):
        return False
    try:
        column.astype("category")
    except (TypeError, ValueError, NotImplementedError):  # pandas has no index of float16
        return False
    return True
