"""The playground of lesson 06: a movie that is in no catalog finds its place and its people."""

import numpy as np
import pandas as pd
import pytest

from tests.test_two_tower import HISTORIES, MOVIES, trained
from utils.playgrounds import invented_movie as lab


@pytest.fixture(scope="module")
def model():
    return trained()


def one(title="Movie 1", year=1990, genres=("Comedy",)):
    return pd.DataFrame({"title": [title], "year": [year], "genres": [genres]})


def test_a_margin_is_the_distance_to_the_last_place_of_a_list(model):
    audience = lab.Audience(model, HISTORIES, k=2)
    scores = np.where(HISTORIES.toarray() > 0, -np.inf, model.score(HISTORIES))
    second = np.sort(scores, axis=1)[:, -2]
    expected = model.psi(HISTORIES) @ model.phi(one())[0] - second
    assert np.allclose(audience.margins(one())[:, 0], expected, atol=1e-5)


def test_controls_move_the_movie(model, monkeypatch):
    monkeypatch.setattr(lab, "LEAST", 1)
    monkeypatch.setattr(lab, "K", 2)
    playground = lab.invented_movie(model, HISTORIES, MOVIES, "<Movie> 1", 1990, ("Comedy",))
    assert "<Movie> 1 (1990; Comedy) lands next to Movie" in playground.caption
    assert f"of {HISTORIES.shape[0]} people" in playground.caption
    assert "&lt;Movie&gt;" in playground.words.value
    before = playground.picture.value
    playground.controls["genres"].value = ("Drama",)
    assert "; Drama)" in playground.caption and playground.picture.value != before
    playground.controls["genres"].value = ()
    assert "; no genre)" in playground.caption
