"""WALS against the normal equations of each user, and in blocks."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from tests.tools.memory import peak_megabytes
from utils.models import wals
from utils.models.wals import WALS, rows_by_length

DATA = crowd(12, 17, seed=0)


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


def test_blocks_that_would_be_large_are_several(monkeypatch):
    whole = WALS(dim=3, n_iterations=2).fit(DATA)
    monkeypatch.setattr(wals, "MOST_PLACES", 20)
    assert max(observed.size for *_, observed in rows_by_length(DATA.matrix())) <= 20 + 16
    parts = WALS(dim=3, n_iterations=2).fit(DATA)
    assert np.allclose(parts.U, whole.U, atol=1e-5) and np.allclose(parts.V, whole.V, atol=1e-5)


def test_a_half_step_holds_a_block_of_vectors_and_not_all(monkeypatch):
    rng = np.random.default_rng(0)
    n_users, n_each, dim = 20_000, 8, 16
    items = rng.integers(0, 500, (n_users, n_each)).astype(np.int32)
    places = np.arange(0, n_users * n_each + 1, n_each)
    histories = csr_array((np.ones(items.size, np.float32), items.ravel(), places), (n_users, 500))
    model = WALS(dim=dim)
    model.V = rng.normal(size=(500, dim)).astype(np.float32)
    monkeypatch.setattr(wals, "MOST_PLACES", 2**13)
    all_vectors = items.size * dim * 4 / 1e6
    assert peak_megabytes(lambda: model.fold_in(histories)) < all_vectors
