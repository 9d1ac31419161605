"""What people like on a simulated video service: who they are, what there is, and how both meet.

- A *person* has an age and a country. How much they like a topic is a bump over age, around a
  center that depends on the half of the world they live in, plus a personal part. No sum of an
  effect of age and an effect of country can say that.
- A *video* has a topic, a language, a length, a day of upload and a quality.
- The *share* of a video that a person watches has the mean sigmoid(affinity), where affinity adds
  up taste, language, quality, freshness, and how far the length is from what suits them now:
  longer after a long break, shorter after they have watched for long.
"""

from typing import Any

import numpy as np
import pandas as pd

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

START_SHARE, OLDEST = 0.5, 60  # of the videos that are there on day 0; how many days old at most


class World:
    """People and videos as arrays, ready for arithmetic.

    Args:
        users, videos, tastes, quality: as in utils.simulation.service.Service.

    Attributes:
        length: (n_items,) float32 seconds.
        upload_day: (n_items,) float32.
        suits: (n_users,) float32 log seconds, the length that suits a user at typical times.
    """

    def __init__(
        self,
        users: pd.DataFrame,
        videos: pd.DataFrame,
        tastes: np.ndarray,
        quality: np.ndarray,
    ):
        country = pd.Categorical(users["country"], COUNTRIES).codes
        self.speaks = np.array(LANGUAGE_OF_COUNTRY, np.int8)[country]
        self.language = pd.Categorical(videos["language"], LANGUAGES).codes
        self.topic = videos["topic"].to_numpy()
        self.length = videos["length"].to_numpy()
        self.upload_day = videos["upload_day"].to_numpy(np.float32)
        self.quality = quality
        self.tastes = tastes
        # The old have more patience: log seconds, from 5 minutes at 13 to 9 at 80.
        self.suits = np.interp(users["age"], AGES, np.log([300, 540])).astype(np.float32)

    def share(
        self, users: np.ndarray, items: np.ndarray, day: Any, gap: Any, previous_watch_time: Any
    ) -> np.ndarray:
        """The mean share of a video that a user watches: sigmoid(affinity), float32 in (0, 1)."""
        return 1 / (1 + np.exp(-self.affinity(users, items, day, gap, previous_watch_time)))

    def affinity(
        self, users: np.ndarray, items: np.ndarray, day: Any, gap: Any, previous_watch_time: Any
    ) -> np.ndarray:
        """The log-odds of the watched share.

        Args:
            users, items: ints of shapes that broadcast.
            day: int or float32 array.
            gap, previous_watch_time: float32 hours and seconds; NaN counts as typical.

        Returns:
            float32, of the broadcast shape.
        """
        suits = self.suits[users]
        for value, typical, effect in (
            (gap, TYPICAL_GAP, GAP_EFFECT),
            (previous_watch_time, TYPICAL_WATCH, WATCHED_EFFECT),
        ):
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


def make_people(n_users: int, rng: np.random.Generator) -> Any:
    """Draw people and their tastes: bumps over age, around other centers in each half of the world.

    Returns:
        (users, tastes), as in utils.simulation.service.Service.
    """
    age = rng.uniform(*AGES, n_users).astype(np.float32)
    country = rng.choice(len(COUNTRIES), n_users, p=COUNTRY_SHARES)
    half = np.array(HALF_OF_COUNTRY)[country]
    centers = np.linspace(*AGES, N_TOPICS)
    centers = np.stack([rng.permutation(centers), rng.permutation(centers)])[half]
    bump = TASTE_HEIGHT * np.exp(-((age[:, None] - centers) ** 2) / (2 * TASTE_WIDTH**2))
    tastes = (bump + rng.normal(0, PERSONAL_TASTE, bump.shape)).astype(np.float32)
    return pd.DataFrame({"age": age, "country": np.array(COUNTRIES)[country]}), tastes


def make_videos(n_items: int, n_days: int, rng: np.random.Generator) -> Any:
    """Draw videos, uploaded up to OLDEST days before day 0, or on one of days 1 to n_days.

    Returns:
        (videos, quality), as in utils.simulation.service.Service.
    """
    language = np.array(LANGUAGE_OF_COUNTRY)[rng.choice(len(COUNTRIES), n_items, p=COUNTRY_SHARES)]
    median, spread = SECONDS
    n_old = int(np.ceil(START_SHARE * n_items))
    old, new = rng.integers(-OLDEST, 1, n_old), rng.integers(1, n_days + 1, n_items - n_old)
    columns = {
        "topic": rng.integers(0, N_TOPICS, n_items, dtype=np.int8),
        "language": np.array(LANGUAGES)[language],
        "length": np.exp(rng.normal(np.log(median), spread, n_items)).astype(np.float32),
        "upload_day": np.sort(np.concatenate([old, new])).astype(np.int32),
    }
    return pd.DataFrame(columns), rng.normal(0, 1, n_items).astype(np.float32)
