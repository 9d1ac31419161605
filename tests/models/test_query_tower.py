"""The sum of embeddings, the length of a vector, and ψ by hand."""

import numpy as np

from utils.base.backend import tf
from utils.data.histories import to_histories
from utils.models.query_features import QueryFeatures
from utils.models.query_tower import SHORT, QueryTower, bag, unit

HISTORIES = to_histories([[0, 2], [], [1]], 3)


def test_a_bag_is_a_sum_over_the_root_of_its_size():
    table = np.float32([[1, 0], [0, 2], [3, 4]])
    codes = tf.ragged.constant([[0, 2], [], [1]], dtype=tf.int32)
    r = 2**-0.5
    assert np.allclose(bag(table, codes), [[4 * r, 4 * r], [0, 0], [0, 2]])


def test_a_short_vector_stays_short_and_others_get_length_one():
    vectors = np.float32([[3, 4], [0, 0], [SHORT / 2, 0]])
    assert np.allclose(unit(vectors), [[0.6, 0.8], [0, 0], [0.5, 0]])


def test_psi_starts_as_what_the_history_says():
    features = QueryFeatures(3, {"log_activity": (0.0, 1.0)}, {})
    tower = QueryTower(features, dim=2, hidden=(4,), temperature=0.5)
    E = np.asarray(tower.E)
    plain = [(E[0] + E[2]) / 2**0.5, 0 * E[0], E[1]]
    expected = [v / max(np.linalg.norm(v), SHORT) / 0.5 for v in plain]
    assert np.allclose(tower.psi(HISTORIES), expected, atol=1e-6)
    assert len(tower.dense_layers) == 2


def test_without_layers_and_features_there_is_no_f():
    assert QueryTower(QueryFeatures(3, {}, {}), dim=2).dense_layers == []


def test_a_category_never_seen_adds_nothing_and_its_row_starts_at_zero():
    tower = QueryTower(QueryFeatures(3, {}, {"country": ["FI", "KE"]}), dim=2)
    table = np.asarray(tower.categories[0])
    assert table.shape == (3, 16)
    assert not table[0].any() and table[1:].any()
