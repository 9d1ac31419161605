"""A blend: the sum of two scores, asked once or many times."""

import numpy as np

from tests.tools.crowds import crowd
from tests.tools.recommenders import Fixed
from utils.evaluation.ranking import recommend
from utils.models.baselines import EASE, Popularity
from utils.models.blend import Blend, train_blend

DATA = crowd(20, 30, seed=0)


def test_a_score_is_the_first_plus_the_weighted_second():
    first, second = Fixed(np.array([[1.0, 2.0]])), Fixed(np.array([[10.0, -1.0]]))
    scores = Blend(first, second, weight=0.5).score(DATA.matrix()[:1])
    assert np.array_equal(scores, [[6.0, 1.5]])


def test_a_weight_of_nothing_and_one_of_very_much_are_its_parts():
    histories = DATA.matrix()
    ease, popular = EASE(5.0).fit(DATA), Popularity().fit(DATA)
    lists = [recommend(Blend(popular, ease, w), histories, 3) for w in (0, 1e9)]
    assert np.array_equal(lists[0], recommend(popular, histories, 3))
    assert np.array_equal(lists[1], recommend(ease, histories, 3))


def test_the_trained_blend_is_its_network_and_its_ease():
    histories = DATA.matrix()
    blend = train_blend(DATA, weight=2.0, seed=3)
    expected = blend.first.score(histories) + 2.0 * EASE(300.0).fit(DATA).score(histories)
    assert np.allclose(blend.score(histories), expected, atol=1e-4)
