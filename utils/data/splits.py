"""The four ways the course hides a part of the ratings: what a model learns from, and is asked."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.histories import as_watched
from utils.data.interactions import Interactions


@dataclass(frozen=True)
class Split:
    """What a model may learn from, what it is asked with, and what it should have answered.

    Attributes:
        name: short name, for tables.
        description: one sentence saying what is hidden from whom.
        train: Interactions to fit on.
        users: (B,) user index of each query.
        history: (B, n_items) CSR ratings, the input; these items are masked in rankings.
        target: (B, n_items) CSR ratings that were hidden; disjoint from history and from train.
        candidates: (n_items,) bool, the items that may be ranked.
    """

    name: str
    description: str
    train: Interactions
    users: np.ndarray
    history: csr_array
    target: csr_array
    candidates: np.ndarray

    def __post_init__(self):
        """Refuse a split that shows a model what it is tested on."""
        hidden = as_watched(self.target)
        for name, shown in [("history", self.history), ("train", self.train.matrix()[self.users])]:
            leaked = as_watched(shown).multiply(hidden).nnz
            if leaked:
                raise ValueError(f"{leaked} target ratings of split {self.name!r} are in {name}")


def _split(name, description, interactions, hidden, *, learned, shown, candidates=None):
    """A split from (n,) masks; targets that cannot be ranked and empty queries are left out."""
    train = interactions.where(learned)
    candidates = train.item_counts > 0 if candidates is None else candidates
    target = interactions.where(hidden & candidates[interactions.items]).matrix()
    users = np.flatnonzero(np.diff(target.indptr))
    history = interactions.where(shown).matrix()[users]
    return Split(name, description, train, users, history, target[users], candidates)


def _last_of_each_user(interactions, order, fraction):
    """(n,) bool: the last `fraction` of each user's ratings, at least one, by the given order."""
    by_user = np.lexsort((order, interactions.users))
    counts = np.bincount(interactions.users, minlength=interactions.n_users)
    starts = np.cumsum(counts) - counts
    rank = np.arange(len(interactions)) - starts[interactions.users[by_user]]
    kept = counts - np.maximum(1, np.round(fraction * counts)).astype(int)
    hidden = np.zeros(len(interactions), bool)
    hidden[by_user] = rank >= kept[interactions.users[by_user]]
    return hidden


def random_split(interactions: Interactions, fraction: float = 0.1, seed: int = SEED) -> Split:
    """Hide a random `fraction` of every user's ratings, at least one.

    Args:
        interactions: Interactions.
        fraction: share of each user's ratings, 0 < fraction < 1.
        seed: int.

    Returns:
        Split named "random".
    """
    order = np.random.default_rng(seed).random(len(interactions))
    hidden = _last_of_each_user(interactions, order, fraction)
    text = f"a random {fraction:.0%} of every user's ratings is hidden"
    return _split("random", text, interactions, hidden, learned=~hidden, shown=~hidden)


def time_split(interactions: Interactions, fraction: float = 0.1) -> Split:
    """Hide the latest `fraction` of every user's ratings, at least one.

    Ratings of the same second keep the order of the table.

    Args:
        interactions: Interactions.
        fraction: share of each user's ratings, 0 < fraction < 1.

    Returns:
        Split named "in time".
    """
    hidden = _last_of_each_user(interactions, interactions.timestamps, fraction)
    text = f"the latest {fraction:.0%} of every user's ratings is hidden"
    return _split("in time", text, interactions, hidden, learned=~hidden, shown=~hidden)


def unseen_users_split(
    interactions: Interactions, fraction: float = 0.2, shown_fraction: float = 0.8, seed: int = SEED
) -> Split:
    """Keep `fraction` of the users out of training; a part of their history is the input.

    Args:
        interactions: Interactions.
        fraction: share of the users that no model may learn from.
        shown_fraction: random share of their ratings that is the input; the rest is the target.
        seed: int.

    Returns:
        Split named "unseen users".
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(interactions.n_users)[: round(fraction * interactions.n_users)]
    theirs = np.isin(interactions.users, chosen)
    hidden = theirs & _last_of_each_user(
        interactions, rng.random(len(interactions)), 1 - shown_fraction
    )
    text = f"{fraction:.0%} of the users are new: {shown_fraction:.0%} of their ratings are shown"
    return _split(
        "unseen users", text, interactions, hidden, learned=~theirs, shown=theirs & ~hidden
    )


def unseen_items_split(
    interactions: Interactions, fraction: float = 0.1, seed: int = SEED
) -> Split:
    """Keep `fraction` of the items out of training altogether; only they are ranked.

    Args:
        interactions: Interactions.
        fraction: share of the items that no model may learn from.
        seed: int.

    Returns:
        Split named "unseen movies".
    """
    rng = np.random.default_rng(seed)
    unseen = np.zeros(interactions.n_items, bool)
    unseen[rng.permutation(interactions.n_items)[: round(fraction * interactions.n_items)]] = True
    hidden = unseen[interactions.items]
    text = f"{fraction:.0%} of the movies are new: they have no rating in training"
    return _split(
        "unseen movies",
        text,
        interactions,
        hidden,
        learned=~hidden,
        shown=~hidden,
        candidates=unseen,
    )
