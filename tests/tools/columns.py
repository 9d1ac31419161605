"""Columns of any kind that a pandas table can hold, drawn by hypothesis."""

import pandas as pd
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


@st.composite
def columns(draw, n=4):
    """A column of n cells of any type."""
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
