"""Vectors and their table as the Embedding Projector reads them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.columns import Unprintable
from utils.data.movielens import load_movielens
from utils.space.projector import write_projector

ANYTHING = st.recursive(
    st.none() | st.text() | st.floats() | st.datetimes() | st.sets(st.integers()),
    lambda inner: st.lists(inner, max_size=2).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=4,
) | st.builds(np.ones, st.integers(0, 30))


def projected(table, folder):
    """(header, rows) of metadata.tsv, split as the Projector splits them."""
    vectors = np.random.default_rng(0).normal(size=(len(table), 4)).astype(np.float32)
    write_projector(vectors, table, folder)
    lines = (folder / "metadata.tsv").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    header = lines.pop(0) if table.shape[1] > 1 else None
    return header, lines


def test_the_projector_pair_can_be_read_back(tmp_path):
    table = pd.DataFrame({"title": ["a\ttab", "a\nbreak", 'quote "'], "year": [1, 2, 3]})
    header, rows = projected(table, tmp_path)
    assert header == "title\tyear"
    assert rows == ["a tab\t1", "a break\t2", 'quote "\t3']
    vectors = np.loadtxt(tmp_path / "vectors.tsv", delimiter="\t", dtype=np.float32)
    expected = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_array_equal(vectors, expected)


def test_the_projector_takes_the_courses_movies_and_any_name(tmp_path):
    movies = load_movielens().movies
    table = movies[movies["year"].isna()].rename(columns={"genres": "a\tb"}).assign(**{"c\nd": 1})
    table[7] = 2
    header, rows = projected(table, tmp_path)
    assert header == "item_id\ttitle\tyear\ta b\tc d\t7"
    assert {row.split("\t")[2] for row in rows} == {"–"} and len(rows) == len(table) > 0


def test_titles_alone_have_no_header_and_no_line_is_empty(tmp_path):
    assert projected(pd.DataFrame({"title": ["a", "", "c"]}), tmp_path) == (None, ["a", "–", "c"])


def test_two_names_that_become_one_are_refused(tmp_path):
    table = pd.DataFrame({"title": ["a"], 1: [1], "1": [2]})
    with pytest.raises(ValueError, match="two columns would be called '1'"):
        projected(table, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(ANYTHING, min_size=1, max_size=5))
def test_the_projector_takes_any_cell(cells, tmp_path):
    column = pd.Series([None] * len(cells), dtype=object)
    for row, cell in enumerate(cells):
        column.iat[row] = cell
    _, rows = projected(pd.DataFrame({"title": "t", "x": column}), tmp_path)
    assert [row.count("\t") for row in rows] == [1] * len(cells)


def test_cells_without_a_text_are_refused_by_name(tmp_path):
    table = pd.DataFrame({"title": ["a"], "odd": pd.Series([Unprintable()], dtype=object)})
    with pytest.raises(ValueError, match="column 'odd' .*RuntimeError: no text"):
        projected(table, tmp_path)
    assert list(tmp_path.iterdir()) == []
