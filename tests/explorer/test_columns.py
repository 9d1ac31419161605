"""Columns of every kind, as the explorer's JavaScript finds them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.blocks import array
from tests.tools.columns import SELDOM, Unprintable, itself, seldom
from tests.tools.spaces import NASTY
from utils.explorer.columns import Block, pack_column
from utils.explorer.description import Description
from utils.explorer.payload import pack
from utils.space.embedding_space import EmbeddingSpace


def test_every_kind_of_column():
    table = pd.DataFrame(
        {
            "title": ["a", "b", "c"],
            "genres": ["Drama|War", "", None],
            "tuple": [("x", "y"), (), ("x",)],
            "year": pd.array([1990, None, 2001], "Int16"),
            "cluster": [2, 0, 2],
            "share": [0.5, np.nan, 1.5],
            "seen": [True, False, True],
        }
    )
    space = EmbeddingSpace(np.eye(3), table)
    meta, data = pack(Description(space))
    columns = {column["name"]: column for column in meta["columns"]}
    assert columns["genres"]["levels"] == ["Drama", "War"]
    assert array(data, columns["genres"]["starts"]).tolist() == [0, 2, 2, 2]
    assert array(data, columns["tuple"]["codes"]).tolist() == [0, 1, 0]
    assert columns["cluster"]["levels"] == ["0", "2"]
    assert columns["seen"]["levels"] == ["False", "True"]
    assert columns["year"]["levels"] == ["1990", "2001"]
    np.testing.assert_array_equal(
        array(data, columns["share"]["values"]), np.float32([0.5, np.nan, 1.5])
    )


def test_equal_cells_are_looked_at_once_and_each_row_has_its_own():
    cells = ["b|a", "b", None, "b|a", "", "c"]
    table = pd.DataFrame({"title": range(6), "genres": cells, "few": [7, 3, 7, 7, 3, 3]})
    meta, data = pack(Description(EmbeddingSpace(np.ones((6, 2)), table)))
    genres, few = meta["columns"]
    starts, codes = (array(data, genres[part]) for part in ("starts", "codes"))
    named = [[genres["levels"][c] for c in codes[a:b]] for a, b in pairwise(starts)]
    assert named == [["b", "a"], ["b"], [], ["b", "a"], [], ["c"]]
    assert [few["levels"][c] for c in array(data, few["codes"])] == list("737733")


@pytest.mark.parametrize("n", [0, 1, len(NASTY)])
def test_titles_are_found_again_by_where_they_begin(n):
    titles = np.array([*NASTY[: n - 1], "nul \0 and \ud800 half a pair"][:n], object)
    table = pd.DataFrame({"title": pd.Series(titles, dtype=object)})
    meta, data = pack(Description(EmbeddingSpace(np.ones((n, 2)), table)))
    starts = array(data, meta["titles"]["starts"])
    whole = array(data, meta["titles"]["bytes"]).tobytes()
    found = [whole[a : b - 1].decode() for a, b in pairwise(starts)]
    assert found == [*NASTY[: n - 1], "nul   and ? half a pair"][:n]
    assert len(starts) == n + 1


def test_many_texts_are_for_reading_and_many_integers_are_numbers():
    table = pd.DataFrame({"title": range(60), "text": [f"t{i}" for i in range(60)], "n": range(60)})
    meta, _ = pack(Description(EmbeddingSpace(np.ones((60, 2)), table)))
    assert [column["kind"] for column in meta["columns"]] == ["text", "number"]


def packed(cells, dtype=object):
    """A column of these cells as it is packed, and the block of bytes."""
    block = Block()
    return pack_column(block, "column", pd.Series(cells, dtype=dtype)), block.bytes()


def levels_of(cells):
    """The levels of each row."""
    column, data = packed(cells)
    starts, codes = (array(data, column[part]) for part in ("starts", "codes"))
    return [[column["levels"][c] for c in codes[a:b]] for a, b in pairwise(starts)]


@pytest.mark.parametrize(
    "integers",
    [
        [16_777_217, 123_456_789, -5],
        [2**31, -(2**31) - 1, 2**53],
        list(range(2**24, 2**24 + 40)),
    ],
)
def test_integers_arrive_exactly(integers):
    column, data = packed([*integers * 5, *range(20)], np.int64)
    assert array(data, column["values"]).tolist() == [*integers * 5, *range(20)]
    with_gap, data = packed([*integers, pd.NA, *range(20)], "Int64")
    found = array(data, with_gap["values"])
    assert found[: len(integers)].tolist() == integers
    assert np.isnan(found[len(integers)])


def test_integers_of_which_a_number_would_lose_digits_are_text():
    column, data = packed([2**53 + 1, *range(20)], np.int64)
    assert column["kind"] == "text"
    assert b"9007199254740993" in data


def test_shares_keep_their_digits_and_small_numbers_stay_small():
    shares = np.linspace(0.1, 0.9, 33)
    column, data = packed(shares, float)
    np.testing.assert_array_equal(array(data, column["values"]), shares)
    halves = packed(np.arange(20) / 2, float)[0]
    assert halves["values"]["type"] == "float32"


def test_collections_beside_strings_are_levels():
    cells = [["b", "a"], "b|c", {"d", "a"}, np.array(["a"]), None, (), frozenset("x"), "solo"]
    expected = [["b", "a"], ["b", "c"], ["a", "d"], ["a"], [], [], ["x"], ["solo"]]
    assert levels_of(cells) == expected


@pytest.mark.parametrize("cell", [{"k": [1]}, np.array([0.5, 0.25]), np.ones((2, 2))])
def test_dicts_and_arrays_of_numbers_are_text(cell):
    column, data = packed([cell, "beside", None, *map(str, range(50))])
    assert column["kind"] == "text"
    assert b"beside" in data


def test_cells_that_cannot_be_compared_are_text_as_they_print():
    class Odd(list):
        pass

    assert levels_of([slice(1, 2), "a"]) == [["slice(1, 2, None)"], ["a"]]
    assert levels_of([Odd("ab"), "a"]) == [["a", "b"], ["a"]]


def test_dates_are_a_scale():
    days = pd.Series(pd.to_datetime(["2020-01-01", None, "1969-12-31 12:00"] * 9, format="mixed"))
    block = Block()
    column = pack_column(block, "day", days)
    assert (column["kind"], column["date"]) == ("number", True)
    found = array(block.bytes(), column["values"])[:3]
    np.testing.assert_array_equal(found, [1_577_836_800_000, np.nan, -43_200_000])
    zoned = pack_column(block, "day", days.dt.tz_localize("Europe/Berlin"))
    assert array(block.bytes(), zoned["values"])[0] == 1_577_836_800_000 - 3_600_000


CELLS = st.one_of(
    *(
        st.none(),
        st.text(max_size=3),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.complex_numbers(),
    ),
    *(st.dates(), st.timedeltas(), st.lists(st.text(max_size=2), max_size=2)),
    *(st.dictionaries(st.text(max_size=1), st.integers()), st.sets(st.integers(), max_size=2)),
)


@given(st.lists(CELLS, max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_cells_that_a_table_can_hold_are_packed(cells):
    for column in pd.DataFrame(
        {"as they are": pd.Series(cells, dtype=object), "read": cells}
    ).items():
        assert pack_column(Block(), *column)["kind"] in ("number", "levels", "text")


@pytest.mark.parametrize("name", [*SELDOM, "one that holds itself"])
def test_a_type_that_few_tables_have_is_packed_or_refused_by_name(name):
    values = seldom(name) if name in SELDOM else pd.Series([itself(), 1], dtype=object)
    try:
        column = pack_column(Block(), name, values)
    except ValueError as error:
        assert f"column {name!r}" in str(error) and name == "integers without end"
        return
    assert column["kind"] in ("number", "levels", "text")


def test_days_of_arrow_are_dates():
    block = Block()
    column = pack_column(block, "day", seldom("arrow date32[day]"))
    assert (column["kind"], column["date"]) == ("number", True)
    assert array(block.bytes(), column["values"])[3] == -86_400_000


def test_cells_without_a_text_are_refused_by_name():
    values = pd.Series([Unprintable(), 1], dtype=object)
    with pytest.raises(ValueError, match="column 'odd' .*RuntimeError: no text.*leave it out"):
        pack_column(Block(), "odd", values)
