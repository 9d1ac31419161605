"""A map is made once of the same vectors."""

import numpy as np
import pytest

from utils.space import stored_maps
from utils.space.maps import pca
from utils.space.stored_maps import stored_map


@pytest.fixture
def made(monkeypatch):
    """How often a map was made."""
    calls = []

    def counted(vectors, told=None):
        calls.append(len(vectors))
        return pca(vectors, told)

    monkeypatch.setattr(stored_maps, "MAPS", {"pca": counted})
    return calls


def test_the_same_vectors_are_mapped_once_and_others_again(made, tmp_path):
    vectors = np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32)
    first = stored_map(vectors, "pca", folder=tmp_path)
    again = stored_map(vectors.copy(), "pca", folder=tmp_path)
    np.testing.assert_array_equal(first, again)
    stored_map(vectors + 1, "pca", folder=tmp_path)
    assert made == [9, 9]


def test_a_damaged_file_is_made_again(made, tmp_path):
    vectors = np.eye(5, dtype=np.float32)
    whole = stored_map(vectors, "pca", folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-8])
    np.testing.assert_array_equal(stored_map(vectors, "pca", folder=tmp_path), whole)
    assert np.load(file).shape == (5, 2)
