"""Columns of every kind, as the explorer's JavaScript finds them."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.tools.blocks import array
from tests.tools.spaces import NASTY
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
    meta, data = pack(Description(EmbeddingSpace(np.ones((n, 2)), pd.DataFrame({"title": titles}))))
    starts = array(data, meta["titles"]["starts"])
    whole = array(data, meta["titles"]["bytes"]).tobytes()
    found = [whole[a : b - 1].decode() for a, b in pairwise(starts)]
    assert found == [*NASTY[: n - 1], "nul   and ? half a pair"][:n]
    assert len(starts) == n + 1


def test_many_texts_are_for_reading_and_many_integers_are_numbers():
    table = pd.DataFrame({"title": range(60), "text": [f"t{i}" for i in range(60)], "n": range(60)})
    meta, _ = pack(Description(EmbeddingSpace(np.ones((60, 2)), table)))
    assert [column["kind"] for column in meta["columns"]] == ["text", "number"]
