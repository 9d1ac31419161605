"""Baselines, WALS, matrix factorization and training, each against a slower way to say the same."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.base.paths import ROOT
from utils.data.histories import to_histories
from utils.models.baselines import EASE, GenreKNN, ItemKNN, Popularity, Random
from utils.models.fit import fit
from utils.models.losses import gravity, observed_mse
from utils.models.matrix_factorization import MatrixFactorization, train_matrix_factorization
from utils.models.wals import WALS, rows_by_length
from utils.space.similarity import cosine, dot, euclidean, nearest

DATA = crowd(12, 17, seed=0)


def test_ease_is_the_textbook_formula():
    X = DATA.matrix().astype(bool).toarray().astype(float)
    P = np.linalg.inv(X.T @ X + 5 * np.eye(17))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    scores = EASE(l2=5.0).fit(DATA).score(DATA.matrix())
    assert np.allclose(scores, X @ B)


def test_knn_is_shrunk_cosine_of_columns():
    X = DATA.matrix().astype(bool).toarray().astype(float)
    norms = np.sqrt(X.sum(0))
    similarity = X.T @ X / (np.outer(norms, norms) + 2)
    np.fill_diagonal(similarity, 0)
    model = ItemKNN(n_neighbors=3, shrinkage=2.0).fit(DATA)
    kept = model.similarity.toarray()
    assert (np.diff(model.similarity.tocsr().indptr) == 3).all()
    assert np.allclose(kept[kept > 0], similarity[kept > 0])
    assert np.allclose(np.sort(kept, 1)[:, -3:], np.sort(similarity, 1)[:, -3:])


def test_genre_knn_sums_cosines_between_genres():
    genres = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
    scores = GenreKNN(genres).fit(None).score(to_histories([[0, 1], [3], []], 4))
    r = 2**-0.5
    assert np.allclose(scores, [[1 + r, r + 1, r, 0], [0] * 4, [0] * 4])


def test_popularity_counts_and_random_repeats_with_its_seed():
    H = DATA.matrix()
    assert np.array_equal(Popularity().fit(DATA).score(H)[3], DATA.item_counts)
    assert np.array_equal(Random(1).fit(DATA).score(H), Random(1).fit(DATA).score(H))


@pytest.mark.parametrize("dim", [2, 8])
def test_a_wals_half_step_solves_each_users_normal_equations(dim):
    model = WALS(dim=dim, weight=4.0, l2=0.5, n_iterations=2).fit(DATA)
    seen, V = DATA.matrix().astype(bool).toarray(), model.V.astype(float)
    for user in range(DATA.n_users):
        W = np.where(seen[user], 4.0, 1.0)
        A = V.T @ (W[:, None] * V) + 0.5 * np.eye(dim)
        assert np.allclose(np.linalg.solve(A, V.T @ (W * seen[user])), model.U[user], atol=1e-4)


def test_folding_in_a_training_history_gives_the_trained_vector():
    model = WALS(dim=4, n_iterations=3).fit(DATA)
    assert np.allclose(model.fold_in(DATA.matrix()), model.U, atol=1e-6)


def test_an_empty_history_folds_in_to_zero():
    model = WALS(dim=4, n_iterations=1).fit(DATA)
    assert not model.fold_in(csr_array((1, 17), dtype=np.float32)).any()


def test_blocks_hold_every_observation_once():
    matrix = DATA.matrix()
    rebuilt = np.zeros(matrix.shape, bool)
    for rows, columns, observed in rows_by_length(matrix):
        rebuilt[np.repeat(rows, observed.sum(1)), columns[observed]] = True
    assert np.array_equal(rebuilt, matrix.astype(bool).toarray())


def test_losses_by_hand():
    U, V = np.array([[1.0, 2.0]]), np.array([[3.0, 1.0], [0.0, 2.0]])
    # The scores are 5 and 4.
    loss = observed_mse(U, V, np.array([0, 0]), np.array([1, 0]), np.array([3.0, 7.0]))
    assert float(loss) == (1 + 4) / 2
    assert float(gravity(U, V)) == (25 + 16) / 2


def test_three_measures_disagree():
    query, items = np.array([1.0, 0.0]), np.array([[10.0, 10.0], [2.0, 0.0], [1.0, 0.2], [0, 0]])
    best = [int(nearest(query, items, 1, measure)[0][0]) for measure in ("dot", "cosine")]
    assert best == [0, 1]
    assert nearest(query, items, 1, "euclidean")[0][0] == 2
    assert cosine(query[None], items)[0, 3] == 0
    assert dot(query[None], items)[0].tolist() == [10, 2, 1, 0]
    assert euclidean(query[None], items)[0, 3] == -1
    with pytest.raises(ValueError, match="unknown measure 'manhattan'"):
        nearest(query, items, 1, "manhattan")


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


def test_a_non_finite_input_is_named():
    ratings = DATA.ratings.copy()
    ratings[5] = np.nan
    model = MatrixFactorization(12, 17, dim=2)
    with pytest.raises(ValueError, match=r"the target holds nan at \(5,\)"):
        fit(model, (DATA.users, DATA.items), ratings, epochs=1)


def test_a_diverging_loss_stops_and_names_the_learning_rate():
    model = MatrixFactorization(12, 17, dim=2)
    with pytest.raises(FloatingPointError, match="learning rate .* too high"):
        fit(model, (DATA.users, DATA.items), DATA.ratings, epochs=50, learning_rate=1e19)


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
