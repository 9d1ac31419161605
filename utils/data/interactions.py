"""Ratings as indices and sparse matrices."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

KINDS = {
    "rating": "a finite number",
    "timestamp": "whole seconds since 1970, as numbers",
}


@dataclass(frozen=True)
class Interactions:
    """Who rated what, when and how well, with users and items counted from 0.

    Attributes:
        users: (n,) int32 user index of each rating.
        items: (n,) int32 item index of each rating.
        ratings: (n,) float32, in stars; a 0 is a rating too.
        timestamps: (n,) int64, Unix seconds.
        user_ids: (n_users,) raw identifiers; position = user index.
        item_ids: (n_items,) raw identifiers; position = item index.
    """

    users: np.ndarray
    items: np.ndarray
    ratings: np.ndarray
    timestamps: np.ndarray
    user_ids: np.ndarray
    item_ids: np.ndarray

    @classmethod
    def from_ratings(cls, ratings: pd.DataFrame) -> Self:
        """Index a table of ratings.

        Args:
            ratings: DataFrame with user_id, item_id, rating, timestamp (whole Unix seconds); any
                rating counts as given, a 0 as well.

        Returns:
            Interactions; ids are sorted, the order of the rows is kept.

        Raises:
            ValueError: if a column is missing, a value is missing or no number, or a user has an
                item twice; names the column and the row, by the table's index.
        """
        for name in ("user_id", "item_id", "rating", "timestamp"):
            _check_column(ratings, name)
        user_ids, users = _indexed(ratings["user_id"])
        item_ids, items = _indexed(ratings["item_id"])
        _check_pairs(ratings, users, items)
        return cls(
            users.astype(np.int32),
            items.astype(np.int32),
            ratings["rating"].to_numpy(np.float32),
            ratings["timestamp"].to_numpy(np.int64),
            user_ids,
            item_ids,
        )

    def __len__(self) -> int:
        return len(self.users)

    @property
    def n_users(self) -> int:
        """Number of users that have an index, with or without a rating here."""
        return len(self.user_ids)

    @property
    def n_items(self) -> int:
        """Number of items that have an index, with or without a rating here."""
        return len(self.item_ids)

    @cached_property
    def item_counts(self) -> np.ndarray:
        """(n_items,) int: how many ratings each item has here."""
        return np.bincount(self.items, minlength=self.n_items)

    def item_index(self, ids: ArrayLike) -> np.ndarray:
        """Indices of raw item ids, (m,) int. Raises KeyError naming the first unknown one."""
        ids = np.atleast_1d(ids)
        index = pd.Index(self.item_ids).get_indexer(ids)
        if (index < 0).any():
            unknown = ids[index < 0][0]
            raise KeyError(f"no item with id {unknown}: {self.n_items} item ids are known")
        return index

    def matrix(self) -> csr_array:
        """(n_users, n_items) CSR matrix of the ratings; what was not rated is not stored.

        A rating of 0 is stored: use `histories.stored_places` and `as_watched`, not nonzero().
        """
        return csr_array(
            (self.ratings, (self.users, self.items)), shape=(self.n_users, self.n_items)
        )

    def where(self, mask: np.ndarray) -> Self:
        """The ratings where the (n,) bool mask holds; every user and item keeps its index."""
        return replace(
            self,
            users=self.users[mask],
            items=self.items[mask],
            ratings=self.ratings[mask],
            timestamps=self.timestamps[mask],
        )


def _check_column(ratings, name):
    """Raise ValueError unless there is such a column, and a value of its kind in every row."""
    if list(ratings.columns).count(name) != 1:
        columns = ", ".join(map(str, ratings.columns))
        raise ValueError(f"the table needs one column {name!r}; its columns are: {columns}")
    values = ratings[name]
    wrong, reason = values.isna(), "is missing"
    if name in ("rating", "timestamp"):
        if not pd.api.types.is_numeric_dtype(values.dtype):
            raise ValueError(f"{name} is of type {values.dtype}: give {KINDS[name]}")
        numbers = values.to_numpy(np.float64, na_value=np.nan)
        if name == "rating":
            numbers = numbers.astype(np.float32)  # beyond its range, a number is infinite
        broken = numbers % 1 != 0 if name == "timestamp" else ~np.isfinite(numbers)
        wrong, reason = wrong | broken, f"is not {KINDS[name]}"
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"{name} in row {ratings.index[row]} of the table is {values.iloc[row]}, which {reason}"
        )


def _indexed(ids):
    """(the different ids, sorted; the place of each row's)."""
    try:
        return np.unique(ids, return_inverse=True)
    except TypeError:
        kinds = " and ".join(sorted({type(value).__name__ for value in ids}))
        raise ValueError(f"{ids.name} holds {kinds}: make all of them one") from None


def _check_pairs(ratings, users, items):
    pairs = pd.Series(users.astype(np.int64) * (items.max(initial=0) + 1) + items)
    again = pairs.duplicated().to_numpy()
    if again.any():
        second = int(np.argmax(again))
        first = int(np.argmax(pairs.to_numpy() == pairs[second]))
        user, item = ratings["user_id"].iloc[second], ratings["item_id"].iloc[second]
        raise ValueError(
            f"user {user} has item {item} twice, in rows {ratings.index[first]} and "
            f"{ratings.index[second]} of the table: keep one of them"
        )
