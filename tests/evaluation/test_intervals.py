"""Two recommenders are compared user by user, and only where both were asked the same."""

import numpy as np
import pytest

from tests.tools.crowds import crowd
from tests.tools.recommenders import Oracle, chance
from utils.data.splits import random_split, time_split, unseen_users_split
from utils.evaluation.intervals import compare
from utils.evaluation.lists import evaluate

DATA = crowd(30, 40, seed=3)
SPLIT = random_split(DATA)


def test_a_model_does_not_differ_from_itself():
    result = evaluate(chance(SPLIT), SPLIT, k=5)
    assert compare(result, result) == (0, 0, 0)


def test_a_better_model_is_told_apart():
    oracle, random = evaluate(Oracle(SPLIT), SPLIT, k=5), evaluate(chance(SPLIT), SPLIT, k=5)
    difference, low, high = compare(oracle, random)
    assert oracle.per_user["recall"].min() == 1
    assert 0 < low < difference < high


@pytest.mark.parametrize(
    ("other", "k", "what"),
    [
        (SPLIT, 6, "lists of 5 and of 6"),
        (random_split(DATA, seed=1), 5, "for other targets .*random.*random"),
        (time_split(DATA), 5, "for other targets .*random.*in time"),
        (unseen_users_split(DATA), 5, "for other users"),
    ],
)
def test_what_was_asked_otherwise_is_refused(other, k, what):
    with pytest.raises(ValueError, match=what):
        compare(evaluate(chance(SPLIT), SPLIT, k=5), evaluate(chance(other), other, k=k))


def test_an_unknown_metric_is_named():
    result = evaluate(chance(SPLIT), SPLIT, k=5)
    with pytest.raises(ValueError, match="no 'precision' of each user: choose one of recall"):
        compare(result, result, "precision")


def test_a_user_who_is_shown_nothing_has_no_popularity_to_compare():
    nothing = np.full(SPLIT.history.shape, -np.inf)
    nothing[1:] = 0
    scores = chance(SPLIT).scores
    some = evaluate(type(chance(SPLIT))(scores + nothing), SPLIT, k=5)
    every = evaluate(chance(SPLIT), SPLIT, k=5)
    assert np.isnan(some.per_user["popularity"][0])
    assert compare(some, every, "popularity") == (0, 0, 0)
    assert compare(every, some, "recall")[0] == pytest.approx(every.per_user["recall"][0] / 30)
