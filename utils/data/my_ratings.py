"""The learner's own ratings: kept in one file, added to, read back with every value checked."""

import time
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from utils.base.files import replacing
from utils.base.paths import DATA
from utils.data.checked import require, require_once
from utils.data.tables import read_csv

MY_RATINGS = DATA / "my_ratings.csv"
COLUMNS = {"item_id": "int64", "rating": "float32", "timestamp": "int64"}
STARS = tuple(half / 2 for half in range(1, 11))


def no_ratings() -> pd.DataFrame:
    """A table of ratings with its columns and no row."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})


def with_rating(ratings: pd.DataFrame, item_id: int, stars: float) -> pd.DataFrame:
    """The ratings with one more; an earlier rating of the same movie is replaced.

    Args:
        ratings: DataFrame of item_id, rating, timestamp.
        item_id: int.
        stars: one of STARS.

    Returns:
        A new DataFrame, the latest rating last.

    Raises:
        ValueError: if it is no number of stars.
    """
    if stars not in STARS:
        raise ValueError(f"{stars} stars: choose one of 0.5, 1, 1.5, … 5")
    row = pd.DataFrame({"item_id": [item_id], "rating": [stars], "timestamp": [int(time.time())]})
    kept = without_rating(ratings, item_id)
    return pd.concat([kept, row.astype(COLUMNS)], ignore_index=True)


def without_rating(ratings: pd.DataFrame, item_id: int) -> pd.DataFrame:
    """The ratings but the one of this movie, as a new DataFrame numbered from 0."""
    return ratings[ratings["item_id"] != item_id].reset_index(drop=True)


def load_my_ratings(item_ids: Collection[int] | None, path: Path = MY_RATINGS) -> pd.DataFrame:
    """Read back what save_my_ratings() wrote.

    Args:
        item_ids: (n_items,) ids of the movies that can be rated; None takes any.
        path: the file; where there is none, nothing was rated yet.

    Returns:
        DataFrame of item_id int64, rating float32 (stars) and timestamp int64 (Unix seconds).

    Raises:
        ValueError: if a value is missing, malformed, out of range or twice there, or a movie is
            not known; says the file, the line and the value.
    """
    if not path.exists():
        return no_ratings()
    ratings = read_csv(path, COLUMNS)
    item, rating = ratings["item_id"], ratings["rating"]
    require(
        rating.isin(STARS),
        path,
        lambda line: f"rating is {rating[line]:g}, not one of 0.5, 1, … 5",
    )
    require_once(ratings, ["item_id"], path, lambda row: f"movie {row['item_id']} is rated")
    known = item if item_ids is None else item_ids
    require(
        item.isin(known),
        path,
        lambda line: f"movie {item[line]} is none of the {len(known):,} known movies",
    )
    return ratings.reset_index(drop=True)


def save_my_ratings(ratings: pd.DataFrame, path: Path = MY_RATINGS) -> None:
    """Write the ratings; whoever reads the file meets the old ones or the new, never a part.

    Args:
        ratings: DataFrame of item_id, rating and timestamp.
        path: the file.
    """
    with replacing(path) as file:
        ratings[list(COLUMNS)].to_csv(file, index=False)
