"""From scores to lists: score, mask, cut. The one home of what is recommended to whom."""

import numpy as np
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.histories import stored_places
from utils.data.splits import Split
from utils.models.recommender import Recommender, scorer_of
from utils.space.similarity import top_k

NOTHING = -1  # stands in a list where fewer than k items could be recommended
CHUNK = 256  # users scored at a time …
MOST_CELLS = 2**22  # … or fewer, so that their float64 scores are at most 34 MB


def recommend(
    recommender: Recommender,
    histories: csr_array,
    k: int = 20,
    candidates: np.ndarray | None = None,
) -> np.ndarray:
    """The k best items for each history, of which none is in the history.

    Memory: the scores of CHUNK users or MOST_CELLS, three times; and the lists.

    Args:
        recommender: is asked for the scores, some histories at a time.
        histories: (B, n_items) CSR; what is stored was seen, whatever its value.
        k: length of the lists, at most the number of candidates.
        candidates: (n_candidates,) int items that may be recommended, each once; None for all. Of
            equal scores, what stands first here comes first.

    Returns:
        (B, k) int item indices, best first; NOTHING at the end of a list where fewer are left.

    Raises:
        ValueError: if k is out of range, or the scores are not (B, n_items) numbers, each finite
            or −inf; names the recommender.
    """
    score, name = scorer_of(recommender), type(recommender).__name__
    step = max(1, min(CHUNK, MOST_CELLS // max(1, histories.shape[1])))
    tops = [np.empty((0, k), int)]
    for start in range(0, histories.shape[0], step):
        asked = histories[start : start + step]
        tops.append(best_unseen(score(asked), asked, k, candidates, name))
    return np.concatenate(tops)


def best_unseen(
    scores: np.ndarray,
    histories: csr_array,
    k: int,
    candidates: np.ndarray | None = None,
    name: str = "the recommender",
) -> np.ndarray:
    """Mask and cut: as recommend(), where the (B, n_items) scores are there already."""
    scores = unseen_scores(scores, histories, name)
    if candidates is not None:
        scores = scores[:, candidates]
    places = top_k(scores, k)
    left = np.take_along_axis(scores, places, axis=1) > -np.inf
    items = places if candidates is None else candidates[places]
    return np.where(left, items, NOTHING)


def unseen_scores(
    scores: np.ndarray, histories: csr_array, name: str = "the recommender"
) -> np.ndarray:
    """The scores, with −inf at what was seen; the array that is given stays as it is.

    Args:
        scores: (B, n_items) numbers, each finite or −inf.
        histories: (B, n_items) CSR; what is stored was seen, whatever its value.
        name: whose scores they are, for the message.

    Returns:
        (B, n_items) floats.

    Raises:
        ValueError: if the scores are nothing of the kind; says where, and what is there.
    """
    masked = _numbers(scores, name)
    if masked.shape != histories.shape:
        raise ValueError(
            f"{name} gives scores of the shape {masked.shape} for histories of the shape "
            f"{histories.shape}: there must be one score for each history and item"
        )
    wrong = np.isnan(masked) | np.isposinf(masked)
    if wrong.any():
        row, item = (int(place) for place in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name} gives item {item} the score {masked[row, item]} for history {row}: a NaN has "
            "no rank, and nothing is above inf; scores are finite, or -inf for what is no candidate"
        )
    masked[stored_places(histories)] = -np.inf
    return masked


def _numbers(scores, name):
    """A new array of floats, or an error that says what was given instead."""
    try:
        array = np.array(scores)
    except ValueError:  # rows of different lengths
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        what = f"{type(scores).__name__} of {array.dtype}" if array.ndim else type(scores).__name__
        raise ValueError(f"{name} gives {what} as scores: return an array of numbers")
    return array if array.dtype.kind == "f" else array.astype(float)


def rank(recommender: Recommender, split: Split, k: int = 20) -> np.ndarray:
    """The k best candidates for every query of the split.

    Equal scores are ranked in one random order: by index, old and well-known movies would win.

    Args:
        recommender, k: as of recommend().
        split: Split.

    Returns, Raises: as recommend(); and ValueError if the split has no query.
    """
    if len(split.users) == 0:
        raise ValueError(f"split {split.name!r} has no user with anything to find")
    candidates = np.random.default_rng(SEED).permutation(np.flatnonzero(split.candidates))
    return recommend(recommender, split.history, k, candidates)
