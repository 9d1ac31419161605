"""Lists, ragged and padded: by hand, and the same losses and gradients from both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.base.backend import keras, tf
from utils.data.histories import to_histories
from utils.models.item_features import ItemFeatures
from utils.models.lists import bag, lengths, padded, ragged, some_pairs, without_history
from utils.models.query_features import QueryFeatures
from utils.models.softmax_dnn import SoftmaxDNN
from utils.models.two_tower import TwoTower

HISTORIES = to_histories([[0, 1], [2], [], [3, 4, 5]], 8)
TARGETS = to_histories([[2], [3, 5], [1], [0]], 8)
TOKENS = ItemFeatures(["a", "b"], [[0], [1], [0, 1], [], [0], [1], [0], [0]])
FEATURES = QueryFeatures.fit(HISTORIES)


def test_padded_by_hand():
    assert padded(HISTORIES).tolist() == [[0, 1, -1], [2, -1, -1], [-1, -1, -1], [3, 4, 5]]
    assert np.array(lengths(padded(HISTORIES, 5))).tolist() == [2, 1, 0, 3]
    assert padded(to_histories([[]], 3)).tolist() == [[-1]]


def test_a_list_longer_than_the_width_is_named():
    with pytest.raises(ValueError, match="row 3 has 3 items, and the width is 2"):
        FEATURES.encode(HISTORIES, width=2)


def test_padding_is_no_row_of_a_table_that_has_more_rows_than_items():
    table = np.ones((16, 2), np.float32)  # 8 items, rounded up
    assert np.array(bag(table, padded(HISTORIES))[2]).tolist() == [0, 0]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=4), st.integers(0, 3))
def test_bags_and_masks_are_those_of_ragged_lists(rows, wider):
    matrix = to_histories([sorted(row) for row in rows], 6)
    codes = padded(matrix, max(1, max(map(len, rows))) + wider)
    table = np.arange(12, dtype=np.float32).reshape(6, 2)
    logits = np.ones((len(rows), 6), np.float32)
    assert np.allclose(bag(table, codes), bag(table, ragged(matrix)), atol=1e-5)
    masked = np.array(without_history(logits, codes))
    assert np.array_equal(masked, without_history(logits, ragged(matrix)))


def test_of_too_many_pairs_the_padding_goes_first():
    seed = keras.random.SeedGenerator(0)
    _, items, real = (np.array(part) for part in some_pairs(padded(TARGETS, 4), 5, seed))
    assert real.tolist() == [1, 1, 1, 1, 1]
    assert sorted(items) == [0, 1, 2, 3, 5]


def losses_and_gradients(model, x, y):
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x, y, model(x), training=False)
    gradients = tape.gradient(loss, model.trainable_variables)
    return [np.array(loss), *(np.array(tf.convert_to_tensor(g)) for g in gradients)]


@pytest.mark.parametrize("kind", ["softmax", "full", "in-batch"])
def test_a_model_learns_the_same_from_ragged_and_padded_lists(kind):
    counts = np.arange(1, 9)
    if kind == "softmax":
        model = SoftmaxDNN(FEATURES, counts, dim=4, hidden=(3,))
    else:
        model = TwoTower(FEATURES, TOKENS, counts, dim=4, loss=kind)
    some = losses_and_gradients(model, FEATURES.encode(HISTORIES), ragged(TARGETS))
    same = losses_and_gradients(model, FEATURES.encode(HISTORIES, width=6), padded(TARGETS, 4))
    for a, b in zip(some, same, strict=True):
        assert np.allclose(a, b, atol=1e-5)
