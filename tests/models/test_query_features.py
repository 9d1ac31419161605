"""Query features: by hand, at what goes wrong, and that no target is in its own input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.base.backend import keras
from utils.data.histories import (
    cut_in_time,
    genre_profile,
    hide_part,
    log_activity,
    mean_rating,
    to_histories,
)
from utils.models.query_features import QueryFeatures, dataset

RATINGS = csr_array(np.array([[4.0, 0, 2.0], [0, 0, 0], [0, 5.0, 0]], np.float32))
PEOPLE = pd.DataFrame({"age": [20.0, np.nan, 40.0], "country": ["FI", None, "KE"]})


def watched(matrix):
    return [row.nonzero()[0].tolist() for row in matrix.toarray()]


def test_what_a_history_says_by_hand():
    assert np.allclose(log_activity(RATINGS), np.log([3, 1, 2]))
    assert mean_rating(RATINGS).tolist()[::2] == [3, 5] and np.isnan(mean_rating(RATINGS)[1])


def test_a_genre_profile_is_made_of_shares():
    genres = pd.Series([("War", "Drama"), (), ("Drama",)]).str.join("|").str.get_dummies()
    profile = genre_profile(RATINGS, genres)
    assert profile.columns.tolist() == ["Drama", "War"]
    assert profile.iloc[[0, 2]].to_numpy().tolist() == [[1, 0.5], [0, 0]]
    assert profile.iloc[1].isna().all()


def test_a_query_encoded_by_hand():
    features = QueryFeatures.fit(RATINGS, PEOPLE, ["age", "mean_rating"], ["country"])
    assert features.dense == {"age": (30.0, 10.0), "mean_rating": (4.0, 1.0)}
    x = features.encode(RATINGS, PEOPLE)
    assert x["history"].to_list() == [[0, 2], [], [1]]
    # A missing age and the mean of no rating are the training mean, 0.
    assert x["dense"].tolist() == [[-1, -1], [0, 0], [1, 1]]
    assert x["categorical"].tolist() == [[1], [0], [2]]


def test_statistics_and_vocabulary_are_those_of_training():
    features = QueryFeatures.fit(RATINGS, PEOPLE, ["age"], ["country"])
    others = pd.DataFrame({"age": [50, 60], "country": ["PE", "KE"]})
    x = features.encode(RATINGS[:2], others)
    assert x["dense"].tolist() == [[2], [3]]
    assert x["categorical"].tolist() == [[0], [2]]


def test_a_constant_feature_is_centered_and_no_more():
    table = pd.DataFrame({"hours": [7.0, 7.0, 7.0]})
    features = QueryFeatures.fit(RATINGS, table, ["hours"])
    assert features.encode(RATINGS, table + 1)["dense"].tolist() == [[1], [1], [1]]


def test_codes_may_be_numbers():
    table = pd.DataFrame({"region": [3, 1, 3]})
    x = QueryFeatures.fit(RATINGS, table, categorical=["region"]).encode(RATINGS, table)
    assert x["categorical"].tolist() == [[2], [1], [2]]


@pytest.mark.parametrize(
    ("histories", "table", "message"),
    [
        (RATINGS, None, "feature 'age' is needed for each query, but there is no table"),
        (RATINGS, PEOPLE[["country"]], "'age' is needed .* there is columns country"),
        (RATINGS, PEOPLE[:2], "3 histories, but 2 rows of features"),
        (RATINGS[:, :2], PEOPLE, "histories are over 2 items, the features over 3"),
        (RATINGS, PEOPLE.assign(age=[1, np.inf, 2]), "feature 'age' is infinite in row 1"),
    ],
)
def test_what_cannot_be_encoded_is_named(histories, table, message):
    features = QueryFeatures.fit(RATINGS, PEOPLE, ["age"], ["country"])
    with pytest.raises(ValueError, match=message):
        features.encode(histories, table)


def test_a_feature_without_any_value_is_named():
    with pytest.raises(ValueError, match="feature 'age' has no value in training"):
        QueryFeatures.fit(RATINGS, PEOPLE.assign(age=np.nan), ["age"])


def test_lists_become_histories():
    assert to_histories([[2, 0, 2], []], 3).toarray().tolist() == [[1, 0, 1], [0, 0, 0]]
    assert to_histories([], 3).shape == (0, 3)


@pytest.mark.parametrize("item", [3, -1])
def test_an_item_out_of_range_is_named(item):
    with pytest.raises(IndexError, match=f"query 1 has item {item} .* items 0 to 2"):
        to_histories([[0], [1, item]], 3)


@given(st.integers(1, 9), st.integers(1, 12), st.floats(0.01, 0.99), st.integers(0, 999))
def test_every_item_is_in_the_input_or_in_the_target(n_users, n_items, share, seed):
    histories = crowd(n_users, n_items, seed).matrix()
    users, inputs, targets = hide_part(histories, share, n_draws=3, seed=seed)
    assert inputs.multiply(targets).nnz == 0
    assert (inputs + targets != histories[users]).nnz == 0
    n, n_hidden = np.diff(histories.indptr)[users], np.diff(targets.indptr)
    assert (n_hidden == np.maximum(1, np.round(share * n))).all()


def test_draws_differ_and_repeat_with_their_seed():
    histories = crowd(4, 40, 0).matrix()
    first, again = hide_part(histories, n_draws=2), hide_part(histories, n_draws=2)
    assert watched(first[1]) == watched(again[1])
    assert watched(first[1])[:4] != watched(first[1])[4:]


def test_an_empty_history_is_no_example_and_one_item_has_an_empty_input():
    users, inputs, targets = hide_part(RATINGS)
    assert users.tolist() == [0, 2]
    assert watched(inputs)[1] == [] and watched(targets)[1] == [1]


def test_moments_of_a_life_by_hand():
    # User 1 watches 3, 0, 3 and 2; user 0 has watched nothing yet.
    users, items = np.array([1, 2, 1, 1, 1]), np.array([3, 1, 0, 3, 2])
    watches, inputs, targets = cut_in_time(users, items, (3, 4), n_draws=50)
    examples = zip(watches.tolist(), watched(inputs), watched(targets), strict=True)
    found = {(watch, *map(tuple, sets)) for watch, *sets in examples}
    assert found == {
        (0, (), (3,)),
        (1, (), (1,)),
        (2, (3,), (0,)),
        (4, (0, 3), (2,)),
    }


@given(st.integers(1, 9), st.integers(1, 12), st.integers(0, 999))
def test_the_future_is_not_in_the_input(n_users, n_items, seed):
    data = crowd(n_users, n_items, seed)
    order = np.argsort(data.timestamps)
    users, items, time = data.users[order], data.items[order], data.timestamps[order]
    watches, inputs, targets = cut_in_time(users, items, (n_users, n_items), 3, seed)
    assert len(watches) == 3 * n_users
    for watch, before, target in zip(watches, watched(inputs), watched(targets), strict=True):
        earlier = (users == users[watch]) & (time < time[watch])
        assert before == sorted(items[earlier]) and target == [items[watch]]


def batches(seed=0, batch_size=4):
    _, inputs, targets = hide_part(crowd(9, 12, 1).matrix())
    features = QueryFeatures.fit(inputs, dense=["log_activity"])
    x = features.encode(inputs)
    return inputs, targets, dataset(x, targets, batch_size, seed)


def test_batches_hold_every_example_once_and_keep_its_parts_together():
    inputs, targets, data = batches()
    expected = sorted(zip(watched(inputs), watched(targets), strict=True))
    found = [
        pair for x, y in data for pair in zip(x["history"].to_list(), y.to_list(), strict=True)
    ]
    assert sorted(found) == expected
    assert len(data) == 3
    mean, deviation = log_activity(inputs).mean(), log_activity(inputs).std()
    for x, _ in data:
        activity = np.log1p(x["history"].row_lengths())
        assert np.allclose(x["dense"][:, 0], (activity - mean) / deviation, atol=1e-5)


def test_the_order_is_new_in_each_epoch_and_repeats_with_its_seed():
    def epochs(seed):
        data = batches(seed, batch_size=1)[2]
        return [[x["history"].to_list() for x, _ in data] for _ in range(2)]

    assert epochs(0) == epochs(0)
    assert epochs(0)[0] != epochs(0)[1]
    assert epochs(0)[0] != epochs(1)[0]


def test_the_order_is_that_of_its_seed_whatever_was_drawn_before():
    def order(before):
        keras.utils.set_random_seed(before)
        return [x["history"].to_list() for x, _ in batches(seed=3, batch_size=1)[2]]

    assert order(before=1) == order(before=2)


def test_a_target_in_its_own_input_is_refused():
    _, inputs, targets = hide_part(crowd(9, 12, 1).matrix())
    x = QueryFeatures.fit(inputs).encode(inputs + targets)
    with pytest.raises(ValueError, match="the target of example 0 is in its own history"):
        dataset(x, targets)


def test_a_million_items_cost_what_is_watched():
    # Dense, each of these matrices would be 40 GB.
    items = np.random.default_rng(0).integers(0, 1_000_000, (10_000, 5))
    _, inputs, targets = hide_part(to_histories(items, 1_000_000))
    data = dataset(QueryFeatures.fit(inputs).encode(inputs), targets, batch_size=1000)
    n_watched = sum(x["history"].values.shape[0] + y.values.shape[0] for x, y in data)
    assert n_watched == inputs.nnz + targets.nnz
