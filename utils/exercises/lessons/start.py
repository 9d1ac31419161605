"""Checks for lesson 00: one small exercise, to see how exercises work."""

import numpy as np

from utils.exercises.judge.definition import Exercise


def score(u: np.ndarray, v: np.ndarray) -> float:
    """⟨u, v⟩, the dot product of two vectors of the same length."""
    return np.sum(u * v)


def _two_vectors(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([1.0, 2.0]), np.array([3.0, -1.0]))]
    for dim, dtype in ((1, "float64"), (3, "float32"), (8, "float64"), (50, "float32")):
        cases.append(tuple(rng.normal(1, 1, (2, dim)).astype(dtype)))
    return cases


def _not_summed(u, v):
    """These are the products, number by number; the dot product is their sum."""
    return u * v


def _cosine(u, v):
    """This is the cosine: the dot product divided by both lengths. Here length counts."""
    return u @ v / (np.linalg.norm(u) * np.linalg.norm(v))


def _product_of_sums(u, v):
    """This sums each vector, then multiplies. Multiply number by number first, then sum."""
    return u.sum() * v.sum()


SCORE = Exercise(
    id="start.score",
    title="The dot product of two vectors",
    reference=score,
    cases=_two_vectors,
    hints=(
        "Multiply the two vectors number by number. What is left to do, to get one number?",
        "u * v multiplies number by number and gives a vector; np.sum adds up a vector.",
        "return np.sum(...)  # of the product of u and v",
    ),
    misconceptions=(_not_summed, _cosine, _product_of_sums),
)

EXERCISES = {SCORE.id: SCORE}
