"""Checks for lesson 06: an unbiased Z from a sample, log-q correction, accidental hits."""

import numpy as np

from utils.exercises.judge.definition import Exercise


def estimated_Z(logits: np.ndarray, q: np.ndarray) -> np.ndarray:
    """(B,) unbiased estimate of Σ_j exp(logits_j) over all movies, from S that were drawn.

    logits is (B, S): the scores of the drawn movies. q is (S,): the probability with which each
    of them came up in a draw.
    """
    return (np.exp(logits) / q).mean(axis=1)


def _samples(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.log(np.array([[2.0, 6.0]])), np.array([0.25, 0.5]))]
    for n_queries, n_drawn, dtype in ((1, 5, "float32"), (3, 8, "float64"), (6, 4, "float64")):
        logits = rng.normal(0, 1, (n_queries, n_drawn)).astype(dtype)
        cases.append((logits, rng.uniform(0.01, 0.5, n_drawn).astype(dtype)))
    return cases


def _uncorrected_sum(logits, q):
    """This sums over the drawn movies only: it grows with the sample, whatever Z is.
    Weigh each by 1/q, and take the mean.
    """
    return np.exp(logits).sum(axis=1)


def _sum_of_weighted(logits, q):
    """Each term exp(logit)/q estimates the whole of Z already: take their mean, not their sum."""
    return (np.exp(logits) / q).sum(axis=1)


def _times_q(logits, q):
    """This multiplies by q: a movie that is drawn often would count twice over. Divide by q."""
    return (np.exp(logits) * q).mean(axis=1)


def _q_in_the_exponent(logits, q):
    """q is divided out after exp; in the exponent it would be log q that is subtracted."""
    return np.exp(logits - q).mean(axis=1)


ESTIMATED_Z = Exercise(
    id="sampling.estimated_Z",
    title="Z from a handful of movies",
    reference=estimated_Z,
    cases=_samples,
    hints=(
        "A movie that is drawn with probability q stands for 1/q movies. What does one draw say "
        "about the sum over all of them?",
        "The mean over draws of exp(logit)/q has the expectation Σ q · exp(logit)/q = Z.",
        "return (np.exp(logits) / q).mean(axis=...)",
    ),
    misconceptions=(_uncorrected_sum, _sum_of_weighted, _times_q, _q_in_the_exponent),
)


def corrected_logits(logits: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    """(B, S) logits of sampled movies minus log q: what is drawn often must not look like more."""
    return logits - log_q


def _sampled_logits(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[1.0, 1.0]]), np.log(np.array([0.5, 0.125])))]
    for n_queries, n_drawn, dtype in ((1, 4, "float32"), (3, 6, "float64"), (5, 2, "float64")):
        logits = rng.normal(0, 1, (n_queries, n_drawn)).astype(dtype)
        cases.append((logits, np.log(rng.uniform(0.01, 0.9, n_drawn)).astype(dtype)))
    return cases


def _wrong_sign(logits, log_q):
    """log q is added here: that doubles the bias instead of removing it. Subtract it."""
    return logits + log_q


def _divided_by_q(logits, log_q):
    """This divides the logit by q. It is exp(logit) that is divided by q, and in the exponent
    a division is a subtraction of the log.
    """
    return logits / np.exp(log_q)


def _q_without_log(logits, log_q):
    """This subtracts q itself; exp(logit − log q) = exp(logit)/q needs its logarithm."""
    return logits - np.exp(log_q)


CORRECTED_LOGITS = Exercise(
    id="sampling.corrected_logits",
    title="The log-q correction",
    reference=corrected_logits,
    cases=_sampled_logits,
    hints=(
        "In the sampled sum, exp(logit) has to become exp(logit)/q. What happens to the logit?",
        "exp(logit)/q = exp(logit − …). A movie that is drawn often has a larger q.",
        "return logits - ...",
    ),
    misconceptions=(_wrong_sign, _divided_by_q, _q_without_log),
)


def _hits(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[0.5, -1.0], [2.0, 1.0]]), np.array([7, 3]), np.array([3, 5]))]
    for n_queries, n_drawn, dtype in ((1, 5, "float32"), (4, 6, "float64"), (6, 3, "float32")):
        sampled = rng.integers(0, 8, n_drawn)
        positives = rng.integers(0, 8, n_queries)
        positives[0] = sampled[-1]
        logits = rng.normal(0, 1, (n_queries, n_drawn)).astype(dtype)
        cases.append((logits, sampled, positives))
    return cases


def _zero_for_hits(logits, sampled, positives):
    """A logit of 0 is still a competitor: exp(0) = 1 stays in the sum. exp(-inf) is 0."""
    return np.where(sampled == positives[:, None], 0, logits)


def _masked_for_everyone(logits, sampled, positives):
    """A movie is masked for all queries if it is one query's positive. For the others it is a
    negative like any other: compare row by row.
    """
    return np.where(np.isin(sampled, positives), -np.inf, logits)


def _negatives_masked(logits, sampled, positives):
    """This masks the true negatives and keeps the hits: it is the wrong way round."""
    return np.where(sampled == positives[:, None], logits, -np.inf)


def _first_hit_only(logits, sampled, positives):
    """A movie can be drawn more than once: mask every place where it is, not the first only."""
    masked = np.array(logits)
    for row, positive in enumerate(positives):
        masked[row, np.flatnonzero(sampled == positive)[:1]] = -np.inf
    return masked


WITHOUT_ACCIDENTAL_HITS = Exercise(
    id="sampling.without_accidental_hits",
    title="A negative that is none",
    reference="utils.models.losses:without_accidental_hits",
    cases=_hits,
    hints=(
        "Compare each sampled movie with each query's positive. What shape has that table?",
        "sampled == positives[:, None] is (B, S) and True at the hits.",
        "return np.where(..., -np.inf, logits)",
    ),
    misconceptions=(_zero_for_hits, _masked_for_everyone, _negatives_masked, _first_hit_only),
)

EXERCISES = {e.id: e for e in (ESTIMATED_Z, CORRECTED_LOGITS, WITHOUT_ACCIDENTAL_HITS)}
