"""Matrix factorization against slower ways to say the same, and in another process."""

import subprocess
import sys

import numpy as np
import pytest

from tests.tools.crowds import crowd
from utils.base.paths import ROOT
from utils.models.fit import fit
from utils.models.matrix_factorization import MatrixFactorization, train_matrix_factorization

DATA = crowd(12, 17, seed=0)


def trained(seed=0, **settings):
    model = MatrixFactorization(12, 17, dim=3, mean=DATA.ratings.mean(), seed=seed, **settings)
    history = fit(model, (DATA.users, DATA.items), DATA.ratings, epochs=4, batch_size=32, seed=seed)
    return model, history["loss"]


def test_training_lowers_the_loss_and_repeats_itself():
    model, losses = trained(l2=0.01)
    again, same = trained(l2=0.01)
    assert losses[-1] < losses[0]
    assert losses == same
    assert np.array_equal(model.score(DATA.matrix()), again.score(DATA.matrix()))


def test_stars_are_learned_from_the_observed_ratings_and_the_same_each_time():
    data = crowd(30, 20, seed=0)
    settings = {"dim": 8, "epochs": 30, "batch_size": 512, "learning_rate": 0.05}
    first, second = (train_matrix_factorization(data, **settings) for _ in range(2))
    predicted = first.predict_ratings(data.users, data.items)
    assert np.mean((predicted - data.ratings) ** 2) < np.var(data.ratings) / 2
    assert np.array_equal(predicted, second.predict_ratings(data.users, data.items))


def test_a_pair_without_an_embedding_is_named():
    with pytest.raises(IndexError, match="user 12 has no embedding: there are rows 0 to 11"):
        trained()[0].predict_ratings([0, 12], [0, 0])


def test_folding_in_is_ridge_regression():
    model, _ = trained(l2=0.1)
    history = DATA.matrix()[[4]]
    U, V = model.fold_in(history)[0].astype(float), np.asarray(model.embeddings()[1])
    columns = history.indices
    Y = V[columns, :-1]
    residual = history.data - model.mean - V[columns, -1]
    expected = np.linalg.solve(Y.T @ Y + 0.1 * len(columns) * np.eye(4), Y.T @ residual)
    assert np.allclose(U, [*expected, 1], atol=1e-4)


def test_a_saved_model_scores_the_same_in_a_fresh_process(tmp_path):
    model, _ = trained(l2=0.01)
    model.save(tmp_path / "mf.keras")
    np.save(tmp_path / "expected.npy", model.predict_ratings(DATA.users, DATA.items))
    np.savez(tmp_path / "pairs.npz", users=DATA.users, items=DATA.items)
    code = (
        "import sys, numpy as np\n"
        "from utils.models.matrix_factorization import MatrixFactorization\n"
        "from utils.base.backend import keras\n"
        "folder = sys.argv[1]\n"
        "pairs = np.load(folder + '/pairs.npz')\n"
        "model = keras.models.load_model(folder + '/mf.keras')\n"
        "scores = model.predict_ratings(pairs['users'], pairs['items'])\n"
        "assert np.array_equal(scores, np.load(folder + '/expected.npy'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    assert done.returncode == 0
