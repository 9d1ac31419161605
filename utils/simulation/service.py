"""A simulated video service whose true preferences are known, of any size.

MovieLens does not say how old its users are, how long they watched, or what they would have
thought of what they were never shown. Here all of that is known, because it is made up:
utils/simulation/world.py says what people like, this file what they get to see. Each day some
people come, and see a slate of videos: most drawn from what was watched before, so that the popular
gets more popular, some new ones, some at random. They pick one by affinity and by how high it
stands.
The log is what was picked: a biased picture of what is liked.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from utils.base.seed import SEED
from utils.simulation.world import FRESH_DAYS, World, make_people, make_videos

SHARE_PRECISION = 4.0  # of the Beta distribution of the watched share
SLATE, FROM_LOG, FROM_NEW = 16, 0.6, 0.15  # the rest of a slate is drawn at random
POSITION_EFFECT = -0.5  # per unit of log(1 + position)
COME_BACK = 0.25  # mean chance of coming on a day
PAIRS_AT_ONCE = 2**21  # of the truth, so that it needs little memory beside its result


@dataclass(frozen=True)
class Service:
    """A simulated service: what a model may see, and the truth behind it.

    Attributes:
        users: DataFrame age (years, float32), country (str); row = user index.
        videos: DataFrame topic (int8), language (str), length (seconds, float32), upload_day
            (int32, below 0 if before the start); row = item index, in the order of upload.
        log: DataFrame, one row a watch, in the order of time: user, item (int32), timestamp
            (int64 seconds since the start), watch_time (seconds, float32), gap (hours since the
            user's last watch, float32), previous_watch_time (seconds of that watch, float32; both
            NaN at a user's first), position (int8, 0 is the top of the slate).
        tastes: (n_users, N_TOPICS) float32, part of the truth; not for models.
        quality: (n_items,) float32, likewise.
        n_days: how many days the log covers.
    """

    users: pd.DataFrame
    videos: pd.DataFrame
    log: pd.DataFrame
    tastes: np.ndarray
    quality: np.ndarray
    n_days: int

    @cached_property
    def _world(self):
        return World(self.users, self.videos, self.tastes, self.quality)

    def expected_watch_time(
        self,
        users: np.ndarray,
        items: np.ndarray,
        day: Any = None,
        gap: Any = np.nan,
        previous_watch_time: Any = np.nan,
    ) -> np.ndarray:
        """The true mean of what a user watches of a video, if they start it.

        Args:
            users, items: int indices of any shapes that broadcast, such as (B, 1) and (n,).
            day: when; None is the day after the log's last.
            gap: hours since their last watch; NaN is a typical gap.
            previous_watch_time: seconds of that watch; NaN is a typical one.

        Returns:
            Array of float32 seconds, of the broadcast shape.

        Raises:
            IndexError: naming the first user or item that the service does not have.
        """
        indices = _known("user", users, len(self.users)), _known("item", items, len(self.videos))
        context = (self.n_days if day is None else day), gap, previous_watch_time
        arguments = [*indices, *(np.asarray(value, np.float32) for value in context)]
        seconds = np.empty(np.broadcast_shapes(*(a.shape for a in arguments)), np.float32)
        for rows in _blocks(seconds.shape):
            # An argument is cut where it has the first axis, and is broadcast where it has not.
            here = [
                a[rows] if a.shape[:1] == seconds.shape[:1] and a.ndim == seconds.ndim else a
                for a in arguments
            ]
            seconds[rows] = self._world.share(*here) * self._world.length[here[1]]
        return seconds[()]

    def ratings(self) -> pd.DataFrame:
        """The log as a table of ratings, for Interactions: each pair's first watch.

        What nobody watched is not in it, so Interactions counts the items otherwise than
        `videos`; its item_ids and user_ids lead back.

        Returns:
            DataFrame user_id, item_id (indices), rating (watch time in seconds), timestamp.
        """
        first = self.log.drop_duplicates(["user", "item"])
        names = {"user": "user_id", "item": "item_id", "watch_time": "rating"}
        return first.rename(columns=names)[["user_id", "item_id", "rating", "timestamp"]]


def _known(kind, indices, n):
    indices = np.asarray(indices)
    unknown = indices[(indices < 0) | (indices >= n)]
    if unknown.size:
        raise IndexError(f"no {kind} {unknown[0]}: the service has {kind}s 0 to {n - 1}")
    return indices


def _blocks(shape):
    """Slices of the first axis of an array, of about PAIRS_AT_ONCE elements each."""
    if not shape:
        return [...]
    step = max(1, PAIRS_AT_ONCE // max(1, math.prod(shape[1:])))
    return [slice(start, start + step) for start in range(0, shape[0], step)]


def simulate(
    n_users: int = 10_000, n_items: int = 20_000, n_events: int = 1_000_000, seed: int = SEED
) -> Service:
    """Make a service and let it run.

    Args:
        n_users, n_items: how many people and videos, at least 1 and SLATE.
        n_events: how many watches to expect; a few percent more or fewer happen.
        seed: the same seed gives the same service.

    Returns:
        Service.

    Raises:
        ValueError: naming the number that is too small or not whole.

    Source: Chaney, Stewart, Engelhardt 2018, "How algorithmic confounding in recommendation
        systems increases homogeneity and decreases utility" (feedback through what is shown).
    """
    for name, value, least in (
        ("n_users", n_users, 1),
        ("n_items", n_items, SLATE),
        ("n_events", n_events, 1),
    ):
        if not isinstance(value, Integral) or value < least:
            raise ValueError(f"{name} is {value}: give a whole number, at least {least}")
    rng = np.random.default_rng(seed)
    n_days = math.ceil(n_events / n_users / COME_BACK)
    users, tastes = make_people(n_users, rng)
    videos, quality = make_videos(n_items, n_days, rng)
    log = _run(World(users, videos, tastes, quality), n_days, n_events, rng)
    return Service(users, videos, log, tastes, quality, n_days)


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
        share = 1 / (1 + np.exp(-affinity[rows, position]))
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
