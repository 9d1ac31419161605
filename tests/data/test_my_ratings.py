"""The learner's own ratings: what is written is read back, what is wrong is named."""

import re

import pytest

from utils.data.my_ratings import (
    load_my_ratings,
    no_ratings,
    save_my_ratings,
    with_rating,
    without_rating,
)

ITEM_IDS = [1, 7, 30]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my_ratings.csv"


def two_ratings():
    return with_rating(with_rating(no_ratings(), 7, 4.5), 30, 1)


def test_no_file_means_no_ratings(path):
    assert load_my_ratings(ITEM_IDS, path).equals(no_ratings())


@pytest.mark.parametrize("ratings", [two_ratings(), no_ratings()], ids=["two", "none"])
def test_what_is_saved_is_read_back(path, ratings):
    save_my_ratings(ratings, path)
    assert load_my_ratings(ITEM_IDS, path).equals(ratings)
    assert path.read_text().startswith("item_id,rating,timestamp\n")


def test_a_second_rating_of_a_movie_replaces_the_first():
    ratings = with_rating(two_ratings(), 7, 0.5)
    assert ratings[["item_id", "rating"]].to_numpy().tolist() == [[30, 1], [7, 0.5]]


def test_a_removed_movie_is_gone_and_an_unknown_one_changes_nothing():
    assert without_rating(two_ratings(), 7)["item_id"].tolist() == [30]
    assert without_rating(two_ratings(), 8).equals(two_ratings())


@pytest.mark.parametrize("stars", [0, 5.5, 3.3, -1])
def test_stars_that_do_not_exist_are_refused(stars):
    with pytest.raises(ValueError, match=f"^{re.escape(str(stars))} stars"):
        with_rating(no_ratings(), 7, stars)


HEADER = "item_id,rating,timestamp\n"


@pytest.mark.parametrize(
    "text, problem",
    [
        ("", "No columns"),
        ("item_id,stars\n7,4\n", "line 1: there is no column rating"),
        (HEADER + "7,4,0\n7,3,0\n", "line 3: movie 7 is rated for the second time, after line 2"),
        (HEADER + "7,4,0\n8,4,0\n", "line 3: movie 8 is none of the 3 known movies"),
        ("item_id,rating,timestamp,rating\n7,4,0,3\n", "has the column rating twice"),
        (HEADER + '7,"4,0\n30,3,0\n', "line 2: a value opens with a quotation mark"),
        (HEADER + "7,9,0\n", "line 2: rating is 9, not one of 0.5, 1, … 5"),
        (HEADER + "7,3.3,0\n", "line 2: rating is 3.3, not one of"),
        (HEADER + "7,four,0\n", "line 2: rating is 'four', not a number"),
        (HEADER + "7,,0\n", "line 2: rating is empty, not a number"),
        (HEADER + "Toy Story,4,0\n", "line 2: item_id is 'Toy Story', not an integer"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_value(path, text, problem):
    path.write_text(text)
    with pytest.raises(ValueError) as error:
        load_my_ratings(ITEM_IDS, path)
    assert str(path) in str(error.value) and problem in str(error.value)


def test_a_save_that_fails_leaves_the_old_file_whole(path):
    save_my_ratings(two_ratings(), path)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        save_my_ratings(two_ratings().drop(columns="timestamp"), path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
