"""Text tables: values as written, and errors that tell the file, the line and the value."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data.checked import require, require_once
from utils.data.tables import read_csv, read_plain

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
    "one value too many": ("1,4,A,x\n1,4,A,x,y\n", "line 3: 5 values for 4 columns"),
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


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "No columns"), ("userId\né\n", "line 2: the byte 0xe9 in 'é' is no UTF-8")],
)
def test_file_that_is_empty_or_in_another_encoding(text, words, tmp_path):
    path = written(tmp_path, text, "latin-1")
    with pytest.raises(ValueError, match=f"table.csv.*{words}"):
        read_csv(path, COLUMNS)


def test_require_names_the_first_line_that_is_not_valid():
    valid = pd.Series([True, False, False], index=[2, 5, 9])
    with pytest.raises(ValueError, match="here.csv, line 5: 50 is bad"):
        require(valid, "here.csv", lambda line: f"{10 * line} is bad")
    require(valid[:1], "here.csv", "never called")


def test_require_once_names_both_lines():
    table = pd.DataFrame({"user": list("abca"), "item": [1, 1, 1, 1]}, index=[2, 3, 5, 8])
    with pytest.raises(ValueError, match="here.csv, line 8: a is there for the second time, after"):
        require_once(table, ["user", "item"], "here.csv", lambda row: f"{row['user']} is there")
    require_once(table[:3], ["user", "item"], "here.csv", "never called")


def test_an_integer_that_a_float_cannot_hold_is_kept_or_refused(tmp_path):
    exact = "userId,rating,title,zip\n9007199254740993,4,A,x\n"
    assert read_csv(written(tmp_path, exact), COLUMNS)["userId"].tolist() == [2**53 + 1]
    with pytest.raises(ValueError, match="line 2: userId is"):
        read_csv(written(tmp_path, exact + "1.0,4,A,x\n"), COLUMNS)


# Quotation marks

QUOTES = {
    "rows swallowed, not closed": ('1,4,"A,x\n2,4,"B,x\n', 2),
    "rows swallowed, closed": ('1,4,"A,x\n2,4,C,x\n3,4,B",x\n', 2),
    "in the second line": ('1,4,A,x\n2,4,"A,x\n3,4,B,x\n', 3),
    "below a quoted line break": ('1,4,"A\nB",x\n2,4,"A,x\n', 4),
    "in a row that began above": ('1,4,"A\nB","x\n2,4,A,x\n', 3),
    "escaped by a backslash": ('1,4,A,x\n2,4,"A \\"B\\"",x\n', 3),
    "text behind it": ('1,4,"A"B,x\n', 2),
}


@pytest.mark.parametrize(("lines", "where"), QUOTES.values(), ids=QUOTES)
def test_a_quotation_mark_that_swallows_rows_is_refused_where_it_opens(lines, where, tmp_path):
    path = written(tmp_path, "userId,rating,title,zip\n" + lines)
    with pytest.raises(ValueError, match=f"line {where}: a value opens with a quotation mark"):
        read_csv(path, COLUMNS)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    text = 'userId,rating,title,zip\n1,4,"A\r\nB\n\nC",x\n\n2,4,D,y\n'
    assert read_csv(written(tmp_path, text), COLUMNS).index.tolist() == [2, 7]


def test_inches_and_marks_within_a_word_are_kept(tmp_path):
    text = 'userId,rating,title,zip\n1,4,5" disk,x\n2,4,a"b"c,y\n'
    assert read_csv(written(tmp_path, text), COLUMNS)["title"].tolist() == ['5" disk', 'a"b"c']


# Whatever the csv module writes

# The module leaves a lone "\r" bare, so that nobody can read it back.
texts = st.text("abcé, ;\t\"'|:ñ0\r\n", min_size=1).map(lambda text: text.replace("\r", "\r\n"))
dialects = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
    }
)
escapes = st.sampled_from([{}, {"escapechar": "\\", "doublequote": False}])
numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)


@settings(max_examples=200)
@given(
    rows=st.lists(st.tuples(st.integers(-(2**62), 2**62), numbers, texts, texts), min_size=1),
    dialect=dialects,
    escape=escapes,
)
def test_any_table_is_read_as_written_or_refused(tmp_path_factory, rows, dialect, escape):
    path = tmp_path_factory.getbasetemp() / "written.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, **dialect, **escape).writerows([COLUMNS, *rows])
    try:
        read = read_csv(path, COLUMNS, dialect["delimiter"])
    except ValueError as error:
        assert "quotation mark" in str(error) or escape
        return
    for column, values in zip(COLUMNS, zip(*rows, strict=True), strict=True):
        expected = np.array(values, np.float32) if column == "rating" else list(values)
        np.testing.assert_array_equal(read[column].tolist(), expected)


@given(rows=st.lists(st.tuples(st.text("ab ", min_size=1), st.text('ab"é', min_size=1))))
def test_plain_texts_are_never_refused(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "plain.csv"
    pd.DataFrame(rows, columns=["one", "two"]).to_csv(path, index=False)
    read = read_csv(path, {"one": "str", "two": "str"})
    assert list(zip(read["one"], read["two"], strict=True)) == rows
