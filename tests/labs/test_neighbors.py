"""The neighbor finder: titles in any spelling, the closest rows in a real table, text as text."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.frame.search import N_SHOWN, TitleSearch, matching, plain
from utils.labs.neighbors import neighbors_among, neighbors_lab
from utils.space.embedding_space import EmbeddingSpace

NASTY = "<img src=x onerror=alert(1)>"
TITLES = ["Amélie", NASTY, 'The "Best" & Worst', "Matrix, The (1999)", "Señor $5 and $9"]


@pytest.fixture
def space():
    """Amélie points right; the second is long and oblique, the third short and aligned."""
    vectors = np.array([[2, 0], [6, 5], [0.5, 0.1], [1.5, 0.8], [0, 1]])
    return EmbeddingSpace(vectors, pd.DataFrame({"title": TITLES, "ratings": [9, 50, 1, 20, 0]}))


@pytest.mark.parametrize(
    "typed, row",
    [
        ("amelie", 0),
        ("AMÉL", 0),
        ("<img", 1),
        ('"best" &', 2),
        ("the matrix", 3),
        ("senor $9", 4),
    ],
)
def test_part_of_a_title_is_found_in_any_case_accent_and_order(typed, row):
    assert matching([plain(title) for title in TITLES], typed) == [row]


@given(st.text(), st.data())
def test_every_part_of_a_title_finds_it(title, data):
    start = data.draw(st.integers(0, len(title)))
    stop = data.draw(st.integers(start, len(title)))
    assert matching([plain(title)], title[start:stop].casefold()) == [0]


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
    finder = neighbors_lab(space, "Amélie")
    finder.controls["least"].value = 100
    assert "there is none" in finder.caption
    assert "<td>" not in finder.tables and ">title</th>" in finder.tables


def test_a_move_changes_picture_words_and_table(space):
    finder = neighbors_lab(space, "Amélie")
    before = finder.picture.value, finder.words.value, finder.beside.value
    finder.controls["measure"].value = "dot"
    after = finder.picture.value, finder.words.value, finder.beside.value
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert "by dot" in finder.caption


def test_typing_chooses_the_best_known_match_and_another_can_be_chosen(space):
    search = neighbors_lab(space, "Amélie").controls["movie"]
    search.text.value = "e"
    assert search.value == 1
    search.found.value = 2
    assert search.value == 2


def test_the_choice_stays_while_nothing_matches(space):
    finder = neighbors_lab(space, "Amélie")
    search = finder.controls["movie"]
    search.text.value = "<b>zz"
    assert search.value == 0 and search.found.options == ()
    assert "&lt;b&gt;zz" in search.status.value and "<b>" not in search.status.value


def test_of_many_matches_the_best_known_are_listed():
    search = TitleSearch([f"Movie {n}" for n in range(30)], range(30), 0)
    search.text.value = "movie"
    assert [row for _, row in search.found.options] == list(range(29, 29 - N_SHOWN, -1))
    assert search.status.value.count("matches: 30, the best known") == 1


def test_titles_are_text_in_the_table_the_words_and_the_stored_form(space):
    finder = neighbors_lab(space, NASTY)
    data, _ = finder._repr_mimebundle_()
    finder.controls["movie"].text.value = "amelie"
    for part in (finder.words.value, finder.picture.value, finder.beside.value, data["text/html"]):
        assert "<img src=x" not in part
    assert "<td>&lt;img src=x onerror=alert(1)&gt;</td>" in finder.beside.value
    assert 'The "Best" &amp; Worst</td>' in finder.beside.value
    assert "<table" in data["text/html"] and data["text/plain"].startswith(f"Neighbors of {NASTY}")


def test_an_unknown_title_is_named(space):
    with pytest.raises(KeyError, match="no row is called 'Nobody'"):
        neighbors_lab(space, "Nobody")
