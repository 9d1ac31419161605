"""Checks for lesson 03: cosine, folding in a new user, overlap between lists."""

import numpy as np

from utils.evaluation.metrics import list_overlap
from utils.exercises.judge.definition import Exercise
from utils.space.similarity import cosine


def _queries_and_items(seed):
    """Each case has a zero vector: a movie of no ratings, or a user of no history."""
    rng = np.random.default_rng(seed)
    cases = [(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]))]
    for n_queries, n_items, dim, dtype in ((1, 5, 3, "float32"), (4, 7, 2, "float64")):
        queries = rng.normal(0, 2, (n_queries, dim)).astype(dtype)
        items = rng.normal(0, 2, (n_items, dim)).astype(dtype)
        queries[3:], items[2] = 0, 0
        cases.append((queries, items))
    return cases


def _zero_not_guarded(queries, items):
    """A zero vector has the length 0, and 0/0 is nan: where a length is 0 the cosine shall be 0."""
    return queries @ items.T / np.outer(_lengths(queries), _lengths(items))


def _items_only_normalized(queries, items):
    """Only the items' lengths are divided out: divide by the queries' lengths, too."""
    return cosine(queries, items) * _lengths(queries)[:, None]


def _squared_lengths(queries, items):
    """This divides by the squared lengths; the length is the root of the sum of squares."""
    squares = np.outer((queries**2).sum(axis=1), (items**2).sum(axis=1))
    return queries @ items.T / np.where(squares > 0, squares, 1)


def _distance(queries, items):
    """This is a distance, 1 − cosine: the closest gets the smallest number. Return the cosine."""
    return 1 - cosine(queries, items)


def _lengths(vectors):
    return np.linalg.norm(vectors, axis=1)


COSINE = Exercise(
    id="space.cosine",
    title="Cosine, with vectors of length zero",
    reference=cosine,
    cases=_queries_and_items,
    hints=(
        "The cosine is the dot product divided by the lengths of both vectors. "
        "What does it give for a vector of zeros, and what should it give?",
        "np.linalg.norm(items, axis=1) gives the lengths; np.outer of both lengths has the shape "
        "(B, n) of the dot products. Do not divide where it is 0.",
        "norms = np.outer(..., ...); "
        "return np.divide(queries @ items.T, norms, out=np.zeros_like(norms), where=norms > 0)",
    ),
    misconceptions=(_zero_not_guarded, _items_only_normalized, _squared_lengths, _distance),
)


def fold_in(V: np.ndarray, items: np.ndarray, values: np.ndarray, l2: float) -> np.ndarray:
    """The u that minimizes Σ_j (values_j − ⟨u, V_j⟩)² over the given items, + λ‖u‖².

    It solves (WᵀW + λI) u = Wᵀ values, W being the rows of V that belong to the items.
    """
    W = V[items]
    return np.linalg.solve(W.T @ W + l2 * np.eye(V.shape[1]), W.T @ values)


def _new_users(seed):
    """Movies in any order; one user has fewer of them than there are dimensions."""
    rng = np.random.default_rng(seed)
    V = np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0], [2.0, 1.0]])
    cases = [(V, np.array([2, 0]), np.array([4.0, 3.0]), 0.5)]
    cases.append((V, np.array([3]), np.array([5.0]), 1.0))
    for n_items, dim, n, dtype in ((9, 4, 6, "float32"), (30, 5, 12, "float64")):
        V = rng.normal(0, 1, (n_items, dim)).astype(dtype)
        values = rng.integers(1, 11, n).astype(dtype) / 2
        cases.append((V, rng.permutation(n_items)[:n], values, 2.0))
    return cases


def _mean_of_movies(V, items, values, l2):
    """This is the mean of the movies' vectors: it does not know which ones were liked."""
    return V[items].mean(axis=0)


def _without_l2(V, items, values, l2):
    """λ is forgotten: add l2 to the diagonal of WᵀW. It is what makes few ratings enough."""
    return np.linalg.lstsq(V[items], values)[0]


def _l2_times_count(V, items, values, l2):
    """λ is multiplied by the number of ratings; the formula has it once."""
    return fold_in(V, items, values, l2 * len(items))


def _zeros_as_ratings(V, items, values, l2):
    """VᵀV sums over all movies, so each one not rated counts as a rating of 0: use the rows
    of the rated movies on both sides.
    """
    return np.linalg.solve(V.T @ V + l2 * np.eye(V.shape[1]), V[items].T @ values)


FOLD_IN = Exercise(
    id="space.fold_in",
    title="Your ratings, your vector",
    reference=fold_in,
    cases=_new_users,
    hints=(
        "The movies' vectors stay as they are; you look for one vector u. That is a least-squares "
        "problem with an answer in closed form. Which rows of V take part?",
        "With W = V[items], set the gradient by u to zero: (WᵀW + λI) u = Wᵀ values.",
        "W = V[items]; return np.linalg.solve(W.T @ W + l2 * np.eye(...), ...)",
    ),
    misconceptions=(_mean_of_movies, _without_l2, _l2_times_count, _zeros_as_ratings),
)


def _lists(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[0, 1], [1, 2], [3, 0]]),), (np.array([[4], [4]]),)]
    for n_users, k, n_items in ((2, 5, 8), (7, 3, 9), (12, 10, 40)):
        cases.append((np.array([rng.permutation(n_items)[:k] for _ in range(n_users)]),))
    return cases


def _pairs_with_oneself(top):
    """Every user is paired with themselves here, too, and agrees with themselves in everything:
    count the pairs of two different users only.
    """
    return np.mean([len(np.intersect1d(a, b)) for a in top for b in top]) / top.shape[1]


def _jaccard(top):
    """This divides by the movies in either list (Jaccard); divide by the length k of one list."""
    shared = [len(np.intersect1d(top[i], top[j])) for i, j in _pairs(top)]
    return np.mean([s / (2 * top.shape[1] - s) for s in shared])


def _place_by_place(top):
    """This asks whether the same movie is at the same place; a shared movie counts anywhere."""
    return np.mean([(top[i] == top[j]).mean() for i, j in _pairs(top)])


def _pairs(top):
    return zip(*np.triu_indices(len(top), 1), strict=True)


LIST_OVERLAP = Exercise(
    id="space.list_overlap",
    title="How much do two users' lists share?",
    reference=list_overlap,
    cases=_lists,
    hints=(
        "For two users: how many movies are in both lists, wherever they stand? Divide by k. "
        "Then take the mean over all pairs of two different users.",
        "No loop over pairs is needed. If m users have a movie, it is shared by m (m − 1) / 2 of "
        "the B (B − 1) / 2 pairs. np.bincount counts m.",
        "B, k = top.shape; m = np.bincount(...); return (m * (m - 1)).sum() / (B * (B - 1)) / k",
    ),
    misconceptions=(_pairs_with_oneself, _jaccard, _place_by_place),
)

EXERCISES = {e.id: e for e in (COSINE, FOLD_IN, LIST_OVERLAP)}
