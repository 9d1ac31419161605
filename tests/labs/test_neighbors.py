"""The neighbors lab: the closest rows in a real table, text as text."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.displayed import outputs
from utils.labs.neighbors import neighbors_among, neighbors_lab
from utils.space.embedding_space import EmbeddingSpace

NASTY = "<img src=x onerror=alert(1)>"
TITLES = ["Amélie", NASTY, 'The "Best" & Worst', "Matrix, The (1999)", "Señor $5 and $9"]


@pytest.fixture
def space():
    """Amélie points right; the second is long and oblique, the third short and aligned."""
    vectors = np.array([[2, 0], [6, 5], [0.5, 0.1], [1.5, 0.8], [0, 1]])
    return EmbeddingSpace(vectors, pd.DataFrame({"title": TITLES, "ratings": [9, 50, 1, 20, 0]}))


@pytest.mark.parametrize("measure, closest", [("dot", 1), ("cosine", 2), ("euclidean", 3)])
def test_each_measure_has_its_own_neighbor(space, measure, closest):
    rows, table = neighbors_among(space, 0, measure, least=0)
    assert rows[0] == closest and 0 not in rows and len(rows) == 4
    assert table["title"].tolist() == [TITLES[row] for row in rows]


def test_movies_with_few_ratings_are_left_out_and_the_query_may_have_few(space):
    rows, table = neighbors_among(space, 2, "cosine", least=20)
    assert sorted(rows) == [1, 3]
    assert table["rank"].tolist() == [1, 2]


def test_no_movie_with_so_many_ratings_gives_an_empty_table(space):
    lab = neighbors_lab(space, "Amélie")
    lab.controls["least"].value = 100
    assert "there is none" in lab.caption
    assert "<td>" not in lab.tables and ">title</th>" in lab.tables


def test_a_move_changes_picture_words_and_table(space):
    lab = neighbors_lab(space, "Amélie")
    before = lab.picture.value, lab.words.value, lab.beside.value
    lab.controls["measure"].value = "dot"
    after = lab.picture.value, lab.words.value, lab.beside.value
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert "by dot" in lab.caption


def test_titles_are_text_in_the_table_the_words_and_the_stored_form(space):
    lab = neighbors_lab(space, NASTY)
    data = outputs(lab)[1].data
    lab.controls["movie"].text.value = "amelie"
    for part in (lab.words.value, lab.picture.value, lab.beside.value, data["text/html"]):
        assert "<img src=x" not in part
    assert "<td>&lt;img src=x onerror=alert(1)&gt;</td>" in lab.beside.value
    assert 'The "Best" &amp; Worst</td>' in lab.beside.value
    assert "<table" in data["text/html"] and data["text/plain"].startswith(f"Neighbors of {NASTY}")


def test_an_unknown_title_is_named(space):
    with pytest.raises(KeyError, match="no row is called 'Nobody'"):
        neighbors_lab(space, "Nobody")
