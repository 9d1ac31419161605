"""Splits small enough to work by hand."""

import numpy as np
from scipy.sparse import csr_array

from tests.tools.crowds import crowd
from utils.data.splits import Split


def hand_made(history, target, candidates=None, stored_zeros=()):
    """A Split of dense (B, n_items) histories and targets, with nothing to learn from.

    Args:
        history, target: lists of rows; what is 0 is not stored.
        candidates: n_items bools; None for all.
        stored_zeros: (row, item) places of the history that are stored although they are 0.
    """
    n_queries, n_items = np.shape(history)
    data = crowd(max(30, n_queries), n_items, seed=0)
    train = data.where(np.zeros(len(data), bool))
    seen = np.array(history, float)
    for place in stored_zeros:
        seen[place] = np.nan
    seen = csr_array(seen)
    seen.data = np.nan_to_num(seen.data)
    allowed = np.ones(n_items, bool) if candidates is None else np.array(candidates, bool)
    hidden = csr_array(np.array(target, float))
    return Split("by hand", "", train, np.arange(n_queries), seen, hidden, allowed)
