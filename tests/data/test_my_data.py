"""Data from elsewhere: read as written, refused with the line and the value."""

import pandas as pd
import pytest

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
        ("user_id;item_id;rating;timestamp\n1;2;3;4\n", "line 1: there is no column user_id"),
        ("user_id,item_id,rating\n1,2,3\n", "line 1: there is no column timestamp"),
        (GOOD + ",tea,3,10\n", "line 5: user_id is empty, not text"),
        (GOOD + "cho,,3,10\n", "line 5: item_id is empty, not text"),
        (GOOD + "cho,tea,,10\n", "line 5: rating is empty, not a number"),
        (GOOD + "cho,tea,good,10\n", "line 5: rating is 'good', not a number"),
        (GOOD + "cho,tea,0,10\n", "line 5: rating is 0, not a number above 0"),
        (GOOD + "cho,tea,-2,10\n", "line 5: rating is -2, not a number above 0"),
        (GOOD + "cho,tea,inf,10\n", "line 5: rating is inf, not a number above 0"),
        (GOOD + "cho,tea,nan,10\n", "line 5: rating is 'nan', not a number"),
        (GOOD + "cho,tea,3,2020-01-01\n", "line 5: timestamp is '2020-01-01', not an integer"),
        (GOOD + "cho,tea,3,1600000000000\n", "line 5: timestamp is 1600000000000, not between"),
        (GOOD + "\nbob,tea,2,40\n", "line 6: user 'bob' has item 'tea' for the second time"),
        (GOOD + "cho,tea,3,10,5\n", "Expected 4 fields in line 5, saw 5"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_value(path, text, problem):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        load_interactions(path)
    assert str(path) in str(error.value) and problem in str(error.value)


def test_a_file_that_is_not_utf_8_is_refused_by_name(path):
    path.write_bytes((HEADER + "ann,café,3,10\n").encode("latin-1"))
    with pytest.raises(ValueError, match="my.csv.*utf-8"):
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
