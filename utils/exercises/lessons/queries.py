"""Checks for lesson 05: the watch history as an input, and an input without the answer in it."""

import numpy as np

from utils.exercises.judge.definition import Exercise


def history_embedding(E: np.ndarray, history: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(B, dim) mean of the rows of E that belong to each history; zero where nothing was watched.

    history is (B, m) int movie indices, and mask (B, m) bool says which of them are real: the
    shorter histories are filled up with 0.
    """
    n_watched = mask.sum(axis=1, keepdims=True)
    total = (E[history] * mask[:, :, None]).sum(axis=1)
    return total / np.maximum(n_watched, 1)


def _padded_histories(seed):
    rng = np.random.default_rng(seed)
    E = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 4.0]])
    mask = np.array([[True, True], [True, False], [False, False]])
    cases = [(E, np.array([[1, 2], [2, 0], [0, 0]]), mask)]
    for n_queries, n_items, dim, dtype in ((1, 7, 3, "float32"), (5, 6, 2, "float64")):
        length = 4
        n_watched = rng.integers(0, length + 1, n_queries)
        n_watched[-1] = 0 if n_queries > 1 else length - 1
        mask = np.arange(length) < n_watched[:, None]
        history = np.where(mask, rng.integers(0, n_items, mask.shape), 0)
        cases.append((rng.normal(0, 1, (n_items, dim)).astype(dtype), history, mask))
    return cases


def _nothing_watched_is_nan(E, history, mask):
    """An empty history gives 0/0, which is nan, and one nan ruins every weight of the network.
    Divide by at least 1.
    """
    with np.errstate(all="ignore"):
        return (E[history] * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)


def _padding_counts(E, history, mask):
    """The filled-up places count as movie 0 here: multiply by the mask before you sum."""
    return E[history].mean(axis=1)


def _divided_by_the_padded_length(E, history, mask):
    """This divides by the padded length m; divide by how many movies of the row are real."""
    return (E[history] * mask[:, :, None]).sum(axis=1) / mask.shape[1]


def _sum_of_embeddings(E, history, mask):
    """This is the sum: whoever watched more gets a longer vector. Take the mean."""
    return (E[history] * mask[:, :, None]).sum(axis=1)


HISTORY_EMBEDDING = Exercise(
    id="queries.history_embedding",
    title="A history of any length, one vector",
    reference=history_embedding,
    cases=_padded_histories,
    hints=(
        "E[history] has the shape (B, m, dim): one row for each place, the filled-up ones too. "
        "How do you make these 0, and what do you divide by?",
        "mask[:, :, None] has the shape (B, m, 1) and multiplies every dimension. "
        "mask.sum(axis=1, keepdims=True) counts the real places; it can be 0.",
        "total = (E[history] * mask[:, :, None]).sum(axis=1); return total / np.maximum(..., 1)",
    ),
    misconceptions=(
        _nothing_watched_is_nan,
        _padding_counts,
        _divided_by_the_padded_length,
        _sum_of_embeddings,
    ),
)


def without_target(history: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(B, n_items) bool: the history with the movies removed that its query is to predict."""
    return history & ~target


def _histories_and_targets(seed):
    rng = np.random.default_rng(seed)
    history = np.array([[True, True, False], [True, False, True]])
    target = np.array([[False, True, False], [True, False, False]])
    cases = [(history, target)]
    for shape in ((1, 6), (5, 8), (7, 4)):
        history = rng.random(shape) < 0.6
        history[0, :2], target = True, history & (rng.random(shape) < 0.4)
        target[0, 0] = target[-1, -1] = True  # the last one was not in the history
        cases.append((history, target))
    return cases


def _leaks(history, target):
    """The target is still in the input: the network learns to copy, and the test flatters it."""
    return history.copy()


def _removed_for_everyone(history, target):
    """A movie that is one query's target is removed from all histories; remove it from its own."""
    return history & ~target.any(axis=0)


def _only_the_target(history, target):
    """This keeps what is to be predicted and drops the rest: it is the wrong way round."""
    return history & target


def _flipped(history, target):
    """This flips every target: a target that was not in the history is put into it."""
    return history ^ target


WITHOUT_TARGET = Exercise(
    id="queries.without_target",
    title="An input without the answer",
    reference=without_target,
    cases=_histories_and_targets,
    hints=(
        "A movie may stay if it is in the history and not in the target of the same query.",
        "& is 'and', ~ is 'not', and both work on whole arrays of bool.",
        "return history & ...",
    ),
    misconceptions=(_leaks, _removed_for_everyone, _only_the_target, _flipped),
)

EXERCISES = {e.id: e for e in (HISTORY_EMBEDDING, WITHOUT_TARGET)}
