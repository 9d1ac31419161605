"""Ratings as indices and sparse matrices."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Interactions:
    """Who rated what, when and how well, with users and items counted from 0.

    Attributes:
        users: (n,) int32 user index of each rating.
        items: (n,) int32 item index of each rating.
        ratings: (n,) float32, in stars.
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
    def from_ratings(cls, ratings):
        """Index a table of ratings.

        Args:
            ratings: DataFrame with user_id, item_id, rating, timestamp.

        Returns:
            Interactions; ids are sorted, the order of the rows is kept.
        """
        user_ids, users = np.unique(ratings["user_id"], return_inverse=True)
        item_ids, items = np.unique(ratings["item_id"], return_inverse=True)
        return cls(
            users.astype(np.int32),
            items.astype(np.int32),
            ratings["rating"].to_numpy(np.float32),
            ratings["timestamp"].to_numpy(np.int64),
            user_ids,
            item_ids,
        )

    def __len__(self):
        return len(self.users)

    @property
    def n_users(self):
        """Number of users that have an index, with or without a rating here."""
        return len(self.user_ids)

    @property
    def n_items(self):
        """Number of items that have an index, with or without a rating here."""
        return len(self.item_ids)

    @cached_property
    def item_counts(self):
        """(n_items,) int: how many ratings each item has here."""
        return np.bincount(self.items, minlength=self.n_items)

    def item_index(self, ids):
        """Indices of raw item ids, (m,) int. Raises KeyError naming the first unknown one."""
        ids = np.atleast_1d(ids)
        index = pd.Index(self.item_ids).get_indexer(ids)
        if (index < 0).any():
            unknown = ids[index < 0][0]
            raise KeyError(f"no item with id {unknown}: {self.n_items} item ids are known")
        return index

    def matrix(self):
        """(n_users, n_items) CSR matrix of the ratings; what was not rated is not stored."""
        return csr_array(
            (self.ratings, (self.users, self.items)), shape=(self.n_users, self.n_items)
        )

    def where(self, mask):
        """The ratings where the (n,) bool mask holds; every user and item keeps its index."""
        return replace(
            self,
            users=self.users[mask],
            items=self.items[mask],
            ratings=self.ratings[mask],
            timestamps=self.timestamps[mask],
        )
