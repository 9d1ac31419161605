"""Checks for lesson 01: the rating matrix, masking what was seen, recall and NDCG by hand."""

import numpy as np
from scipy import sparse

from utils.exercises.judge.definition import Exercise


def rating_matrix(
    users: np.ndarray, items: np.ndarray, ratings: np.ndarray, n_users: int, n_items: int
) -> sparse.csr_matrix:
    """The (n_users, n_items) matrix with A[users[t], items[t]] = ratings[t], and 0 elsewhere."""
    return sparse.csr_matrix((ratings, (users, items)), shape=(n_users, n_items))


def _triples(seed):
    """Triples in no order; the last movie, and in some cases the last user, has no rating."""
    rng = np.random.default_rng(seed)
    cases = [(np.array([1, 0, 1]), np.array([2, 1, 0]), np.array([4.0, 3.0, 5.0]), 3, 4)]
    shapes = ((1, 6, 2, "float32"), (5, 3, 4, "float64"), (9, 20, 50, "float32"))
    for n_users, n_items, n, dtype in shapes:
        users, items = np.divmod(rng.choice(n_users * n_items, n, replace=False), n_items)
        ratings = rng.integers(1, 11, n).astype(dtype) / 2
        cases.append((users, items, ratings, n_users, n_items + 1))
    return cases


def _swapped_axes(users, items, ratings, n_users, n_items):
    """Rows and columns are swapped: a row is a user, a column is a movie."""
    return rating_matrix(users, items, ratings, n_users, n_items).T


def _shape_from_the_largest_index(users, items, ratings, n_users, n_items):
    """The shape is taken from the largest index. The last users and movies may have no rating,
    and still have their row and column: pass shape=(n_users, n_items).
    """
    return sparse.csr_matrix((ratings, (users, items)))


def _assumes_sorted(users, items, ratings, n_users, n_items):
    """This assumes that the triples are sorted by user; they come in any order."""
    row_ends = np.cumsum(np.bincount(users, minlength=n_users))
    return sparse.csr_matrix((ratings, items, np.append(0, row_ends)), shape=(n_users, n_items))


RATING_MATRIX = Exercise(
    id="ratings.rating_matrix",
    title="From triples to a matrix",
    reference=rating_matrix,
    cases=_triples,
    hints=(
        "Triple t says: user users[t] gave movie items[t] the rating ratings[t]. "
        "The triples come in any order, and not everybody has one.",
        "csr_matrix of scipy.sparse takes (values, (rows, columns)) in any order. "
        "Which argument holds the rows? Which shape must the result have?",
        "from scipy import sparse; "
        "return sparse.csr_matrix((ratings, (..., ...)), shape=(n_users, n_items))",
    ),
    misconceptions=(_swapped_axes, _shape_from_the_largest_index, _assumes_sorted),
)


def mask_seen(scores: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """A copy of the scores with -inf where the movie was seen, so that it cannot be chosen."""
    return np.where(seen, -np.inf, scores)


def _scores_and_seen(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[-1.0, -0.5, 2.0]]), np.array([[False, True, True]]))]
    for shape, dtype in (((1, 5), "float32"), ((4, 3), "float64"), ((6, 30), "float32")):
        cases.append((rng.normal(0, 1, shape).astype(dtype), rng.random(shape) < 0.3))
    return cases


def _zero_for_seen(scores, seen):
    """A seen movie gets 0 here, and beats every movie whose score is negative: it must get -inf."""
    return np.where(seen, 0.0, scores)


def _unseen_masked(scores, seen):
    """This masks what was not seen: mask what was."""
    return np.where(seen, scores, -np.inf)


def _in_place(scores, seen):
    """The result is right, but the array of the caller was changed in place, and whoever uses it
    next finds -inf in it: work on a copy.
    """
    scores[seen] = -np.inf
    return scores


MASK_SEEN = Exercise(
    id="ratings.mask_seen",
    title="Never recommend what was seen",
    reference=mask_seen,
    cases=_scores_and_seen,
    hints=(
        "Which number is lower than every score, so that a seen movie comes last in any list?",
        "np.where(condition, a, b) takes a where the condition holds and b where it does not, "
        "and makes a new array of them.",
        "return np.where(seen, ..., scores)  # the lowest number there is: -np.inf",
    ),
    misconceptions=(_zero_for_seen, _unseen_masked, _in_place),
)


def recall_at_k(top: np.ndarray, relevant: np.ndarray) -> float:
    """Hits / number of relevant movies: the share of what could be found that the list holds."""
    return np.isin(top, relevant).sum() / len(relevant)


def ndcg_at_k(top: np.ndarray, relevant: np.ndarray) -> float:
    """DCG / DCG of the best possible list; a hit at rank r = 1, 2, … counts 1 / log2(r + 1)."""
    discounts = 1 / np.log2(np.arange(1, len(top) + 1) + 1)
    dcg = discounts[np.isin(top, relevant)].sum()
    ideal = discounts[: min(len(top), len(relevant))].sum()
    return dcg / ideal


def _one_list(seed):
    """Fewer relevant movies than places, more, and as many; no hit, some, and nothing but hits."""
    rng = np.random.default_rng(seed)
    cases = [
        (np.array([7, 2, 5]), np.array([5, 9])),
        (np.array([4]), np.array([4, 1, 0])),
        (np.array([3, 1]), np.array([0])),
        (np.array([3, 1, 8]), np.array([8, 6, 1, 3])),
    ]
    for k, n_relevant in ((10, 3), (5, 20), (20, 20)):
        cases.append((rng.permutation(40)[:k], rng.permutation(40)[:n_relevant]))
    return cases


def _divided_by_k(top, relevant):
    """This is the precision, hits by places. Recall divides by the number of relevant movies."""
    return np.isin(top, relevant).mean()


def _divided_by_the_smaller(top, relevant):
    """This divides by min(k, number of relevant movies). Some papers do; in this course recall is
    out of all relevant movies, also where the list is too short to hold them.
    """
    return np.isin(top, relevant).sum() / min(len(top), len(relevant))


def _hit_or_miss(top, relevant):
    """This is the hit rate, whether there was any hit: count the hits."""
    return float(np.isin(top, relevant).any())


RECALL_AT_K = Exercise(
    id="ratings.recall_at_k",
    title="Recall of one list",
    reference=recall_at_k,
    cases=_one_list,
    hints=(
        "First count the hits: how many movies of `top` are relevant? "
        "Then ask how many there were to find.",
        "np.isin(top, relevant) says of each place whether it is a hit: sum them. "
        "There were len(relevant) movies to find, whatever the length of the list.",
        "return np.isin(top, relevant).sum() / ...",
    ),
    misconceptions=(_divided_by_the_smaller, _divided_by_k, _hit_or_miss),
)


def _rank_off_by_one(top, relevant):
    """The discounts are off by one rank: the first place must count 1 / log2(2) = 1."""
    discounts = 1 / np.log2(np.arange(1, len(top) + 1) + 2)
    ideal = discounts[: min(len(top), len(relevant))].sum()
    return discounts[np.isin(top, relevant)].sum() / ideal


def _first_rank_infinite(top, relevant):
    """log2(1) is 0, so the first place counts 1/0: count 1 / log2(r + 1), with r from 1."""
    discounts = 1 / np.log2(np.arange(1, len(top) + 1))
    ideal = discounts[: min(len(top), len(relevant))].sum()
    return discounts[np.isin(top, relevant)].sum() / ideal


def _ideal_of_k_hits(top, relevant):
    """The best list has k hits here; it cannot have more than len(relevant)."""
    discounts = 1 / np.log2(np.arange(1, len(top) + 1) + 1)
    return discounts[np.isin(top, relevant)].sum() / discounts.sum()


def _not_normalized(top, relevant):
    """This is the DCG. Divided by the DCG of the best possible list it becomes the NDCG."""
    return (1 / np.log2(np.flatnonzero(np.isin(top, relevant)) + 2)).sum()


NDCG_AT_K = Exercise(
    id="ratings.ndcg_at_k",
    title="NDCG of one list",
    reference=ndcg_at_k,
    cases=_one_list,
    hints=(
        "A hit at rank r counts 1 / log2(r + 1). Ranks start at 1, so a hit at the first place "
        "counts 1. What would the best possible list get?",
        "Make an array of the k discounts. The DCG sums those where there is a hit; "
        "the best list has its hits at the first min(k, len(relevant)) places.",
        "discounts = 1 / np.log2(np.arange(1, len(top) + 1) + 1); "
        "return discounts[np.isin(top, relevant)].sum() / discounts[:...].sum()",
    ),
    misconceptions=(_rank_off_by_one, _first_rank_infinite, _ideal_of_k_hits, _not_normalized),
)

EXERCISES = {e.id: e for e in (RATING_MATRIX, MASK_SEEN, RECALL_AT_K, NDCG_AT_K)}
