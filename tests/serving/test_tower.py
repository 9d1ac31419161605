"""The tower that serves: by hand, and as the network that it was taken from."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from utils.data.histories import to_histories
from utils.models.item_features import ItemFeatures
from utils.models.query_features import QueryFeatures
from utils.models.softmax_dnn import SoftmaxDNN
from utils.models.two_tower import TwoTower
from utils.serving.tower import ServedTower, served_items

N = 30
HISTORIES = to_histories([[], [3], [0, 5, 7, 29], list(range(N))], N)
COUNTS = np.arange(N)


def network(kind, hidden):
    """A network whose layers add something, and whose vectors are of any length."""
    features = QueryFeatures(N, {}, {})
    if kind == "towers":
        movies = pd.DataFrame({"title": ["a b"] * N, "year": 2000, "genres": [["Drama"]] * N})
        items = ItemFeatures.fit(movies, COUNTS > 0)
        model = TwoTower(features, items, COUNTS, dim=6, hidden=hidden)
    else:
        model = SoftmaxDNN(features, COUNTS, dim=6, hidden=hidden, normalized=kind == "normalized")
    rng = np.random.default_rng(1)
    for weights in model.trainable_variables:
        weights.assign(rng.normal(0, 0.7, weights.shape))
    return model


def test_a_tower_by_hand():
    E = np.array([[3, 0], [0, 4], [1, 1]], np.float32)
    kernel, bias = np.array([[1, 0], [0, 0]], np.float32), np.array([0, 1], np.float32)
    psi = ServedTower(E, [kernel], [bias], 0.5, False).psi(to_histories([[0], [0, 1, 2], []], 3))
    # h = (3, 0), (4, 5)/√3 and 0; f = (3, 1), (4/√3, 1) and (0, 1); ψ = (h + f) / 0.5
    expected = [[12, 2, 1], [16 / 3**0.5, 10 / 3**0.5 + 2, 1], [0, 2, 1]]
    assert np.allclose(psi, expected)
    unit = ServedTower(E, [], [], 0.5, True).psi(to_histories([[0], [1], []], 3))
    assert np.allclose(unit, [[2, 0, 1], [0, 2, 1], [0, 0, 1]])


@pytest.mark.parametrize("kind", ["towers", "normalized", "not normalized"])
@pytest.mark.parametrize("hidden", [(), (8,), (8, 5)])
def test_it_scores_as_the_network_does(kind, hidden, tmp_path):
    model = network(kind, hidden)
    ServedTower.of(model).save(tmp_path / "tower.npz")
    tower = ServedTower.load(tmp_path / "tower.npz")
    scores = tower.psi(HISTORIES) @ served_items(model).T
    assert np.allclose(scores, model.score(HISTORIES), atol=1e-4)
    assert tower.fingerprint() == ServedTower.of(model).fingerprint()
    assert len(tower.kernels) == (len(hidden) + 1 if hidden else 0)


def test_short_vectors_are_as_in_training():
    model = network("normalized", ())
    model.E.assign(np.full((N, 6), 1e-3))
    tower = ServedTower.of(model)
    assert np.allclose(tower.psi(HISTORIES)[:, :-1], model.psi(HISTORIES), atol=1e-6)
    assert np.linalg.norm(tower.psi(HISTORIES)[1, :-1]) < 0.2  # of 5


def test_a_rating_counts_as_a_watch_be_it_zero():
    tower = ServedTower.of(network("towers", ()))
    rated = csr_array((np.array([0.0, 5.0]), ([0, 0], [3, 4])), shape=(1, N))
    assert np.array_equal(tower.psi(rated), tower.psi(to_histories([[3, 4]], N)))


def test_a_tower_that_reads_more_than_a_history_is_refused():
    features = QueryFeatures(N, {"age": (30.0, 10.0)}, {"country": ["FR"]})
    with pytest.raises(ValueError, match="reads age, country beside the history"):
        ServedTower.of(SoftmaxDNN(features, COUNTS, dim=4))


def test_every_weight_and_setting_counts_for_the_fingerprint():
    E, kernel, bias = np.ones((3, 2)), np.ones((2, 2)), np.ones(2)
    towers = [
        ServedTower(E, [kernel], [bias], 0.5, True),
        ServedTower(2 * E, [kernel], [bias], 0.5, True),
        ServedTower(E, [2 * kernel], [bias], 0.5, True),
        ServedTower(E, [kernel], [2 * bias], 0.5, True),
        ServedTower(E, [kernel], [bias], 0.4, True),
        ServedTower(E, [kernel], [bias], 0.5, False),
    ]
    assert len({tower.fingerprint() for tower in towers}) == len(towers)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "tower.npz"
    path.write_bytes(b"PK nothing")
    with pytest.raises(ValueError, match="tower.npz is damaged"):
        ServedTower.load(path)
    np.savez(path, E=np.ones(3))
    with pytest.raises(ValueError, match="tower.npz has no 'n_layers'"):
        ServedTower.load(path)
