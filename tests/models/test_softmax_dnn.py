"""The softmax network: what it computes, by hand; who it serves; and that it is fed in time."""

import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, eye_array, save_npz
from scipy.special import log_softmax

from tests.tools.crowds import crowd
from utils.base.backend import keras, tf
from utils.base.paths import ROOT
from utils.data.histories import hide_part, to_histories
from utils.data.splits import unseen_users_split
from utils.evaluation.lists import evaluate
from utils.models.fit import fit
from utils.models.matrix_factorization import MatrixFactorization
from utils.models.query_features import QueryFeatures, dataset
from utils.models.softmax_dnn import SoftmaxDNN, train_softmax_dnn
from utils.space.embedding_space import EmbeddingSpace

HISTORIES = crowd(20, 12, seed=0).matrix()
TABLE = pd.DataFrame({"age": np.arange(20.0), "country": ["FI", "KE"] * 10})


@pytest.fixture(scope="module")
def model():
    """Trained for a moment, with one hidden layer, on histories, age and country."""
    settings = {"dense": ["age"], "categorical": ["country"], "hidden": (5,), "dim": 4}
    return train_softmax_dnn(HISTORIES, TABLE, epochs=3, **settings)


def test_scores_by_hand_without_features():
    counts = [0, 1, 3]
    model = SoftmaxDNN(QueryFeatures(3, {}, {}), counts, dim=2, temperature=0.5, popularity=2.0)
    model.E.assign([[3.0, 0.0], [0.0, 8.0], [5.0, 0.0]])
    model.V.assign([[2.0, 0.0], [0.0, 1.0], [-3.0, 0.0]])
    # The mean of the history is (1.5, 4), of length √18.25.
    psi = np.array([1.5, 4.0]) / np.sqrt(18.25) / 0.5
    assert np.allclose(model.psi(to_histories([[0, 1]], 3)), [psi], atol=1e-6)
    expected = [psi[0], psi[1] + 2 * np.log(2), -psi[0] + 2 * np.log(4)]
    assert np.allclose(model.score(to_histories([[0, 1]], 3)), [expected], atol=1e-6)


def test_scores_by_hand_with_features_and_a_hidden_layer():
    features = QueryFeatures(2, {"age": (30.0, 10.0)}, {"country": ["FI"]})
    model = SoftmaxDNN(features, np.zeros(2), dim=2, hidden=(3,), normalized=False, temperature=1.0)
    model.categories[0].assign(np.vstack([np.zeros(16), np.arange(16)]))
    model.dense_layers[1].kernel.assign(np.arange(6.0).reshape(3, 2))
    (W1, b1), (W2, b2) = (map(np.asarray, layer.weights) for layer in model.dense_layers)
    table = pd.DataFrame({"age": [50.0], "country": ["FI"]})
    h = model.E.numpy()[1]
    x = np.concatenate([h, [2.0], np.arange(16)])
    psi = h + np.maximum(x @ W1 + b1, 0) @ W2 + b2
    query = to_histories([[1]], 2)
    assert np.allclose(model.psi(query, table), [psi], atol=1e-5)
    assert np.allclose(model.score(query, table), [psi @ model.V.numpy().T], atol=1e-5)


def test_matrix_factorization_is_the_case_of_a_one_hot_user_and_no_hidden_layer():
    mf = MatrixFactorization(5, 7, dim=3, biases=False)
    features = QueryFeatures(5, {}, {})
    model = SoftmaxDNN(features, np.zeros(7), dim=3, normalized=False, temperature=1.0)
    model.E.assign(mf.U)
    model.V.assign(mf.V)
    users, items = np.indices((5, 7))
    one_hot = csr_array(eye_array(5))
    expected = mf.predict_ratings(users.ravel(), items.ravel()).reshape(5, 7)
    assert np.abs(model.score(one_hot) - expected).max() < 1e-6


def test_probabilities_are_a_softmax_of_dot_products(model):
    logits = model.psi(HISTORIES, TABLE) @ model.item_embeddings().T + model.b.numpy()
    x = model.features.encode(HISTORIES, TABLE)
    p_hat = np.array(keras.ops.softmax(model(x)))
    assert np.allclose(p_hat.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(np.log(p_hat), log_softmax(logits, axis=1), atol=1e-5)
    assert np.allclose(np.linalg.norm(model.item_embeddings(), axis=1), 1, atol=1e-5)


def test_the_training_loss_by_hand():
    # Of items 0 to 3 the history holds 1: the softmax is over the other three.
    model = SoftmaxDNN(QueryFeatures(4, {}, {}), np.zeros(4), dim=2, activity_weight=1.0, l2=0.5)
    logits = np.log([[1.0, 9.0, 1.0, 2.0], [5.0, 1.0, 1.0, 1.0]])
    x = {"history": tf.ragged.constant([[1], []], dtype=tf.int32, ragged_rank=1)}
    y = tf.ragged.constant([[0, 3], [0]], dtype=tf.int32)
    losses = np.array([-(np.log(1 / 4) + np.log(2 / 4)) / 2, -np.log(5 / 8)])
    penalty = 0.5 * sum((np.asarray(table) ** 2).sum() for table in (model.E, model.V))
    loss = model.compute_loss(x, y, tf.constant(logits, tf.float32))
    assert np.isclose(loss, (2 * losses[0] + losses[1]) / 3 + penalty)


def test_training_lowers_the_loss_and_repeats_itself():
    users, inputs, targets = hide_part(HISTORIES, n_draws=8)
    table = TABLE.iloc[users]
    features = QueryFeatures.fit(inputs, table, ["age"], ["country"])
    runs = []
    for _ in range(2):
        data = dataset(features.encode(inputs, table), targets)
        network = SoftmaxDNN(features, np.zeros(12), dim=4, hidden=(8,))
        losses = fit(network, data, epochs=4, decay=True)["loss"]
        assert losses[-1] < losses[0]
        runs.append((losses, network.score(HISTORIES, TABLE)))
    assert runs[0][0] == runs[1][0]
    assert np.array_equal(runs[0][1], runs[1][1])


def test_gradients_reach_every_weight(model):
    x = model.features.encode(HISTORIES, TABLE)
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x, *targets_and_logits(model, x))
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    assert all(np.abs(tf.convert_to_tensor(gradient)).max() > 0 for gradient in gradients)


def targets_and_logits(model, x):
    """For each query the first item that is not in its history, and the logits."""
    first = [[min(set(range(12)) - set(items))] for items in x["history"].to_list()]
    return tf.ragged.constant(first, dtype=tf.int32), model(x)


def test_a_stranger_an_empty_history_and_an_unknown_country_get_a_finite_answer(model):
    strangers = to_histories([[1, 5], []], 12)
    table = pd.DataFrame({"age": [np.nan, 30.0], "country": ["Atlantis", None]})
    scores = model.score(strangers, table)
    assert scores.shape == (2, 12) and np.isfinite(scores).all()
    assert not model.categories[0].numpy()[0].any()  # an unknown country adds nothing


def test_without_history_and_features_what_is_popular_is_recommended():
    model = SoftmaxDNN(QueryFeatures.fit(HISTORIES), HISTORIES.astype(bool).sum(axis=0))
    expected = model.popularity * np.log1p(HISTORIES.astype(bool).sum(axis=0))
    assert np.allclose(model.score(to_histories([[]], 12)), [expected], atol=1e-6)


def test_a_query_without_its_features_is_refused(model):
    with pytest.raises(ValueError, match="feature 'age' is needed"):
        model.score(HISTORIES)


def test_it_serves_people_it_was_not_trained_on_and_fills_a_space():
    split = unseen_users_split(crowd(30, 40, seed=2))
    model = train_softmax_dnn(split.train.matrix(), dim=4, epochs=3)
    result = evaluate(model, split, k=5)
    assert result.top.shape == (6, 5)
    titles = pd.DataFrame({"title": np.arange(40).astype(str)})
    items = EmbeddingSpace(model.item_embeddings(), titles)
    queries = EmbeddingSpace(model.psi(split.history), titles[:6])
    assert items.vectors.shape == (40, 4) and queries.vectors.shape == (6, 4)


def test_a_saved_model_scores_the_same_in_a_fresh_process(model, tmp_path):
    model.save(tmp_path / "dnn.keras")
    save_npz(tmp_path / "histories.npz", HISTORIES)
    TABLE.to_csv(tmp_path / "table.csv", index=False)
    np.save(tmp_path / "expected.npy", model.score(HISTORIES, TABLE))
    code = (
        "import sys, numpy as np, pandas as pd\n"
        "from scipy.sparse import load_npz\n"
        "import utils.models.softmax_dnn\n"
        "from utils.base.backend import keras\n"
        "folder = sys.argv[1]\n"
        "model = keras.models.load_model(folder + '/dnn.keras')\n"
        "table = pd.read_csv(folder + '/table.csv')\n"
        "scores = model.score(load_npz(folder + '/histories.npz'), table)\n"
        "assert np.array_equal(scores, np.load(folder + '/expected.npy'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    assert done.returncode == 0


def test_a_training_step_does_not_wait_for_its_batch():
    """At most a tenth of an epoch goes by in fetching batches, computing them included."""
    histories = crowd(200, 2000, seed=0).matrix()
    _, inputs, targets = hide_part(histories)
    features = QueryFeatures.fit(inputs)
    data = dataset(features.encode(inputs), targets)
    model = SoftmaxDNN(features, np.zeros(2000))
    fit(model, data, epochs=1)
    shares = []
    for _ in range(3):
        fetching, start, batches = 0.0, time.perf_counter(), iter(data)
        for _ in range(len(data)):
            asked = time.perf_counter()
            x, y = next(batches)
            fetching += time.perf_counter() - asked
            model.train_on_batch(x, y)
        shares.append(fetching / (time.perf_counter() - start))
    assert min(shares) < 0.1


def test_hidden_layers_learn_a_taste_that_is_not_linear_in_the_features():
    # Young Finns and old Kenyans like item 0, the others item 1: no sum of age and country tells.
    rng = np.random.default_rng(0)
    young, finn = rng.random((2, 300)) < 0.5
    liked = (young != finn).astype(int)
    table = pd.DataFrame({"age": np.where(young, 20, 60), "country": np.where(finn, "FI", "KE")})
    histories, nothing = to_histories(liked[:, None], 2), to_histories([[]] * 300, 2)
    accuracy = []
    for hidden in [(), (32,)]:
        network = train_softmax_dnn(histories, table, ["age"], ["country"], hidden=hidden, dim=4)
        accuracy.append((network.score(nothing, table).argmax(axis=1) == liked).mean())
    assert accuracy[0] < 0.8 and accuracy[1] == 1
