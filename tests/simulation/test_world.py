"""What the simulated people like is what the description says, and not what a line can say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from utils.simulation.service import simulate
from utils.simulation.world import AGES, COUNTRIES, OLDEST, TYPICAL_GAP, TYPICAL_WATCH, make_videos

EVERY = np.arange(1_000)
SOME = np.arange(500)[:, None]


@pytest.fixture(scope="module")
def service():
    return simulate(n_users=2_000, n_items=1_000, n_events=20_000)


def explained(tastes, columns):
    """R² of the least-squares fit of all tastes on (n_users, k) columns."""
    columns = np.asarray(columns, float)
    fitted = columns @ np.linalg.lstsq(columns, tastes, rcond=None)[0]
    return 1 - (tastes - fitted).var(axis=0).sum() / tastes.var(axis=0).sum()


def decided(service, **shuffled):
    """Share of the variance of expected watch time that is lost with the shuffled part.

    Source: Jansen 1999, "Analysis of variance designs for model output" (total effect).
    """
    before = service.expected_watch_time(SOME, EVERY)
    after = replace(service, **shuffled).expected_watch_time(SOME, EVERY)
    return ((before - after) ** 2).mean() / 2 / before.var()


# By hand


def test_expected_watch_time_by_hand_for_one_pair(service):
    user, item = 3, 7
    video, person = service.videos.iloc[item], service.users.iloc[user]
    log_suits = np.interp(person["age"], AGES, np.log([300, 540]))
    native = {
        "Portuguese": ["Brazil"],
        "Spanish": ["Chile", "Spain"],
        "French": ["France"],
        "Hindi": ["India"],
        "Japanese": ["Japan"],
        "Swahili": ["Kenya"],
        "Norwegian": ["Norway"],
    }[video["language"]]
    log_odds = (
        -2
        + service.tastes[user, video["topic"]]
        - 2 * (person["country"] not in native)
        + 0.5 * service.quality[item]
        + 0.8 * np.exp(-(service.n_days - video["upload_day"]) / 14)
        - (np.log(video["length"]) - log_suits) ** 2
    )
    by_hand = video["length"] / (1 + np.exp(-log_odds))
    np.testing.assert_allclose(service.expected_watch_time(user, item), by_hand, rtol=1e-4)


def test_an_unknown_context_counts_as_the_typical_one(service):
    neutral = service.expected_watch_time(1, 2)
    for gap in (np.nan, TYPICAL_GAP):
        assert service.expected_watch_time(1, 2, gap=gap) == pytest.approx(neutral)


def test_a_context_that_is_not_known_counts_as_the_typical_one(service):
    neutral = service.expected_watch_time(1, 2)
    typical = service.expected_watch_time(1, 2, None, TYPICAL_GAP, TYPICAL_WATCH)
    assert typical == pytest.approx(neutral)


def test_uploads_go_on_for_a_century():
    videos, _ = make_videos(10_000, 36_500, np.random.default_rng(0))
    day = videos["upload_day"]
    assert day.is_monotonic_increasing
    assert -OLDEST <= day.min() <= 0 and 36_000 < day.max() <= 36_500


# Who likes what


def test_age_and_country_decide_a_large_part_of_tastes_and_only_together(service):
    ages = pd.get_dummies(pd.cut(service.users["age"], 16)).to_numpy(float)
    countries = pd.get_dummies(service.users["country"]).to_numpy(float)
    half = service.users["country"].isin(COUNTRIES[1::2]).to_numpy()[:, None]
    line = np.column_stack([service.users["age"], countries])
    assert explained(service.tastes, line) < 0.3  # what a linear model is given
    assert explained(service.tastes, np.hstack([ages, countries])) < 0.6  # any sum of two curves
    assert 0.7 < explained(service.tastes, np.hstack([ages * half, ages * ~half])) < 0.85


def test_taste_decides_most_then_length_and_language_and_quality_a_little(service):
    rng = np.random.default_rng(1)

    def shuffled(name):
        return service.videos.assign(**{name: rng.permutation(service.videos[name])})

    assert 0.65 < decided(service, tastes=rng.permutation(service.tastes)) < 0.85
    assert 0.15 < decided(service, videos=shuffled("length")) < 0.35
    assert 0.15 < decided(service, videos=shuffled("language")) < 0.3
    assert 0.03 < decided(service, quality=rng.permutation(service.quality)) < 0.12


def test_people_watch_more_of_their_best_topic_their_language_and_their_length(service):
    people, videos = service.users[:500], service.videos
    native = {"India": "Hindi", "Japan": "Japanese", "Brazil": "Portuguese"}
    topic = videos["topic"].to_numpy() == service.tastes[:500].argmax(axis=1)[:, None]
    language = videos["language"].to_numpy() == people["country"].map(native).to_numpy()[:, None]
    suits = np.interp(people["age"], AGES, [300, 540])[:, None]
    length = np.abs(np.log(videos["length"].to_numpy() / suits)) < 0.7
    share = service.expected_watch_time(SOME, EVERY) / videos["length"].to_numpy()
    for liked, at_least in ((topic, 2.5), (language, 1.2), (length, 1.2)):
        assert share[liked].mean() > at_least * share[~liked].mean()


# What changes from one moment to the next


def test_what_is_new_is_watched_longer_than_the_same_two_months_later(service):
    uploaded = service.videos["upload_day"].to_numpy()
    new, old = (
        service.expected_watch_time(SOME, EVERY, day=uploaded + age).mean() for age in (0, 60)
    )
    assert 1.4 < new / old < 2


@pytest.mark.parametrize(
    ("context", "low", "high", "direction"),
    [("gap", 6.0, 200.0, 1), ("previous_watch_time", 20.0, 900.0, -1)],
)
def test_the_best_videos_are_longer_after_a_break_and_shorter_after_a_long_watch(
    service, context, low, high, direction
):
    length = np.log(service.videos["length"].to_numpy())
    lengths = []
    for value in (low, high):
        truth = service.expected_watch_time(SOME, EVERY, **{context: value})
        lengths.append(length[np.argsort(-truth, axis=1)[:, :20]].mean())
    assert direction * (lengths[1] - lengths[0]) > 0.4  # half as long again, at least
