"""The ratings lab: stars change the recommendations, the file holds what was rated, only that."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.displayed import outputs
from utils.data.my_ratings import load_my_ratings, no_ratings, save_my_ratings, with_rating
from utils.labs.ratings import ratings_lab
from utils.space.embedding_space import EmbeddingSpace

NASTY = "<img src=x onerror=alert(1)>"
ITEM_IDS = [10, 20, 30, 40]


class Mirror:
    """Scores a movie by the stars of the one before it: 0 → 1 → 2 → 3 → 0."""

    def score(self, histories):
        return np.roll(histories.toarray(), 1, axis=1)


@pytest.fixture
def space():
    vectors = np.random.default_rng(0).normal(size=(4, 3))
    titles = ["Amélie", NASTY, "Casablanca", "Dumbo"]
    table = {"item_id": ITEM_IDS, "title": titles, "ratings": [4, 3, 2, 1]}
    return EmbeddingSpace(vectors, pd.DataFrame(table))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "my_ratings.csv"


@pytest.fixture
def lab(space, path):
    return ratings_lab(space, Mirror(), with_rating(no_ratings(), 30, 5), path)


def rate(lab, typed, stars):
    editor = lab.controls["ratings"]
    editor.search.text.value = typed
    editor.stars.value = stars
    editor.button.click()


def remove(lab, line):
    lab.controls["ratings"].rated.children[line].children[0].click()


def test_the_example_is_shown_as_such_and_never_written(lab, path):
    assert lab.caption == "Example ratings (1) → 3 recommendations; the first is Dumbo."
    assert "Example ratings" in lab.controls["ratings"].rated.children[0].value
    assert not path.exists()


def test_the_first_rating_takes_the_place_of_the_example(lab, path):
    rate(lab, "amelie", 4.5)
    assert lab.controls["ratings"].value["item_id"].tolist() == [10]
    assert lab.caption.startswith("Your ratings (1)") and NASTY in lab.caption
    saved = load_my_ratings(ITEM_IDS, path)
    assert saved[["item_id", "rating"]].to_numpy().tolist() == [[10, 4.5]]


def test_stars_change_what_is_recommended(lab):
    rate(lab, "amelie", 5)
    rate(lab, "casa", 1)
    first = lab.tables.index("&lt;img"), lab.tables.index(">Dumbo<")
    rate(lab, "amelie", 0.5)
    then = lab.tables.index("&lt;img"), lab.tables.index(">Dumbo<")
    assert first[0] < first[1] and then[0] > then[1]


def test_with_the_last_rating_removed_the_example_is_back_and_the_file_is_empty(lab, path):
    rate(lab, "amelie", 5)
    rate(lab, "casa", 2)
    remove(lab, 1)
    assert load_my_ratings(ITEM_IDS, path)["item_id"].tolist() == [30]
    remove(lab, 1)
    assert lab.controls["ratings"].is_example
    assert load_my_ratings(ITEM_IDS, path).empty


def test_ratings_are_there_again_in_the_next_session(lab, space, path):
    rate(lab, "amelie", 5)
    again = ratings_lab(space, Mirror(), no_ratings(), path)
    assert again.caption == lab.caption


def test_titles_are_text(lab):
    rate(lab, "<img", 4)
    line = lab.controls["ratings"].rated.children[1].children[1].value
    data = outputs(lab)[1].data
    rate(lab, "amelie", 4)
    for part in (line, lab.picture.value, lab.beside.value, data["text/html"]):
        assert "<img src=x" not in part
    assert "4 ★  &lt;img src=x onerror=alert(1)&gt;" in line


def test_a_damaged_file_stops_the_lab_at_once(space, path):
    path.write_text("item_id,rating,timestamp\n10,77,0\n")
    with pytest.raises(ValueError, match="line 2: rating is 77"):
        ratings_lab(space, Mirror(), no_ratings(), path)


def test_a_file_damaged_meanwhile_is_left_alone_and_the_lab_says_so(lab, path):
    save_my_ratings(with_rating(no_ratings(), 10, 5), path)
    path.write_text("item_id,rating,timestamp\n10,<b>,0\n")
    rate(lab, "casa", 3)
    message = lab.controls["ratings"].problem.value
    assert "Not saved" in message and "line 2: rating is &#x27;&lt;b&gt;&#x27;" in message
    assert "<b>" in path.read_text()
