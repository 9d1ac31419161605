"""Every model of the course can be asked in one way, and serves what it answers."""

import inspect

import numpy as np
import pytest
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.evaluation.comparison import CONTENDERS
from utils.models.baselines import Popularity
from utils.models.matrix_factorization import MatrixFactorization
from utils.models.recommender import FixedScores, scorer_of
from utils.models.softmax_dnn import SoftmaxDNN
from utils.models.two_tower import TwoTower

DATA = crowd(12, 17, seed=0)


def test_a_model_without_a_scorer_is_asked_itself():
    model = Popularity().fit(DATA)
    assert scorer_of(model) == model.score


def test_a_model_with_one_computes_what_is_shared_once():
    model = MatrixFactorization(12, 17, dim=3)
    served = scorer_of(model)
    before = served(DATA.matrix())
    model.V.assign(0 * model.V)
    assert np.array_equal(served(DATA.matrix()), before)
    assert not np.allclose(model.score(DATA.matrix()), before)


def test_what_cannot_be_asked_is_named():
    with pytest.raises(TypeError, match=r"list cannot be asked: give it a method score\(histor"):
        scorer_of([])


@pytest.mark.parametrize("model", [MatrixFactorization, SoftmaxDNN, TwoTower])
def test_a_network_takes_histories_first(model):
    assert list(inspect.signature(model.score).parameters)[:2] == ["self", "histories"]


@pytest.mark.parametrize("name", [n for n, c in CONTENDERS.items() if inspect.isclass(c.make)])
def test_every_contender_scores_every_item_of_any_history(name):
    model = CONTENDERS[name].make(**CONTENDERS[name].settings).fit(DATA)
    assert np.shape(model.score(DATA.matrix()[:5])) == (5, 17)


def test_fixed_scores_are_given_out_from_the_first_person_on_for_each_evaluation():
    scores = np.arange(12.0).reshape(4, 3)
    fixed = FixedScores(scores)
    for _ in range(2):
        score = scorer_of(fixed)
        chunks = [score(csr_array((n, 3))) for n in (3, 1)]
        np.testing.assert_array_equal(np.vstack(chunks), scores)
    with pytest.raises(ValueError, match="scores for 4 people"):
        fixed.score(csr_array((5, 3)))
