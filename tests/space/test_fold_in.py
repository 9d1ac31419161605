"""The rule says what WALS and centered stars do: its vector is theirs."""

import numpy as np
import pytest

from tests.tools.crowds import crowd
from utils.models.wals import WALS
from utils.space.fold_in import FoldIn


def vector(rule, V, rated, stars):
    """The u that the docstring of FoldIn describes, by its normal equations."""
    weights = np.full(len(V), rule.unobserved)
    weights[rated] = rule.weight
    targets = np.zeros(len(V))
    targets[rated] = (np.asarray(stars) - rule.offset) / rule.scale
    A = V.T @ (weights[:, None] * V) + rule.l2 * np.eye(V.shape[1])
    return np.linalg.solve(A, V.T @ (weights * targets))


def test_five_stars_by_the_defaults_are_a_half_step_of_wals():
    data = crowd(12, 17, seed=0)
    rule = FoldIn()
    model = WALS(dim=3, weight=rule.weight, l2=rule.l2, n_iterations=3).fit(data)
    rated = data.items[data.users == 4]
    u = vector(rule, model.V.astype(float), rated, [5.0] * len(rated))
    assert u == pytest.approx(model.U[4], abs=1e-4)


def test_one_star_by_the_defaults_pulls_as_an_unwatched_item_does():
    V = np.random.default_rng(0).normal(size=(6, 2))
    alike = FoldIn(weight=1.0)
    assert vector(alike, V, [0, 3], [5.0, 1.0]) == pytest.approx(vector(alike, V, [0], [5.0]))
