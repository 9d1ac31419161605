"""EASE's relatives, beside their formulas with the n_items wide inverse written out."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from tests.tools.memory import peak_megabytes
from utils.data.histories import as_watched
from utils.models.baselines import EASE
from utils.models.linear import EDLAE, Ridge

DATA = crowd(12, 30, seed=1)
X = as_watched(DATA.matrix()).toarray().astype(float)
H = (np.random.default_rng(2).random((4, 30)) < 0.3).astype(np.float32)
ASKED = csr_array(H)


@pytest.mark.parametrize(("l2", "dropout"), [(3.0, 0.0), (3.0, 0.4), (0.5, 0.9)])
def test_edlae_is_its_formula(l2, dropout):
    penalties = l2 + dropout / (1 - dropout) * X.sum(axis=0)
    P = np.linalg.inv(X.T @ X + np.diag(penalties))
    B = np.eye(30) - P / np.diag(P)
    assert np.allclose(np.diag(B), 0)
    assert np.allclose(EDLAE(l2, dropout).fit(DATA).score(ASKED), H @ B, atol=1e-8)


def test_without_dropout_it_is_ease():
    assert np.allclose(EDLAE(7.0).fit(DATA).score(ASKED), EASE(7.0).fit(DATA).score(ASKED))


def test_ridge_is_its_formula():
    B = np.linalg.solve(X.T @ X + 2.0 * np.eye(30), X.T @ X)
    assert np.allclose(Ridge(2.0).fit(DATA).score(ASKED), H @ B, atol=1e-8)


def test_an_item_that_nobody_watched_is_recommended_to_nobody():
    data = DATA.where(DATA.items != 3)
    for model in (EDLAE(2.0, 0.5), Ridge(2.0)):
        scores = model.fit(data).score(data.matrix())
        assert np.allclose(scores[:, 3], 0)
        assert not np.allclose(scores[:, 4], 0)


@pytest.mark.parametrize("settings", [(0.0, 0.1), (-1.0, 0.1), (1.0, 1.0), (1.0, -0.1)])
def test_settings_out_of_range_are_named(settings):
    with pytest.raises(ValueError, match=f"l2 is {settings[0]}, dropout {settings[1]}"):
        EDLAE(*settings)


def test_what_it_needs_of_memory_is_what_it_says():
    data = crowd(400, 3000, seed=1)
    stated = (400**2 + 400 * 3000) * 8 / 1e6
    for model in (EDLAE(dropout=0.5), Ridge()):
        assert peak_megabytes(lambda model=model: model.fit(data)) < 5 * stated
