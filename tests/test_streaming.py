"""The simulated service keeps what its description promises."""

import numpy as np
import pandas as pd
import pytest

from utils.evaluation import gini
from utils.interactions import Interactions
from utils.streaming import (
    AGES,
    COUNTRIES,
    N_TOPICS,
    POSITION_EFFECT,
    SLATE,
    TYPICAL_GAP,
    Service,
    simulate,
)


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
    assert len(service.videos) == 1_000
    assert service.tastes.shape == (2_000, N_TOPICS)
    assert 95_000 < len(service.log) < 105_000
    assert service.log.dtypes.astype(str).to_dict() == {
        "user": "int32", "item": "int32", "timestamp": "int64", "watch_time": "float32",
        "gap": "float32", "previous_watch_time": "float32", "position": "int8",
    }  # fmt: skip
    assert service.users["age"].between(*AGES).all()
    assert set(service.users["country"]) == set(COUNTRIES)


def test_the_same_seed_gives_the_same_service_and_another_seed_another():
    first, again, other = (simulate(50, 40, 500, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.log, again.log)
    pd.testing.assert_frame_equal(first.users, again.users)
    assert not first.users.equals(other.users)


@pytest.mark.parametrize(
    ("sizes", "named"),
    [((0, 20, 9), "n_users is 0"), ((5, 15, 9), "n_items is 15"), ((5, 20, 0), "n_events is 0")],
)
def test_a_number_that_is_too_small_is_named(sizes, named):
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


# The truth is the truth of the log


def test_the_mean_watch_time_is_the_expected_one(service):
    log = service.log
    expected = service.expected_watch_time(
        log["user"].to_numpy(), log["item"].to_numpy(), day=log["timestamp"].to_numpy() // 86_400,
        gap=log["gap"].to_numpy(), previous_watch_time=log["previous_watch_time"].to_numpy(),
    )  # fmt: skip
    error = log["watch_time"].to_numpy() - expected
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    for part in np.array_split(np.argsort(expected), 5):  # and for what is liked little or much
        assert abs(error[part].mean()) < 5 * error[part].std() / np.sqrt(len(part))


def test_affinity_by_hand_for_one_pair(service):
    user, item = 3, 7
    video, person = service.videos.iloc[item], service.users.iloc[user]
    log_suits = np.interp(person["age"], AGES, np.log([300, 540]))
    native = {"Portuguese": ["Brazil"], "Spanish": ["Chile", "Spain"], "French": ["France"],
              "Hindi": ["India"], "Japanese": ["Japan"], "Swahili": ["Kenya"],
              "Norwegian": ["Norway"]}[video["language"]]  # fmt: skip
    log_odds = (
        -2 + service.tastes[user, video["topic"]] - 2 * (person["country"] not in native)
        + 0.5 * video["quality"] + 0.8 * np.exp(-(service.n_days - video["upload_day"]) / 14)
        - (np.log(video["length"]) - log_suits) ** 2
    )  # fmt: skip
    by_hand = video["length"] / (1 + np.exp(-log_odds))
    np.testing.assert_allclose(service.expected_watch_time(user, item), by_hand, rtol=1e-4)


def test_an_unknown_context_counts_as_the_typical_one(service):
    neutral = service.expected_watch_time(1, 2)
    for gap in (np.nan, TYPICAL_GAP):
        assert service.expected_watch_time(1, 2, gap=gap) == pytest.approx(neutral)


# What is promised about tastes


def test_age_and_country_decide_a_large_part_and_the_person_the_rest(service):
    group = pd.cut(service.users["age"], 16, labels=False) * 2
    group += np.isin(service.users["country"], COUNTRIES[1::2])
    total = service.tastes.var(axis=0).sum()
    between = service.tastes - pd.DataFrame(service.tastes).groupby(group).transform("mean")
    share = 1 - between.to_numpy().var(axis=0).sum() / total
    assert 0.6 < share < 0.9


def test_no_line_over_age_explains_the_tastes(service):
    age = service.users["age"].to_numpy()
    explained = [np.corrcoef(age, taste)[0, 1] ** 2 for taste in service.tastes.T]
    assert np.mean(explained) < 0.2


def test_people_watch_more_of_their_best_topic_their_language_and_their_length(truth, service):
    people, videos = service.users[:500], service.videos
    native = {"India": "Hindi", "Japan": "Japanese", "Brazil": "Portuguese"}
    topic = videos["topic"].to_numpy() == service.tastes[:500].argmax(axis=1)[:, None]
    language = videos["language"].to_numpy() == people["country"].map(native).to_numpy()[:, None]
    suits = np.interp(people["age"], AGES, [300, 540])[:, None]
    length = np.abs(np.log(videos["length"].to_numpy() / suits)) < 0.7
    share = truth / videos["length"].to_numpy()
    for liked, at_least in ((topic, 2.5), (language, 1.2), (length, 1.2)):
        assert share[liked].mean() > at_least * share[~liked].mean()


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
