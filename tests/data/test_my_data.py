"""Data from elsewhere: read as written, refused with the line and the value."""

import gzip
import lzma

import pandas as pd
import pytest

from tests.tools.archives import zipped
from utils.base.paths import DATA
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.data.my_data import load_interactions
from utils.data.splits import random_split
from utils.evaluation.lists import evaluate
from utils.models.baselines import EASE

HEADER = "user_id,item_id,rating,timestamp\n"
GOOD = HEADER + "ann,tea,3,10\nbob,tea,1.5,20\nann,café 8,1,30\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my.csv"


def test_three_lines_by_hand(path):
    path.write_text(GOOD, encoding="utf-8")
    data = load_interactions(path)
    assert data.user_ids.tolist() == ["ann", "bob"]
    assert data.item_ids.tolist() == ["café 8", "tea"]
    assert data.matrix().toarray().tolist() == [[1, 3], [0, 1.5]]
    assert data.timestamps.tolist() == [10, 20, 30]


def test_columns_come_in_any_order_and_with_others(path):
    path.write_text("timestamp,shop,rating,item_id,user_id\n10,x,3,007,1\n", encoding="utf-8")
    data = load_interactions(str(path))
    assert (data.user_ids.tolist(), data.item_ids.tolist()) == (["1"], ["007"])


def test_a_file_as_a_spreadsheet_saves_it_is_read(path):
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert len(load_interactions(path)) == 3


def test_what_movielens_says_comes_back_from_a_file_and_can_be_learned_from(path):
    ratings = load_movielens().ratings.head(3_000)
    ratings.to_csv(path, index=False)
    data, original = load_interactions(path), Interactions.from_ratings(ratings)
    assert data.ratings.tolist() == original.ratings.tolist()
    assert data.item_ids[data.items].tolist() == ratings["item_id"].astype(str).tolist()
    split = random_split(data)
    assert len(evaluate(EASE().fit(split.train), split).top) == data.n_users


@pytest.mark.parametrize(
    "text, problem",
    [
        ("", "No columns"),
        (HEADER, "no line below it"),
        ("user,item_id,rating,timestamp\n1,2,3,4\n", "line 1: there is no column user_id"),
        ("user_id,item_id,rating\n1,2,3\n", "line 1: there is no column timestamp"),
        (HEADER.replace("item", "user"), "has the column user_id twice"),
        (HEADER.replace("rating", "userId"), "has user_id and userId"),
        (HEADER.replace("\n", ",rating\n") + "ann,tea,3,10,2\n", "has the column rating twice"),
        (HEADER + 'bob,"tea,3,10\ncho,"mate,2,20\n', "line 2: a value opens with a quotation"),
        (GOOD + 'bob,"tea,3,10\ncho,mate",2,20\n', "line 5: a value opens with a quotation"),
        (GOOD + '"two\nlines",tea,3,10\ncho,tea,x,10\n', "line 7: rating is 'x'"),
        (GOOD + ",tea,3,10\n", "line 5: user_id is empty, not text"),
        (GOOD + "cho,,3,10\n", "line 5: item_id is empty, not text"),
        (GOOD + "cho,tea,,10\n", "line 5: rating is empty, not a number"),
        (GOOD + "cho,tea,good,10\n", "line 5: rating is 'good', not a number"),
        (GOOD + "cho,tea,0,10\n", "line 5: rating is 0, not a number above 0"),
        (GOOD + "cho,tea,-2,10\n", "line 5: rating is -2, not a number above 0"),
        (GOOD + "cho,tea,inf,10\n", "line 5: rating is inf, not a number above 0"),
        (GOOD + "cho,tea,nan,10\n", "line 5: rating is 'nan', not a number"),
        (GOOD + "cho,tea,3,2020-01-01\n", "line 5: timestamp is '2020-01-01', where most are"),
        (HEADER + "cho,tea,3,2020-13-01\n", "line 2: timestamp is '2020-13-01', neither whole"),
        (HEADER + "cho,tea,3,1960-01-01\n", "line 2: timestamp is 1960-01-01, not between"),
        (HEADER + "cho,tea,3,20240531\n", "timestamp is 20240531, like a date"),
        (HEADER + "cho,tea,3,2024\nbob,tea,2,1999\n", "timestamp is 2024, like a year"),
        (GOOD + "cho,tea,1e39,10\n", "line 5: rating is '1e+39', above 3.4e+38"),
        (GOOD + "cho,tea,3,1.5\n", "line 5: timestamp is '1.5', where most are"),
        (GOOD + "cho,tea,3,1e300\n", "line 5: timestamp is 1e300, not between"),
        (GOOD + "cho,tea,True,10\n", "line 5: rating is 'True', not a number"),
        (HEADER + "cho,tea,True,10\n", "line 2: rating is 'True', not a number"),
        ("user_id;item_id;rating;timestamp\n1;2;4,5;4\n", "line 2: rating is '4,5', not a"),
        (GOOD + "cho,tea,3,1600000000000\n", "line 5: timestamp is 1600000000000, not between"),
        (
            GOOD + "\nbob,tea,2,40\n",
            "line 6: user 'bob' has item 'tea' for the second time, after line 3",
        ),
        (GOOD + "cho,tea,3,10,5\n", "line 5: 5 values for 4 columns"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_value(path, text, problem):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        load_interactions(path)
    assert str(path) in str(error.value) and problem in str(error.value)


def test_a_file_that_is_not_utf_8_is_refused_by_name(path):
    path.write_bytes((HEADER + "ann,café,3,10\n").encode("latin-1"))
    with pytest.raises(ValueError, match="line 2: the byte 0xe9 in 'café' is no UTF-8.*cp1252"):
        load_interactions(path)


def test_a_folder_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="is a folder: name the file in it"):
        load_interactions(tmp_path)


# Other ways to write the same


@pytest.mark.parametrize("quoted", [False, True])
def test_lines_may_end_as_on_an_old_mac(path, quoted):
    text = GOOD.replace("tea", '"tea"') if quoted else GOOD
    path.write_text(text, encoding="utf-8", newline="\r")
    assert load_interactions(path).item_ids.tolist() == ["café 8", "tea"]
    path.write_text(text + "cho,tea,good,10\n", encoding="utf-8", newline="\r")
    with pytest.raises(ValueError, match="line 5: rating is 'good'"):
        load_interactions(path)


@pytest.mark.parametrize("sep, name", [(";", "semicolons"), ("\t", "tabs")])
def test_semicolons_and_tabs_are_found_and_said(path, sep, name, capsys):
    path.write_text(GOOD.replace(",", sep), encoding="utf-8")
    assert load_interactions(path).item_ids.tolist() == ["café 8", "tea"]
    assert f"my.csv: values are parted by {name}" in capsys.readouterr().out


def test_movielens_own_file_is_read_as_it_is():
    data = load_interactions(DATA / "movielens-small" / "ratings.csv")
    assert len(data) == 100_004


def test_a_log_of_clicks_has_no_ratings(path, capsys):
    path.write_text("userId,itemId,timestamp\nann,tea,10\nbob,tea,20\n")
    assert load_interactions(path).ratings.tolist() == [1, 1]
    assert "no column rating" in capsys.readouterr().out


def test_dates_are_seconds(path, capsys):
    dates = ["1970-01-02", "1970-01-01T01:00:00+01:00", "1970-01-01 00:00:10.900", "1970-01-01T00Z"]
    lines = [f"u{row},tea,1,{date}\n" for row, date in enumerate(dates)]
    path.write_text(HEADER + "".join(lines))
    assert load_interactions(path).timestamps.tolist() == [86_400, 0, 10, 0]
    assert "times are dates, taken as UTC where they name no zone" in capsys.readouterr().out


def as_table():
    users, items = ["ann", "bob", "ann"], ["tea", "tea", "café 8"]
    times = pd.to_datetime([10, 20, 30], unit="s")
    return pd.DataFrame(
        {"user_id": users, "item_id": items, "rating": [3, 1.5, 1], "timestamp": times}
    )


def same(data):
    return data.matrix().toarray().tolist() == [[1, 3], [0, 1.5]]


@pytest.mark.parametrize("name", ["my.csv.gz", "my.csv.zip", "data.csv"])
@pytest.mark.parametrize("packing", ["gzip", "zip"])
def test_a_packed_file_is_read_whatever_its_name(tmp_path, name, packing):
    path = tmp_path / name
    as_table().to_csv(path, index=False, compression=packing)
    data = load_interactions(path)
    assert same(data) and data.timestamps.tolist() == [10, 20, 30]


@pytest.mark.parametrize("dates", [True, False])
def test_parquet_is_read_whatever_its_name(path, dates):
    table = as_table()
    table["timestamp"] = table["timestamp"] if dates else [10, 20, 30]
    table.to_parquet(path)
    data = load_interactions(path)
    assert same(data) and data.timestamps.tolist() == [10, 20, 30]


def test_parquet_ids_may_be_integers_and_faults_are_told_by_row(path):
    table = as_table().assign(item_id=[1, 1, 2])
    table.to_parquet(path)
    assert load_interactions(path).item_ids.tolist() == ["1", "2"]
    table.assign(user_id="ann").to_parquet(path)
    with pytest.raises(ValueError, match="row 1: user 'ann' has item '1' .*after row 0"):
        load_interactions(path)
    table.assign(rating=[1, None, 1]).to_parquet(path)
    with pytest.raises(ValueError, match="row 1: rating is empty"):
        load_interactions(path)
    table.assign(item_id=[0.5, 1, 2]).to_parquet(path)
    with pytest.raises(ValueError, match="item_id holds float64; give it as text"):
        load_interactions(path)
    table.drop(columns="timestamp").to_parquet(path)
    with pytest.raises(ValueError, match="no column timestamp: its columns are user_id"):
        load_interactions(path)


# What is no table


def xlsx():
    return zipped("xl", {"workbook.xml": b"<workbook/>"})


OTHERS = {
    "xlsx": (xlsx(), "is an Excel workbook.*CSV UTF-8"),
    "xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is an old Excel workbook"),
    "json": (b'{"user_id": "ann", "item_id": 1}\n', r"holds JSON.*read_json\('my.csv', lines=True"),
    "html": (b"\n <!DOCTYPE html><html>404", "is a web page, not data"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    "utf-16": (GOOD.encode("utf-16"), "is UTF-16 text.*CSV UTF-8"),
    "utf-16 without mark": (GOOD.encode("utf-16-le"), "line 1 holds a NUL"),
    "two files": (zipped("d", {"a.csv": b"", "b.csv": b""}), r"holds 2 files \(d/a.csv, d/b.csv\)"),
    "page in gzip": (gzip.compress(b"<html>404</html>"), "what .*my.csv holds is a web page"),
    "cut gzip": (gzip.compress(GOOD.encode() * 99)[:-9], "is damaged or cut off"),
    "cut zip": (zipped("d", {"a.csv": GOOD.encode()})[:-30], "is damaged or cut off"),
    "cut parquet": (b"PAR1" + b"\0" * 90, "is damaged or cut off"),
    "xz": (lzma.compress(GOOD.encode()), "is packed with xz: unpack it first"),
}


@pytest.mark.parametrize("content, words", OTHERS.values(), ids=OTHERS)
def test_another_kind_of_file_is_named_with_what_to_do(path, content, words):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        load_interactions(path)


def test_no_file_is_said_by_name(path):
    with pytest.raises(FileNotFoundError, match="my.csv"):
        load_interactions(path)


def test_ids_keep_their_zeros_and_the_table_its_order(path):
    table = pd.DataFrame(
        {"user_id": ["b", "a"], "item_id": ["010", "10"], "rating": 1, "timestamp": 0}
    )
    table.to_csv(path, index=False)
    data = load_interactions(path)
    assert data.user_ids[data.users].tolist() == ["b", "a"]
    assert data.item_ids[data.items].tolist() == ["010", "10"]
