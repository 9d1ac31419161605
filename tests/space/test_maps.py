"""Maps of any vectors: finite, flat, and the same wherever the vectors lie."""

import numpy as np
import pytest

from utils.space.maps import MAPS, pca, t_sne


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


def test_a_long_way_is_told_in_steps():
    shares = []
    t_sne(normal(40, 4), shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 20
    assert 0 < shares[0] < 0.1
    assert shares[-1] == 1


def test_what_is_told_may_end_it():
    class Enough(Exception):
        pass

    def told(share):
        raise Enough

    with pytest.raises(Enough):
        t_sne(normal(40, 4), told)


def test_t_sne_keeps_islands_apart():
    points = np.repeat(10 * np.eye(4), 30, axis=0) + normal(120, 4) / 10
    xy = t_sne(points.astype(np.float32))
    nearest = distances(xy).argsort(axis=1)[:, 1]
    assert (nearest // 30 == np.arange(120) // 30).all()
