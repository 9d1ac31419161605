"""Two towers: what they compute, by hand; what each loss is; and that a new item is served."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import save_npz

from tests.tools.towers import HISTORIES, MOVIES, trained
from utils.base.backend import tf
from utils.base.paths import ROOT
from utils.data.histories import to_histories
from utils.models.item_features import ItemFeatures
from utils.models.losses import in_batch_softmax_loss
from utils.models.query_features import QueryFeatures
from utils.models.softmax_dnn import SoftmaxDNN
from utils.models.two_tower import LOSSES, TwoTower

NEW = [3, 7]
OLD = np.setdiff1d(np.arange(12), NEW)


def without(histories, items):
    lists = [np.setdiff1d(row.indices, items) for row in histories]
    return to_histories(lists, histories.shape[1])


def small(counts=(1, 1), **settings):
    """Two items: item 0 with tokens 0 and 1, item 1 with token 1."""
    items = ItemFeatures(["genre Comedy", "genre Drama"], [[0, 1], [1]])
    settings = {"dim": 2, "temperature": 0.5, "popularity": 1.0, **settings}
    model = TwoTower(QueryFeatures(2, {}, {}), items, counts, **settings)
    model.T.assign([[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]])
    model.V.assign([[0.0, 3.0], [4.0, 0.0]])
    return model


def test_phi_by_hand():
    model = small(counts=[3, 0])  # item 1 is new: its id says nothing
    r = 2**-0.5
    first = np.array([r, r + 3]) / np.hypot(r, r + 3)
    expected = [[*first, np.log(4)], [0, 1, np.log(4) + 1]]
    assert np.allclose(model.item_embeddings(), expected, atol=1e-6)


def test_hidden_layers_of_phi_add_to_what_the_tokens_and_the_id_say():
    model = small(counts=[3, 0], item_hidden=(2,))
    without_layers = small(counts=[3, 0]).item_embeddings()
    assert np.allclose(model.item_embeddings(), without_layers)  # the last layer starts at zero
    hidden, last = model.item_layers
    hidden.set_weights([np.eye(2), np.array([-0.5, -2.0])])
    last.set_weights([np.eye(2)[::-1], np.array([0.0, 1.0])])
    r = 2**-0.5
    h = np.array([[r, r + 3], [0, 1]])  # item 1 is new: its id says nothing
    out = h + np.maximum(h - [0.5, 2], 0)[:, ::-1] + [0, 1]
    expected = out / np.linalg.norm(out, axis=1, keepdims=True)
    assert np.allclose(model.item_embeddings()[:, :2], expected, atol=1e-6)


def test_a_score_is_the_dot_product_of_the_towers():
    model = small()
    model.E.assign([[3.0, 4.0], [0.0, 1.0]])
    query = to_histories([[0]], 2)
    assert np.allclose(model.psi(query), [[0.6 / 0.5, 0.8 / 0.5, 1]], atol=1e-6)
    assert np.allclose(model.score(query), model.psi(query) @ model.item_embeddings().T)


def test_a_scorer_keeps_phi_and_score_never_does():
    model = small()
    query = to_histories([[0]], 2)
    before, served = model.score(query), model.scorer()
    model.V.assign([[0.0, -3.0], [-4.0, 0.0]])
    assert np.allclose(served(query), before, atol=1e-5)
    assert np.allclose(model.score(query), model.scorer()(query), atol=1e-5)
    assert not np.allclose(model.score(query), before)


def test_phi_of_an_invented_movie_is_that_of_a_new_one_with_its_tokens():
    model = small(counts=[3, 0])
    invented = pd.DataFrame({"title": ["?"], "year": [2030], "genres": [("Drama", "Western")]})
    assert np.allclose(model.phi(invented), model.item_embeddings()[[1]], atol=1e-6)


def test_a_movie_of_which_nothing_is_known_is_finite_and_goes_to_nobody_in_particular():
    model = small()
    nothing = pd.DataFrame({"title": ["?"], "year": [pd.NA], "genres": [()]})
    assert np.allclose(model.phi(nothing), [[0, 0, np.log(2)]])


def test_the_softmax_dnn_is_the_case_of_an_item_tower_that_looks_up():
    counts = np.arange(1, 13)
    dnn = SoftmaxDNN(QueryFeatures(12, {}, {}), counts, dim=4)
    towers = TwoTower(dnn.features, ItemFeatures([], [[]] * 12), counts, dim=4)
    towers.E.assign(dnn.E)
    towers.V.assign(dnn.V)
    assert np.abs(towers.score(HISTORIES) - dnn.score(HISTORIES)).max() < 1e-6


def batch():
    history = tf.ragged.constant([[1], [2, 3]], dtype=tf.int32)
    y = tf.ragged.constant([[0, 4], [5]], dtype=tf.int32)
    nothing = {"dense": np.zeros((2, 0)), "categorical": np.zeros((2, 0), int)}
    return {"history": history, **nothing}, y


def test_the_full_loss_leaves_out_history_and_new_items():
    model = trained(without(HISTORIES, NEW), l2=0.0, activity_weight=1.0)
    x, y = batch()
    scores = model.score(to_histories(x["history"].to_list(), 12))
    scores[:, NEW] = -np.inf
    scores[[0, 1, 1], [1, 2, 3]] = -np.inf
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    expected = -(log_p[0, 0] + log_p[0, 4] + log_p[1, 5]) / 3
    assert np.isclose(model.compute_loss(x, y, model(x), training=False), expected, atol=1e-5)


def test_the_in_batch_loss_is_over_the_pairs_of_the_batch():
    model = trained(loss="in-batch", l2=0.0, activity_weight=1.0)
    x, y = batch()
    queries, items = np.array([0, 0, 1]), np.array([0, 4, 5])
    psi = np.array(model(x))[queries]
    phi, log_q = model.item_embeddings()[items], model.log_q.numpy()[items]
    expected = np.mean(in_batch_softmax_loss(psi, phi, queries, items, log_q))
    assert np.isclose(model.compute_loss(x, y, model(x), training=False), expected, atol=1e-5)


def test_the_pairwise_loss_is_against_a_known_item_drawn_at_random():
    model = trained(loss="pairwise", l2=0.0, activity_weight=1.0)
    model.known.assign(np.arange(12) == 9)  # so that nothing else is drawn
    x, y = batch()
    scores = np.array(model(x)) @ model.item_embeddings().T
    lead = scores[[0, 0, 1], [0, 4, 5]] - scores[[0, 0, 1], 9]
    expected = np.log1p(np.exp(-lead)).mean()
    assert np.isclose(model.compute_loss(x, y, model(x), training=False), expected, atol=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
def test_each_loss_reaches_every_weight_and_repeats_itself(loss):
    first, second = (trained(loss=loss, item_hidden=(8,)) for _ in range(2))
    assert np.array_equal(first.score(HISTORIES), second.score(HISTORIES))
    start = TwoTower(first.features, first.item_features, np.ones(12), dim=4, item_hidden=(8,))
    for before, after in zip(start.trainable_variables, first.trainable_variables, strict=True):
        changed = np.asarray(before) != np.asarray(after)
        assert changed.reshape(len(changed), -1).any(axis=1).all()


def test_new_items_are_scored_by_their_tokens_and_the_bonus_lifts_them_alone():
    model = trained(without(HISTORIES, NEW), newcomer_bonus=0.0)
    scores = model.score(HISTORIES)
    by_features = model.psi(HISTORIES) @ model.phi(MOVIES.iloc[NEW]).T
    assert np.allclose(scores[:, NEW], by_features, atol=1e-6)
    for _ in range(2):  # the second call adds nothing
        model.set_newcomer_bonus(2.0)
    lifted = model.score(HISTORIES) - scores
    assert np.allclose(lifted[:, NEW], 2, atol=1e-5) and np.allclose(lifted[:, OLD], 0)


def test_an_unknown_loss_is_refused():
    with pytest.raises(ValueError, match="unknown loss 'hinge'.*full, in-batch, pairwise"):
        small(loss="hinge")


def test_a_saved_model_scores_the_same_in_a_fresh_process(tmp_path):
    model = trained(without(HISTORIES, NEW), loss="in-batch", hidden=(6,), item_hidden=(5, 3))
    model.save(tmp_path / "towers.keras")
    save_npz(tmp_path / "histories.npz", HISTORIES)
    np.save(tmp_path / "expected.npy", model.score(HISTORIES))
    code = (
        "import sys, numpy as np\n"
        "from scipy.sparse import load_npz\n"
        "import utils.models.two_tower\n"
        "from utils.base.backend import keras\n"
        "folder = sys.argv[1]\n"
        "model = keras.models.load_model(folder + '/towers.keras')\n"
        "scores = model.score(load_npz(folder + '/histories.npz'))\n"
        "assert np.array_equal(scores, np.load(folder + '/expected.npy'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    assert done.returncode == 0
