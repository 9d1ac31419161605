"""A probe finds a direction that is there, and its score is that of rows it has not seen."""

import numpy as np
import pandas as pd
import pytest

from utils.space.embedding_space import EmbeddingSpace
from utils.space.probes import probe

RNG = np.random.default_rng(0)
V = RNG.normal(size=(200, 6))
SPACE = EmbeddingSpace(V, pd.DataFrame({"title": ["t"] * 200}))
DIRECTION = np.array([1.0, 0, 0, -1, 0, 0])


@pytest.mark.parametrize(
    ("target", "measure"), [(V @ DIRECTION > 0.5, "AUC"), (V @ DIRECTION + 3, "R²")]
)
def test_a_direction_that_is_there_is_found(target, measure):
    found = probe(SPACE, target)
    cosine = found.vector @ DIRECTION / np.linalg.norm(found.vector) / np.sqrt(2)
    assert cosine > 0.97
    assert found.score > 0.97
    assert str(found) == f"held-out {measure} {found.score:.2f}"


def test_where_there_is_none_the_score_says_so():
    few = SPACE.where(np.arange(200) < 40)
    assert probe(few, RNG.random(40) < 0.5).score < 0.7
    assert probe(few, RNG.random(40)).score < 0.2


def test_rows_without_a_number_are_left_out():
    target = np.where(np.arange(200) < 100, V @ DIRECTION, np.nan)
    assert probe(SPACE, target).score > 0.97


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (np.zeros(3), r"shape \(3,\), the space 200 rows"),
        (np.arange(200) == 7, "1 rows are of the rarer kind"),
        (np.full(200, np.nan), "0 rows have a number"),
    ],
)
def test_what_cannot_be_probed_is_named(target, said):
    with pytest.raises(ValueError, match=said):
        probe(SPACE, target)
