"""Text tables: values as written, and errors that tell the file, the line and the value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.tables import read_csv, read_plain, require

COLUMNS = {"userId": "int64", "rating": "float32", "title": "str", "zip": "str"}


def written(folder, text, encoding="utf-8"):
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_csv_in_the_stated_dtypes_indexed_by_line(tmp_path):
    text = 'zip,userId,extra,title,rating\n05711,1,x,"Amélie, ""Le""",4.5\n1,2,x,NA,3\n'
    table = read_csv(written(tmp_path, text), COLUMNS)
    assert table.index.tolist() == [2, 3]
    assert table.values.tolist() == [[1, 4.5, 'Amélie, "Le"', "05711"], [2, 3.0, "NA", "1"]]
    assert (table["userId"].dtype, table["rating"].dtype) == (np.int64, np.float32)


def test_only_a_title_may_be_missing(tmp_path):
    table = read_csv(written(tmp_path, "userId,rating,title,zip\n1,4.5,,05711\n"), COLUMNS)
    assert pd.isna(table.loc[2, "title"])


def test_blank_lines_and_windows_line_ends_do_no_harm(tmp_path):
    text = "userId,rating,title,zip\r\n1,4.5,A,x\r\n\r\n2,3,B,y\r\n\r\n"
    table = read_csv(written(tmp_path, text), COLUMNS)
    assert table.index.tolist() == [2, 4]
    assert table["userId"].tolist() == [1, 2]


@pytest.mark.parametrize("sep", ["|", "\t", "::"])
def test_plain_table_is_latin_1_and_takes_quotes_as_they_are(sep, tmp_path):
    text = sep.join(["7", "unused", 'Misérables, "Les": 2', "0.5"]) + "\n"
    columns = {"item": "int64", "left": None, "title": "str", "rating": "float32"}
    table = read_plain(written(tmp_path, text, "latin-1"), columns, sep)
    assert list(table) == ["item", "title", "rating"]
    assert table.loc[1].tolist() == [7, 'Misérables, "Les": 2', 0.5]


BAD = {
    "NaN": ("1,4,A,x\n2,NaN,A,x\n", "line 3: rating is 'NaN', not a number"),
    "empty number": ("1,,A,x\n", "line 2: rating is empty, not a number"),
    "empty integer": ("1,4,A,x\n,4,A,x\n", "line 3: userId is empty, not an integer"),
    "empty text": ("1,4,A,\n", "line 2: zip is empty, not text"),
    "fraction": ("1.5,4,A,x\n", "line 2: userId is '1.5', not an integer"),
    "infinite": ("inf,4,A,x\n", "line 2: userId is 'inf', not an integer"),
    "word": ("1,4,A,x\n\nyou,4,A,x\n", "line 4: userId is 'you', not an integer"),
    "cut line": ("1,4,A,x\n1\n", "line 3: rating is empty"),
    "one value too many": ("1,4,A,x\n1,4,A,x,y\n", "line 3, saw 5"),
    "all lines too long": ("1,4,A,x,y\n1,4,A,x,y\n", "more than the 4 values"),
}


@pytest.mark.parametrize(("lines", "words"), BAD.values(), ids=BAD)
def test_bad_value(lines, words, tmp_path):
    path = written(tmp_path, "userId,rating,title,zip\n" + lines)
    with pytest.raises(ValueError) as caught:
        read_csv(path, COLUMNS)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_missing_column(tmp_path):
    path = written(tmp_path, "userId,title,zip\n1,A,x\n")
    with pytest.raises(ValueError, match="line 1: there is no column rating in 'userId,title,zip'"):
        read_csv(path, COLUMNS)


@pytest.mark.parametrize(("text", "words"), [("", "No columns"), ("userId\né\n", "utf-8")])
def test_file_that_is_empty_or_in_another_encoding(text, words, tmp_path):
    path = written(tmp_path, text, "latin-1")
    with pytest.raises(ValueError, match=f"table.csv.*{words}"):
        read_csv(path, COLUMNS)


def test_require_names_the_first_line_that_is_not_valid():
    valid = pd.Series([True, False, False], index=[2, 5, 9])
    with pytest.raises(ValueError, match="here.csv, line 5: 50 is bad"):
        require(valid, "here.csv", lambda line: f"{10 * line} is bad")
    require(valid[:1], "here.csv", "never called")


texts = st.text("abcé, \"'|:ñ0", min_size=1).map(str.strip).filter(bool)


@settings(max_examples=50)
@given(
    rows=st.lists(
        st.tuples(st.integers(-(2**53), 2**53), st.floats(width=32, allow_nan=False), texts),
        min_size=1,
    )
)
def test_any_table_is_read_as_written(tmp_path_factory, rows):
    rows = [row for row in rows if abs(row[1]) < np.inf]
    table = pd.DataFrame(rows, columns=["userId", "rating", "title"]).assign(zip="0")
    path = tmp_path_factory.mktemp("written") / "table.csv"
    table.to_csv(path, index=False)
    read = read_csv(path, COLUMNS).reset_index(drop=True)
    assert read["userId"].tolist() == table["userId"].tolist()
    np.testing.assert_array_equal(read["rating"], table["rating"].astype(np.float32))
    assert read["title"].tolist() == table["title"].tolist()
