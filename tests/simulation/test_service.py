"""The simulated service's log is possible, tells the truth where it can, and is biased as said."""

import numpy as np
import pandas as pd
import pytest

from utils.data.interactions import Interactions
from utils.evaluation.metrics import gini
from utils.simulation.service import PAIRS_AT_ONCE, POSITION_EFFECT, SLATE, Service, simulate
from utils.simulation.world import AGES, COUNTRIES, N_TOPICS


@pytest.fixture(scope="module")
def service():
    return simulate(n_users=2_000, n_items=1_000, n_events=100_000)


@pytest.fixture(scope="module")
def truth(service):
    """(500, n_items) true expected watch times of the first 500 users."""
    return service.expected_watch_time(np.arange(500)[:, None], np.arange(1_000))


def slope(x, y):
    return np.polyfit(x, y, 1)[0]


# What comes out


def test_tables_have_the_stated_sizes_and_types(service):
    assert service.users.shape == (2_000, 2)
    assert set(service.videos) == {"topic", "language", "length", "upload_day"}  # no truth in it
    assert len(service.videos) == len(service.quality) == 1_000
    assert service.tastes.shape == (2_000, N_TOPICS)
    assert 95_000 < len(service.log) < 105_000
    assert service.log.dtypes.astype(str).to_dict() == {
        "user": "int32",
        "item": "int32",
        "timestamp": "int64",
        "watch_time": "float32",
        "gap": "float32",
        "previous_watch_time": "float32",
        "position": "int8",
    }
    assert service.users["age"].between(*AGES).all()
    assert set(service.users["country"]) == set(COUNTRIES)


def test_the_same_seed_gives_the_same_service_and_another_seed_another():
    first, again, other = (simulate(50, 40, 500, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.log, again.log)
    pd.testing.assert_frame_equal(first.users, again.users)
    pd.testing.assert_frame_equal(first.videos, again.videos)
    assert not first.users.equals(other.users)


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ((0, 20, 9), "n_users is 0"),
        ((5, 15, 9), "n_items is 15"),
        ((5, 20, 0), "n_events is 0"),
        ((5, 20, 1e3), "n_events is 1000.0: give a whole number"),
    ],
)
def test_a_number_that_is_too_small_or_not_whole_is_named(sizes, named):
    with pytest.raises(ValueError, match=named):
        simulate(*sizes)


def test_the_smallest_service_runs():
    service = simulate(1, SLATE, 1)
    assert isinstance(service, Service)
    assert service.expected_watch_time(0, 0) > 0


def test_a_million_videos_fit_in_memory():
    service = simulate(n_users=200, n_items=1_000_000, n_events=2_000)
    assert service.log["item"].max() < 1_000_000
    assert service.expected_watch_time(np.arange(3)[:, None], np.arange(5)).shape == (3, 5)


# The log is possible


def test_nobody_watches_what_is_not_uploaded_yet(service):
    uploaded = service.videos["upload_day"].to_numpy()[service.log["item"]]
    assert (uploaded <= service.log["timestamp"] // 86_400).all()


def test_watch_times_lie_within_the_video(service):
    length = service.videos["length"].to_numpy()[service.log["item"]]
    assert (service.log["watch_time"] >= 0).all()
    assert (service.log["watch_time"] <= length * 1.0001).all()


def test_gap_and_previous_watch_time_are_those_of_the_row_before(service):
    by_user = service.log.sort_values(["user", "timestamp"]).groupby("user")
    hours = by_user["timestamp"].diff() / 3_600
    np.testing.assert_allclose(by_user.obj["gap"], hours, rtol=1e-5)
    before = by_user["watch_time"].shift()
    np.testing.assert_array_equal(by_user.obj["previous_watch_time"], before)


def test_the_log_becomes_interactions_with_each_pair_once(service):
    data = Interactions.from_ratings(service.ratings())
    pairs = service.log.groupby(["user", "item"]).ngroups
    assert len(data) == pairs == data.matrix().nnz
    first = service.log.iloc[0]
    assert data.user_ids[data.users[0]] == first["user"]
    assert data.item_ids[data.items[0]] == first["item"]


# The truth is the truth of the log


def test_the_mean_watch_time_is_the_expected_one(service):
    log = service.log
    expected = service.expected_watch_time(
        log["user"].to_numpy(),
        log["item"].to_numpy(),
        day=log["timestamp"].to_numpy() // 86_400,
        gap=log["gap"].to_numpy(),
        previous_watch_time=log["previous_watch_time"].to_numpy(),
    )
    error = log["watch_time"].to_numpy() - expected
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    for part in np.array_split(np.argsort(expected), 5):  # and for what is liked little or much
        assert abs(error[part].mean()) < 5 * error[part].std() / np.sqrt(len(part))


def test_the_truth_of_many_pairs_is_that_of_each(service):
    users, items = np.arange(2_000)[:, None], np.tile(np.arange(1_000), 3)
    gap = np.linspace(1, 300, 2_000, dtype=np.float32)[:, None]
    assert users.size * items.size > 2 * PAIRS_AT_ONCE  # made in several blocks
    block = service.expected_watch_time(users, items, gap=gap)
    assert block.shape == (2_000, 3_000)
    assert block.dtype == np.float32
    np.testing.assert_array_equal(block[:, :1_000], block[:, 2_000:])
    for user, column in ((0, 0), (699, 100), (1_999, 2_999)):
        pair = service.expected_watch_time(user, items[column], gap=gap[user, 0])
        assert block[user, column] == pytest.approx(pair, rel=1e-6)


@pytest.mark.parametrize(
    ("users", "items", "named"),
    [([0, 2_000], 0, "no user 2000"), (-1, 0, "no user -1"), (0, [3, 1_000], "no item 1000")],
)
def test_a_user_or_item_that_is_not_there_is_named(service, users, items, named):
    with pytest.raises(IndexError, match=named):
        service.expected_watch_time(users, items)


# What is promised about the biases of the log


def test_the_log_has_a_long_tail(service):
    counts = np.bincount(service.log["item"], minlength=1_000)
    assert gini(counts) > 0.5
    assert np.sort(counts)[::-1][:100].sum() > 0.3 * counts.sum()


def test_popular_videos_are_watched_more_than_they_are_liked(service, truth):
    counts = np.bincount(service.log["item"], minlength=1_000)
    liked = truth.mean(axis=0)
    most_watched, most_liked = counts.argsort()[-50:], liked.argsort()[-50:]
    assert np.corrcoef(counts, liked)[0, 1] > 0.2
    assert len(np.intersect1d(most_watched, most_liked)) < 35
    assert counts[most_watched].sum() / counts.sum() > liked[most_liked].sum() / liked.sum()


def test_the_top_of_the_slate_is_picked_more_often(service):
    counts = np.bincount(service.log["position"], minlength=SLATE)
    found = slope(np.log1p(np.arange(SLATE)), np.log(counts))
    assert POSITION_EFFECT < found < POSITION_EFFECT / 2  # tastes soften it


def test_after_a_long_gap_people_pick_longer_videos_and_after_a_long_watch_shorter(service):
    log = service.log.dropna()
    length = np.log(service.videos["length"].to_numpy()[log["item"]])
    assert slope(np.log1p(log["gap"]), length) > 0.03
    assert slope(np.log1p(log["previous_watch_time"]), length) < -0.03


def test_new_videos_are_watched_more_often_than_they_are_many(service):
    day = service.log["timestamp"] // 86_400
    uploaded = service.videos["upload_day"].to_numpy()
    later = day >= 60
    watched = (day - uploaded[service.log["item"]])[later] < 7
    there = [(uploaded <= d).sum() for d in day[later].unique()]
    new = [((uploaded <= d) & (uploaded > d - 7)).sum() for d in day[later].unique()]
    assert watched.mean() > 3 * np.sum(new) / np.sum(there)


# What is promised about people without a history


def test_age_and_half_of_the_world_serve_strangers_far_better_than_popularity(service, truth):
    """The log of the other 1,500 people, counted by 16 ages × 2 halves, or not."""
    group = pd.cut(service.users["age"], 16, labels=False).to_numpy()
    group = 2 * group + service.users["country"].isin(COUNTRIES[1::2]).to_numpy()
    log = service.log[service.log["user"] >= 500]
    watched = np.zeros((32, 1_000))
    np.add.at(watched, (group[log["user"]], log["item"]), 1)

    def attained(counts):
        top = np.argsort(-counts, axis=1)[:, :20]
        best = np.sort(truth, axis=1)[:, -20:]
        return (np.take_along_axis(truth, top, axis=1).sum(axis=1) / best.sum(axis=1)).mean()

    popular = attained(np.tile(watched.sum(axis=0), (500, 1)))
    assert 0.1 < popular < 0.35
    assert attained(watched[group[:500]]) > 2 * popular
