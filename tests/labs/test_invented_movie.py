"""The lab of lesson 07: a movie that is in no catalog finds its place and its people."""

import pandas as pd
import pytest

from tests.tools.towers import HISTORIES, MOVIES, trained
from utils.labs import invented_movie


@pytest.fixture(scope="module")
def model():
    return trained()


def one(title="Movie 1", year=1990, genres=("Comedy",)):
    return pd.DataFrame({"title": [title], "year": [year], "genres": [genres]})


@pytest.fixture
def lab(model, monkeypatch):
    monkeypatch.setattr(invented_movie, "LEAST", 1)
    monkeypatch.setattr(invented_movie, "K", 2)
    return invented_movie.invented_movie_lab(
        model, HISTORIES, MOVIES, "<Movie> 1", 1990, ("Comedy",)
    )


def test_controls_move_the_movie(lab):
    assert "<Movie> 1 (1990; Comedy) lands next to Movie" in lab.caption
    assert f"of {HISTORIES.shape[0]} people" in lab.caption
    assert "&lt;Movie&gt;" in lab.words.value
    before = lab.picture.value
    lab.controls["genres"].boxes["Drama"].value = True
    assert "; Comedy, Drama)" in lab.caption and lab.picture.value != before
    for box in lab.controls["genres"].boxes.values():
        box.value = False
    assert "; no genre)" in lab.caption


def test_without_a_title_year_and_genres_place_it_and_a_long_one_is_cut_on_the_map(lab):
    lab.controls["title"].value = ""
    assert lab.caption.startswith("(no title) (1990; Comedy) lands next to")
    lab.controls["title"].value = "word " * 30
    (*_, name) = [text.get_text() for text in lab.figure.axes[0].texts]
    assert name.endswith("…") and len(name) <= 40
