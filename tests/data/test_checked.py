"""What a table has to be, on tables of a few lines: which line is named, and how."""

import numpy as np
import pandas as pd
import pytest

from utils.data.checked import EXACT, once, require, require_once, typed

TABLE = pd.DataFrame({"user": [1, 2, 1], "item": [5, 5, 5]}, index=[2, 3, 7])


def test_a_name_that_is_there_twice_is_named_and_empty_ones_are_not():
    assert once(["a", "b"], "t.csv") == ["a", "b"]
    assert once(["a", "", ""], "t.csv") == ["a", "", ""]
    with pytest.raises(ValueError, match="t.csv has the column b twice"):
        once(["a", "b", "b", "a"], "t.csv")


def test_the_first_line_that_is_not_valid_is_named():
    require(TABLE["user"] > 0, "t.csv", lambda line: "never")
    with pytest.raises(ValueError, match="t.csv, line 3: user is 2. Correct it"):
        require(TABLE["user"] < 2, "t.csv", lambda line: f"user is {TABLE['user'][line]}")


def test_what_the_index_is_called_is_what_the_message_says():
    with pytest.raises(ValueError, match="t.parquet, row 3: wrong"):
        require(TABLE.rename_axis("row")["user"] < 2, "t.parquet", lambda row: "wrong")


def test_a_repetition_says_both_lines():
    require_once(TABLE[:2], ["user", "item"], "t.csv", lambda row: "never")
    with pytest.raises(ValueError, match="line 7: 1 has 5 for the second time, after line 2"):
        require_once(TABLE, ["user", "item"], "t.csv", lambda r: f"{r['user']} has {r['item']}")


def test_columns_get_their_dtypes_and_what_is_not_asked_for_is_left_out():
    raw = pd.DataFrame({"id": ["1", "2"], "stars": ["4.5", "3"], "title": ["A", None], "z": 0})
    columns = {"id": "int64", "stars": "float32", "title": "str", "z": None}
    made = typed(raw, columns, "t.csv")
    assert made.dtypes.astype(str).to_dict() == {"id": "int64", "stars": "float32", "title": "str"}
    assert made["id"].tolist() == [1, 2] and made["stars"].tolist() == [4.5, 3]
    assert made["title"].isna().tolist() == [False, True]  # of all columns, a title may be missing


@pytest.mark.parametrize(
    ("values", "dtype", "said"),
    [
        (["1", "x"], "int64", "line 1: v is 'x', not an integer"),
        (["1", "1.5"], "int64", "line 1: v is '1.5', not an integer"),
        (["1", None], "float32", "line 1: v is empty, not a number"),
        (["a", None], "str", "line 1: v is empty, not text"),
        ([True, False], "int64", "line 0: v is 'True', not an integer"),
        ([1.0, float(EXACT)], "int64", r"line 1: v is '9007199254740992.0', not an integer"),
    ],
)
def test_a_value_of_another_dtype_is_named(values, dtype, said):
    with pytest.raises(ValueError, match=said):
        typed(pd.DataFrame({"v": values}), {"v": dtype}, "t.csv")


def test_text_may_be_missing_and_large_integers_keep_every_digit():
    assert typed(pd.DataFrame({"v": ["a", None]}), {"v": "text"}, "t")["v"].isna().sum() == 1
    made = typed(pd.DataFrame({"v": ["9007199254740993"]}), {"v": "int64"}, "t")
    assert made["v"].to_numpy(np.int64)[0] == EXACT + 1
