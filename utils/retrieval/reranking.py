"""What happens to candidates around the scoring: put together before it, put in order after it."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def candidate_union(lists: dict[str, ArrayLike]) -> pd.DataFrame:
    """All candidates of several generators, each once, and where each generator had it.

    Args:
        lists: dict, name of the generator → (n,) int item indices, best first; -1 stands for none.

    Returns:
        DataFrame indexed by `item`, in the order of the best rank that any generator gave, ties
        by index; one float column a generator with the item's rank there, counted from 1, NaN
        where it did not propose the item.

    Raises:
        ValueError: if there is no list, or one proposes an item twice.
    """
    if not lists:
        raise ValueError("there is no list of candidates: give at least one")
    columns = {}
    for name, items in lists.items():
        items = np.asarray(items, np.int64)
        items = items[items >= 0]
        columns[name] = pd.Series(np.arange(1.0, len(items) + 1), index=items, dtype=float)
        if columns[name].index.has_duplicates:
            twice = items[columns[name].index.duplicated()][0]
            raise ValueError(f"generator {name!r} proposes item {twice} twice")
    union = pd.DataFrame(columns).sort_index().rename_axis("item")
    return union.loc[union.min(axis=1).sort_values(kind="stable").index]


def mmr(relevance: np.ndarray, similarity: np.ndarray, k: int, trade_off: float) -> np.ndarray:
    """Maximal marginal relevance: each next item is relevant, and unlike those already chosen.

    The next item is argmax_i [λ relevance_i − (1 − λ) max_{j chosen} similarity_ij]; for the first
    one the second term is 0. Ties go to the lower position.

    Args:
        relevance: (n,) floats, on the scale of the similarities.
        similarity: (n, n) floats.
        k: how many, 1 ≤ k ≤ n.
        trade_off: λ in [0, 1]; at 1 the list is by relevance alone.

    Returns:
        (k,) int positions, in the order in which they were chosen.

    Raises:
        ValueError: if the shapes do not fit, or k or λ is out of range.

    Source: Carbonell and Goldstein 1998, "The use of MMR, diversity-based reranking for reordering
        documents and producing summaries", sec. 2. Taught in lesson 08.
    """
    n = len(relevance)
    if np.shape(similarity) != (n, n):
        raise ValueError(f"similarity is {np.shape(similarity)}, but {n} relevances need {(n, n)}")
    if not 1 <= k <= n:
        raise ValueError(f"k is {k}, but there are {n} candidates: choose 1 ≤ k ≤ {n}")
    if not 0 <= trade_off <= 1:
        raise ValueError(f"the trade-off is {trade_off}: choose it between 0 and 1")
    closest = np.zeros(n)
    left = np.ones(n, bool)
    chosen: list[int] = []
    while len(chosen) < k:
        gains = trade_off * relevance - (1 - trade_off) * closest
        best = int(np.argmax(np.where(left, gains, -np.inf)))
        closest = np.maximum(closest, similarity[best]) if chosen else similarity[best]
        left[best] = False
        chosen.append(best)
    return np.array(chosen)


def sameness(lists: np.ndarray, directions: np.ndarray) -> float:
    """Mean similarity of two items of a list.

    Args:
        lists: (B, k) int item indices, k ≥ 2; all of them there, no −1.
        directions: (n_items, d) floats of length 1 or 0, whose dot product is the similarity.

    Returns:
        float.
    """
    first, second = np.triu_indices(lists.shape[1], 1)
    return (directions[lists[:, first]] * directions[lists[:, second]]).sum(axis=2).mean()


def with_freshness(
    scores: np.ndarray, ages: np.ndarray, half_life: float, weight: float
) -> np.ndarray:
    """Scores with a bonus that halves each time an item gets older by one half-life.

    score + weight · 2^(−age / half_life)

    Args:
        scores: (..., n) floats.
        ages: (..., n) floats ≥ 0, in any unit of time.
        half_life: float > 0, in the same unit.
        weight: float, the bonus of an item of age 0, in units of score.

    Returns:
        (..., n) floats.

    Raises:
        ValueError: if the half-life is not positive, or an age is negative.
    """
    if half_life <= 0:
        raise ValueError(f"the half-life is {half_life}: it must be positive")
    if np.min(ages) < 0:
        place = int(np.argmin(ages))
        raise ValueError(f"item {place} has the age {ages[place]}: it is not there yet")
    return scores + weight * 0.5 ** (np.asarray(ages) / half_life)
