"""Small tables of ratings for the tests."""

import numpy as np
import pandas as pd

from utils.data.interactions import Interactions


def interactions(rows):
    columns = ["user_id", "item_id", "rating", "timestamp"]
    return Interactions.from_ratings(pd.DataFrame(rows, columns=columns))


def crowd(n_users, n_items, seed):
    """About half of all pairs, every user with at least one rating."""
    rng = np.random.default_rng(seed)
    pairs = rng.random((n_users, n_items)) < 0.5
    pairs[:, 0] = True
    users, items = np.nonzero(pairs)
    n = len(users)
    rows = np.column_stack([users * 10, items * 7, rng.integers(1, 6, n), rng.permutation(n)])
    return interactions(rows)
