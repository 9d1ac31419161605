"""A simulated video service whose true preferences are known, of any size.

MovieLens does not say how old its users are, how long they watched, or what they would have
thought of what they were never shown. Here all of that is known, because this file made it up:

- A *person* has an age and a country. How much they like a topic is a bump over age, around a
  center that depends on the half of the world they live in, plus a personal part.
- A *video* has a topic, a language, a length, a day of upload and a quality.
- The *share* of a video that a person watches has the mean sigmoid(affinity), where affinity adds
  up taste, language, quality, freshness, and how far the length is from what suits them now:
  longer after a long break, shorter after they have watched for long.
- Each day some people come, and see a slate of videos: most drawn from what was watched before,
  so that the popular gets more popular, some new ones, some at random. They pick one by affinity
  and by how high it stands. The log is what was picked: a biased picture of what is liked.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from utils.paths import SEED

COUNTRIES = ("Brazil", "Chile", "France", "India", "Japan", "Kenya", "Norway", "Spain")
COUNTRY_SHARES = (0.2, 0.08, 0.15, 0.25, 0.12, 0.08, 0.05, 0.07)
LANGUAGES = ("Portuguese", "Spanish", "French", "Hindi", "Japanese", "Swahili", "Norwegian")
LANGUAGE_OF_COUNTRY = (0, 1, 2, 3, 4, 5, 6, 1)
HALF_OF_COUNTRY = (0, 1, 0, 1, 0, 1, 0, 1)  # which of the two age centers of a topic applies
N_TOPICS = 12
AGES = (13, 80)  # years

TASTE_HEIGHT, TASTE_WIDTH = 4.0, 7.0  # of the bump over age; the width in years
PERSONAL_TASTE = 0.7
FOREIGN_LANGUAGE = -2.0
QUALITY, FRESHNESS, FRESH_DAYS = 0.5, 0.8, 14.0
LENGTH_MISFIT = 1.0  # per squared unit of log length
BASE = -2.0
SECONDS = (420.0, 0.6)  # median length of a video, and the spread of its logarithm
GAP_EFFECT, WATCHED_EFFECT = 0.5, -0.5  # of log gap and log previous watch time on log length
TYPICAL_GAP, TYPICAL_WATCH = 48.0, 200.0  # hours, seconds: where these effects are zero
SHARE_PRECISION = 4.0  # of the Beta distribution of the watched share

SLATE, FROM_LOG, FROM_NEW = 16, 0.6, 0.15  # the rest of a slate is drawn at random
POSITION_EFFECT = -0.5  # per unit of log(1 + position)
START_SHARE = 0.5  # of the videos that are there on day 0
COME_BACK = 0.25  # mean chance of coming on a day


@dataclass(frozen=True)
class Service:
    """A simulated service: what a model may see, and the truth behind it.

    Attributes:
        users: DataFrame age (years, float32), country (str); row = user index.
        videos: DataFrame topic (int8), language (str), length (seconds, float32), upload_day
            (int16, below 0 if before the start), quality (float32; not for models); row = item
            index, in the order of upload.
        log: DataFrame, one row a watch, in the order of time: user, item (int32), timestamp
            (int64 seconds since the start), watch_time (seconds, float32), gap (hours since the
            user's last watch, float32), previous_watch_time (seconds of that watch, float32; both
            NaN at a user's first), position (int8, 0 is the top of the slate).
        tastes: (n_users, N_TOPICS) float32, the truth; not for models.
        n_days: how many days the log covers.
    """

    users: pd.DataFrame
    videos: pd.DataFrame
    log: pd.DataFrame
    tastes: np.ndarray
    n_days: int

    def expected_watch_time(self, users, items, day=None, gap=None, previous_watch_time=None):
        """The true mean of what a user watches of a video, if they start it.

        Args:
            users, items: int indices of any shapes that broadcast, such as (B, 1) and (n,).
            day: when; None is the day after the log's last.
            gap: hours since their last watch; None is a typical gap.
            previous_watch_time: seconds of that watch; None is a typical one.

        Returns:
            Array of float32 seconds, of the broadcast shape.
        """
        world = _World(self.users, self.videos, self.tastes)
        day = self.n_days if day is None else day
        share = _sigmoid(world.affinity(users, items, day, gap, previous_watch_time))
        return share * world.length[items]

    def ratings(self):
        """The log as a table of ratings, for Interactions: each pair's first watch.

        Returns:
            DataFrame user_id, item_id (indices), rating (watch time in seconds), timestamp.
        """
        first = self.log.drop_duplicates(["user", "item"])
        names = {"user": "user_id", "item": "item_id", "watch_time": "rating"}
        return first.rename(columns=names)[["user_id", "item_id", "rating", "timestamp"]]


class _World:
    """Users and videos as arrays, ready for arithmetic."""

    def __init__(self, users, videos, tastes):
        country = pd.Categorical(users["country"], COUNTRIES).codes
        self.speaks = np.array(LANGUAGE_OF_COUNTRY, np.int8)[country]
        self.language = pd.Categorical(videos["language"], LANGUAGES).codes
        self.topic = videos["topic"].to_numpy()
        self.length = videos["length"].to_numpy()
        self.upload_day = videos["upload_day"].to_numpy()
        self.quality = videos["quality"].to_numpy()
        self.tastes = tastes
        # The old have more patience: log seconds, from 5 minutes at 13 to 9 at 80.
        self.suits = np.interp(users["age"], AGES, np.log([300, 540])).astype(np.float32)

    def affinity(self, users, items, day, gap=None, previous_watch_time=None):
        """float32 log-odds of the watched share, for indices that broadcast."""
        suits = self.suits[users]
        for value, typical, effect in (
            (gap, TYPICAL_GAP, GAP_EFFECT),
            (previous_watch_time, TYPICAL_WATCH, WATCHED_EFFECT),
        ):
            if value is not None:
                known = np.where(np.isnan(value), typical, value)
                suits = suits + effect * np.log((known + 1) / (typical + 1)).astype(np.float32)
        age = np.maximum(day - self.upload_day[items], 0)
        return (
            np.float32(BASE)
            + self.tastes[users, self.topic[items]]
            + np.float32(FOREIGN_LANGUAGE) * (self.speaks[users] != self.language[items])
            + np.float32(QUALITY) * self.quality[items]
            + np.float32(FRESHNESS) * np.exp(-age / np.float32(FRESH_DAYS))
            - np.float32(LENGTH_MISFIT) * (np.log(self.length[items]) - suits) ** 2
        )


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simulate(n_users=10_000, n_items=20_000, n_events=1_000_000, seed=SEED):
    """Make a service and let it run.

    Args:
        n_users, n_items: how many people and videos, at least 1 and SLATE.
        n_events: how many watches to expect; a few percent more or fewer happen.
        seed: the same seed gives the same service.

    Returns:
        Service.

    Raises:
        ValueError: if a number is too small, or people would have to come more than daily.

    Source: Chaney, Stewart, Engelhardt 2018, "How algorithmic confounding in recommendation
        systems increases homogeneity and decreases utility" (feedback through what is shown).
    """
    for name, value, least in (
        ("n_users", n_users, 1), ("n_items", n_items, SLATE), ("n_events", n_events, 1),
    ):  # fmt: skip
        if value < least:
            raise ValueError(f"{name} is {value}: give at least {least}")
    rng = np.random.default_rng(seed)
    n_days = int(np.ceil(n_events / n_users / COME_BACK))
    users, tastes = _people(n_users, rng)
    videos = _videos(n_items, n_days, rng)
    log = _run(_World(users, videos, tastes), n_days, n_events, rng)
    return Service(users, videos, log, tastes, n_days)


def _people(n_users, rng):
    """(users, tastes): taste is a bump over age, around a center for each half of the world."""
    age = rng.uniform(*AGES, n_users).astype(np.float32)
    country = rng.choice(len(COUNTRIES), n_users, p=COUNTRY_SHARES)
    half = np.array(HALF_OF_COUNTRY)[country]
    centers = np.linspace(*AGES, N_TOPICS)
    centers = np.stack([rng.permutation(centers), rng.permutation(centers)])[half]
    bump = TASTE_HEIGHT * np.exp(-((age[:, None] - centers) ** 2) / (2 * TASTE_WIDTH**2))
    tastes = (bump + rng.normal(0, PERSONAL_TASTE, bump.shape)).astype(np.float32)
    return pd.DataFrame({"age": age, "country": np.array(COUNTRIES)[country]}), tastes


def _videos(n_items, n_days, rng):
    language = np.array(LANGUAGE_OF_COUNTRY)[rng.choice(len(COUNTRIES), n_items, p=COUNTRY_SHARES)]
    median, spread = SECONDS
    n_old = max(int(START_SHARE * n_items), SLATE)
    old, new = rng.integers(-60, 1, n_old), rng.integers(1, n_days + 1, n_items - n_old)
    return pd.DataFrame(
        {
            "topic": rng.integers(0, N_TOPICS, n_items, dtype=np.int8),
            "language": np.array(LANGUAGES)[language],
            "length": np.exp(rng.normal(np.log(median), spread, n_items)).astype(np.float32),
            "upload_day": np.sort(np.concatenate([old, new])).astype(np.int16),
            "quality": rng.normal(0, 1, n_items).astype(np.float32),
        }
    )


def _run(world, n_days, n_events, rng):
    """The log of all days: who comes, what they see, what they pick, how long they watch."""
    n_users = len(world.suits)
    eager = rng.gamma(2.0, 0.5, n_users)
    comes = np.minimum(eager * n_events / (n_users * n_days), 0.95)
    comes *= n_events / n_days / comes.sum()
    last_second = np.full(n_users, np.nan)
    last_watch = np.full(n_users, np.nan, np.float32)
    history = np.empty(int(1.2 * n_events) + 10 * n_users + 100, np.int32)
    n_logged, days = 0, []
    for day in range(n_days):
        users = np.flatnonzero(rng.random(n_users) < comes).astype(np.int32)
        second = np.sort(rng.integers(0, 86_400, len(users))) + 86_400 * day
        users = rng.permutation(users)
        gap = ((second - last_second[users]) / 3_600).astype(np.float32)
        slates = _slates(world, day, len(users), history[:n_logged], rng)
        before = last_watch[users]
        affinity = world.affinity(users[:, None], slates, day, gap[:, None], before[:, None])
        position = _pick(affinity, rng)
        rows = np.arange(len(users))
        items = slates[rows, position]
        share = _sigmoid(affinity[rows, position])
        beta = rng.beta(SHARE_PRECISION * share, SHARE_PRECISION * (1 - share))
        watch_time = (beta * world.length[items]).astype(np.float32)
        days.append((users, items, second, watch_time, gap, before, position))
        last_second[users], last_watch[users] = second, watch_time
        history[n_logged : n_logged + len(items)] = items
        n_logged += len(items)
    columns = ("user", "item", "timestamp", "watch_time", "gap", "previous_watch_time", "position")
    joined = (np.concatenate(parts) for parts in zip(*days, strict=True))
    return pd.DataFrame(dict(zip(columns, joined, strict=True))).astype({"position": np.int8})


def _slates(world, day, n_slates, history, rng):
    """(n_slates, SLATE) items that are online: from the log so far, from the newest, at random."""
    n_online = np.searchsorted(world.upload_day, day, side="right")
    shape = (n_slates, SLATE)
    slates = rng.integers(0, n_online, shape, dtype=np.int32)
    kind = rng.random(shape, dtype=np.float32)
    oldest_new = np.searchsorted(world.upload_day, day - FRESH_DAYS / 2)
    newest = rng.integers(min(oldest_new, n_online - 1), n_online, shape, dtype=np.int32)
    slates = np.where(kind < FROM_NEW, newest, slates)
    if len(history):
        watched = history[rng.integers(0, len(history), shape)]
        slates = np.where(kind > 1 - FROM_LOG, watched, slates)
    return slates


def _pick(affinity, rng):
    """(n,) position of the video that each person picks: the largest utility with Gumbel noise."""
    utility = affinity + POSITION_EFFECT * np.log1p(np.arange(SLATE, dtype=np.float32))
    return (utility + rng.gumbel(size=utility.shape)).argmax(axis=1)
