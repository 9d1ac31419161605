"""Spaces laid on each other: a turned one comes back; shared neighbors counted by hand."""

import numpy as np
import pandas as pd
import pytest

from utils.space.alignment import aligned, shared_neighbors
from utils.space.embedding_space import EmbeddingSpace


def space(vectors, titles=None):
    titles = range(len(vectors)) if titles is None else titles
    return EmbeddingSpace(np.array(vectors, float), pd.DataFrame({"title": list(titles)}))


def test_a_quarter_turn_a_shift_and_a_scale_are_undone_by_hand():
    square = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    turned = [[5, 7], [3, 5], [5, 3], [7, 5]]  # a quarter turn, twice as large, around (5, 5)
    found = aligned(space(turned), space(square))
    np.testing.assert_allclose(found.vectors, square, atol=1e-6)


def test_of_any_vectors_a_turn_is_undone_and_a_narrow_space_is_filled_up():
    rng = np.random.default_rng(0)
    V = rng.normal(size=(50, 6))
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    found = aligned(space(3 * V @ turn + 9), space(V))
    np.testing.assert_allclose(found.vectors, V, atol=1e-4)
    narrow = aligned(space(V[:, :2]), space(V))
    assert narrow.vectors.shape == (50, 6)
    assert ((narrow.vectors - V) ** 2).sum() < ((V - V.mean(axis=0)) ** 2).sum()


def test_equal_points_are_laid_on_the_middle():
    found = aligned(space(np.ones((3, 2))), space([[1, 0], [2, 0], [3, 0]]))
    np.testing.assert_allclose(found.vectors, [[2, 0]] * 3)


def test_shared_neighbors_by_hand():
    line = np.array([[0.0], [1], [3], [7]])
    swapped = np.array([[0.0], [1], [7], [3]])
    # Nearest on the line: 1, 0, 1, 2. With the last two swapped: 1, 0, 3, 1.
    found = shared_neighbors(line, swapped, 1, "euclidean")
    assert found.shares.tolist() == [1, 1, 0, 0]
    assert found.share == 0.5
    assert found.chance == pytest.approx(1 / 3)
    assert shared_neighbors(line, line, 2, "euclidean").share == 1


def test_strangers_share_about_what_chance_gives():
    rng = np.random.default_rng(0)
    found = shared_neighbors(rng.normal(size=(700, 8)), rng.normal(size=(700, 8)), 10)
    assert found.share == pytest.approx(found.chance, abs=0.005)
    assert len(found.shares) == 700


def test_other_rows_and_a_k_that_does_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 rows and 3: both must be of the same rows"):
        shared_neighbors(np.eye(2), np.eye(3))
    with pytest.raises(ValueError, match="the labels differ"):
        aligned(space(np.eye(2), "ab"), space(np.eye(2), "ba"))
    with pytest.raises(ValueError, match="k is 3: of 3 rows each has 2 others"):
        shared_neighbors(np.eye(3), np.eye(3), 3)
