"""Baselines, each against the formula written out, and what they need of memory."""

import numpy as np
import pytest

from tests.tools.crowds import crowd, interactions
from tests.tools.memory import peak_megabytes
from utils.data.histories import to_histories
from utils.models import baselines
from utils.models.baselines import EASE, Biases, GenreKNN, ItemKNN, Popularity, Random

DATA = crowd(12, 17, seed=0)


@pytest.mark.parametrize("data", [DATA, crowd(17, 12, seed=1)], ids=["by users", "by items"])
def test_ease_is_the_textbook_formula(data, monkeypatch):
    monkeypatch.setattr(baselines, "BLOCK", 5)
    X = data.matrix().astype(bool).toarray().astype(float)
    P = np.linalg.inv(X.T @ X + 5 * np.eye(data.n_items))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    scores = EASE(l2=5.0).fit(data).score(data.matrix())
    assert np.allclose(scores, X @ B)


def test_knn_is_shrunk_cosine_of_columns(monkeypatch):
    monkeypatch.setattr(baselines, "BLOCK", 5)
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


def test_a_rating_of_zero_was_given_too():
    rows = [
        (u, i, 0.0 if (u + i) % 3 else 4.0, u * i) for u in range(6) for i in range(5) if u != i
    ]
    zeros = interactions(rows)
    ones = interactions([(u, i, 1.0, t) for u, i, _, t in rows])
    for make in (Popularity, ItemKNN, EASE, lambda: GenreKNN(np.eye(5))):
        given, watched = make().fit(zeros), make().fit(ones)
        assert np.allclose(given.score(zeros.matrix()), watched.score(ones.matrix()))


def sparse_crowd(n_users, n_items, n_each):
    rng = np.random.default_rng(0)
    users = np.repeat(np.arange(n_users), n_each)
    items = np.concatenate([rng.choice(n_items, n_each, replace=False) for _ in range(n_users)])
    return interactions(np.column_stack([users, items, np.ones(len(users)), np.arange(len(users))]))


def test_ease_wants_the_square_of_the_smaller_side():
    many_users, many_items = sparse_crowd(8000, 100, 5), sparse_crowd(100, 8000, 5)
    square = 8000**2 * 8 / 1e6
    assert peak_megabytes(lambda: EASE().fit(many_users)) < square / 20
    assert peak_megabytes(lambda: EASE().fit(many_items)) < square / 20


def test_item_knn_never_holds_all_pairs_of_items():
    data = sparse_crowd(3000, 6000, 60)
    pairs = 6000**2 * 8 / 1e6
    assert peak_megabytes(lambda: ItemKNN(n_neighbors=5).fit(data)) < pairs / 2


def test_biases_take_what_is_of_the_user_and_of_the_item():
    users, items = np.divmod(np.arange(12 * 17), 17)
    b_user, b_item = np.random.default_rng(0).normal(size=(2, 17))
    stars = 3 + b_user[users] + b_item[items]
    full = interactions(np.column_stack([users, items, stars, np.arange(len(users))]))
    assert np.allclose(Biases(damping=0).fit(full).predict_ratings(users, items), stars)
    damped = Biases(damping=1e9).fit(full).predict_ratings(users, items)
    assert np.allclose(damped, stars.mean(), atol=1e-5)
