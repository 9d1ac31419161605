"""Who would get a movie that is in no list yet."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tests.tools.towers import HISTORIES, trained
from utils.evaluation.audience import Audience

MOVIE = pd.DataFrame({"title": ["Movie 1"], "year": [1990], "genres": [("Comedy",)]})


@pytest.fixture(scope="module")
def model():
    return trained()


def test_a_margin_is_the_distance_to_the_last_place_of_a_list(model):
    audience = Audience(model, HISTORIES, k=2)
    scores = np.where(HISTORIES.toarray() > 0, -np.inf, model.score(HISTORIES))
    second = np.sort(scores, axis=1)[:, -2]
    expected = model.psi(HISTORIES) @ model.phi(MOVIE)[0] - second
    assert np.allclose(audience.margins(MOVIE)[:, 0], expected, atol=1e-5)


def test_a_list_that_is_not_full_has_room_for_any_movie(model):
    everything_but_one = csr_array((np.zeros(11), np.arange(11), [0, 11]), shape=(1, 12))
    assert Audience(model, everything_but_one, k=2).margins(MOVIE).tolist() == [[np.inf]]
    assert np.isfinite(Audience(model, everything_but_one, k=1).margins(MOVIE)).all()


def test_a_list_longer_than_the_catalog_is_refused(model):
    with pytest.raises(ValueError, match="choose 1 ≤ k ≤ 12"):
        Audience(model, HISTORIES, k=13)
