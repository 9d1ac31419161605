"""Maps of any vectors: finite, flat, and the same wherever the vectors lie."""

import numpy as np
import pytest

from utils.space.maps import MAPS, pca


def distances(xy):
    wide = xy.astype(float)
    return np.linalg.norm(wide[:, None] - wide[None], axis=2)


def normal(n, dim):
    return np.random.default_rng(0).normal(size=(n, dim)).astype(np.float32)


@pytest.mark.parametrize("method", MAPS)
@pytest.mark.parametrize(("n", "dim"), [(0, 3), (1, 3), (2, 1), (5, 1), (40, 4)])
def test_a_map_of_any_size_is_finite(method, n, dim):
    xy = MAPS[method](normal(n, dim))
    assert xy.shape == (n, 2)
    assert xy.dtype == np.float32
    assert np.isfinite(xy).all()


@pytest.mark.parametrize("method", MAPS)
def test_equal_points_can_be_mapped(method):
    assert np.isfinite(MAPS[method](np.ones((9, 3), np.float32))).all()


def test_pca_finds_the_plane_that_the_points_lie_in():
    plane = normal(50, 2) @ normal(2, 6)
    np.testing.assert_allclose(distances(pca(plane)), distances(plane), atol=1e-4)


@pytest.mark.parametrize("method", MAPS)
@pytest.mark.parametrize(("scale", "offset"), [(1e-25, 0), (1e20, 0), (1, 1e4), (1e-5, 1)])
def test_a_map_does_not_depend_on_where_and_how_large_the_vectors_are(method, scale, offset):
    here = normal(60, 4)
    there = here * np.float32(scale) + np.float32(offset)
    assert np.isfinite(MAPS[method](there)).all()
    np.testing.assert_allclose(distances(pca(there)) / scale, distances(pca(here)), atol=0.05)
