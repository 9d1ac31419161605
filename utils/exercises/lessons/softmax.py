"""Checks for lesson 04: softmax, its target, its loss, log Z."""

import numpy as np

from utils.exercises.judge.definition import Exercise

SHAPES = ((1, 5, 2, "float32"), (4, 6, 3, "float64"))  # queries, movies, dim


def softmax(logits: np.ndarray) -> np.ndarray:
    """(B, n) probabilities exp(logits_j) / Σ_k exp(logits_k), each row summing to 1.

    The largest logit of a row is subtracted first: that changes nothing, and nothing overflows.
    """
    scaled = np.exp(logits - logits.max(axis=1, keepdims=True))
    return scaled / scaled.sum(axis=1, keepdims=True)


def _logits(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 3.0]]),), (np.array([[1000.0, 1001.0]]),)]
    for n_queries, n_items, _, dtype in SHAPES:
        cases.append((rng.normal(0, 2, (n_queries, n_items)).astype(dtype),))
    return cases


def _overflow(logits):
    """exp overflows for large logits, and inf/inf is nan. Subtract the row's largest first."""
    with np.errstate(all="ignore"):
        scaled = np.exp(logits)
        return scaled / scaled.sum(axis=1, keepdims=True)


def _over_the_batch(logits):
    """This sums over the queries (axis 0); each query needs a distribution over its own movies."""
    scaled = np.exp(logits - logits.max(axis=0))
    return scaled / scaled.sum(axis=0)


def _not_normalized(logits):
    """These do not sum to 1 yet: divide each row by its sum."""
    return np.exp(logits - logits.max(axis=1, keepdims=True))


def _divided_without_exp(logits):
    """This divides the logits by their sum: a negative one would get a negative probability.
    Take exp first.
    """
    with np.errstate(all="ignore"):
        return logits / logits.sum(axis=1, keepdims=True)


SOFTMAX = Exercise(
    id="softmax.softmax",
    title="From scores to probabilities",
    reference=softmax,
    cases=_logits,
    hints=(
        "exp makes every score positive; dividing by the sum makes the sum 1. Each row is one "
        "query. What does exp(1000) give, and what could you subtract from a row for free?",
        "Subtract logits.max(axis=1, keepdims=True). keepdims keeps the shape (B, 1), so that "
        "NumPy subtracts row by row.",
        "scaled = np.exp(logits - logits.max(axis=1, keepdims=True)); "
        "return scaled / scaled.sum(axis=..., keepdims=True)",
    ),
    misconceptions=(_overflow, _over_the_batch, _not_normalized, _divided_without_exp),
)


def multi_hot(queries: np.ndarray, items: np.ndarray, n_queries: int, n_items: int) -> np.ndarray:
    """(n_queries, n_items) target p: 1/m for each of the m movies a query watched, 0 elsewhere.

    Pair t says that query queries[t] watched items[t]; pairs come once each, in any order. The
    row of a query that watched nothing is all 0.
    """
    p = np.zeros((n_queries, n_items))
    p[queries, items] = 1
    return p / np.maximum(p.sum(axis=1, keepdims=True), 1)


def _watched_pairs(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([1, 0, 1]), np.array([2, 0, 1]), 2, 3)]
    for n_queries, n_items, n in ((1, 7, 3), (4, 6, 9), (6, 4, 11)):
        cells = rng.choice((n_queries - (n_queries > 1)) * n_items, n, replace=False)
        cases.append((*np.divmod(cells, n_items), n_queries, n_items))
    return cases


def _ones(queries, items, n_queries, n_items):
    """These are ones: a row with two of them sums to 2. Divide each row by what it sums to."""
    p = np.zeros((n_queries, n_items))
    p[queries, items] = 1
    return p


def _divided_by_n_items(queries, items, n_queries, n_items):
    """This divides by the number of movies; divide by how many of them the query watched."""
    return _ones(queries, items, n_queries, n_items) / n_items


def _divided_by_all_pairs(queries, items, n_queries, n_items):
    """The whole table sums to 1 here; each row must, for each query is a prediction of its own."""
    return _ones(queries, items, n_queries, n_items) / len(items)


def _nothing_over_nothing(queries, items, n_queries, n_items):
    """A query that watched nothing gives 0/0, which is nan; its row shall be all 0."""
    p = _ones(queries, items, n_queries, n_items)
    with np.errstate(all="ignore"):
        return p / p.sum(axis=1, keepdims=True)


MULTI_HOT = Exercise(
    id="softmax.multi_hot",
    title="What the network should have said",
    reference=multi_hot,
    cases=_watched_pairs,
    hints=(
        "Start from zeros and put a 1 where a query watched a movie: p[queries, items] = 1 does "
        "it for all pairs at once. What must each row sum to?",
        "p.sum(axis=1, keepdims=True) counts what each query watched. A query that watched "
        "nothing must not divide by 0.",
        "p = np.zeros((n_queries, n_items)); p[queries, items] = 1; return p / np.maximum(..., 1)",
    ),
    misconceptions=(_ones, _divided_by_n_items, _divided_by_all_pairs, _nothing_over_nothing),
)


def _cross_entropy(logits, p):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p_hat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(p * log_p_hat).sum(axis=1).mean()


def _predictions_and_targets(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[0.5, 0.5], [1.0, 0.0]]))]
    cases.append((np.array([[0.0, 900.0, 1.0]]), np.array([[0.0, 1.0, 0.0]])))
    for n_queries, n_items, _, dtype in SHAPES:
        p = softmax(rng.normal(0, 1, (n_queries, n_items)))
        p[p < p.mean()] = 0
        p /= p.sum(axis=1, keepdims=True)
        cases.append((rng.normal(0, 2, (n_queries, n_items)).astype(dtype), p.astype(dtype)))
    return cases


def _double_softmax(logits, p):
    """The softmax is taken twice: of the logits, and of the probabilities again. Once is enough."""
    return _cross_entropy(softmax(logits), p)


def _mean_over_items(logits, p):
    """This is the mean over all B·n cells; sum over the movies, then take the mean over queries."""
    return _cross_entropy(logits, p) / logits.shape[1]


def _sum_over_queries(logits, p):
    """This is the sum over the queries; the loss is their mean."""
    return _cross_entropy(logits, p) * len(logits)


def _kullback_leibler(logits, p):
    """This is KL(p ‖ p̂) = cross-entropy − entropy of p: it has the same gradient, but another
    value.
    """
    entropy = -(p * np.log(np.where(p > 0, p, 1))).sum(axis=1).mean()
    return _cross_entropy(logits, p) - entropy


CROSS_ENTROPY = Exercise(
    id="softmax.cross_entropy",
    title="How far from what was watched?",
    reference="utils.models.losses:cross_entropy",
    cases=_predictions_and_targets,
    hints=(
        "For one query: the sum over the movies of −p log p̂. Then the mean over the queries. "
        "What is the log of a softmax, and can you write it without dividing?",
        "log p̂ = logits − log Z, with log Z = log Σ exp(logits): ops.logsumexp(logits, axis=1, "
        "keepdims=True) has it without overflow. keras.ops has ops.sum, ops.mean and the like.",
        "log_p_hat = logits - ops.logsumexp(logits, axis=1, keepdims=True); "
        "return -ops.mean(ops.sum(p * log_p_hat, axis=...))",
    ),
    misconceptions=(_double_softmax, _mean_over_items, _sum_over_queries, _kullback_leibler),
    trained=("logits",),
)


def log_Z(psi: np.ndarray, V: np.ndarray) -> np.ndarray:
    """(B,) log of the softmax's denominator, log Σ_j exp⟨ψ, V_j⟩, without overflow."""
    logits = psi @ V.T
    largest = logits.max(axis=1)
    return largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))


def _queries_and_items(seed):
    rng = np.random.default_rng(seed)
    V = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    cases = [(np.array([[1.0, 0.0], [0.0, 0.0]]), V), (np.array([[900.0, 300.0]]), V)]
    for n_queries, n_items, dim, dtype in SHAPES:
        sizes = ((n_queries, dim), (n_items, dim))
        cases.append(tuple(rng.normal(0, 1, size).astype(dtype) for size in sizes))
    return cases


def _log_Z_overflow(psi, V):
    """exp overflows for large scores, and the log of inf is inf. Take the largest score out of
    the sum: log Σ exp(s) = max + log Σ exp(s − max).
    """
    with np.errstate(all="ignore"):
        return np.log(np.exp(psi @ V.T).sum(axis=1))


def _Z(psi, V):
    """This is Z itself; return its logarithm."""
    with np.errstate(all="ignore"):
        return np.exp(log_Z(psi, V))


def _log_of_the_mean(psi, V):
    """This is the log of the mean; Z is a sum over the movies."""
    return log_Z(psi, V) - np.log(len(V))


def _sum_of_logs(psi, V):
    """The log of a sum is not the sum of the logs: this is the sum of all scores."""
    return (psi @ V.T).sum(axis=1)


LOG_Z = Exercise(
    id="softmax.log_Z",
    title="The same number for every movie",
    reference=log_Z,
    cases=_queries_and_items,
    hints=(
        "The scores are ψVᵀ, one row a query. Z sums their exponentials over the movies. "
        "What happens at a score of 900?",
        "Z = exp(max) · Σ exp(score − max), so its log is max + log Σ exp(score − max).",
        "logits = psi @ V.T; largest = logits.max(axis=1); "
        "return largest + np.log(np.exp(logits - largest[:, None]).sum(axis=...))",
    ),
    misconceptions=(_log_Z_overflow, _Z, _log_of_the_mean, _sum_of_logs),
)

EXERCISES = {e.id: e for e in (SOFTMAX, MULTI_HOT, CROSS_ENTROPY, LOG_Z)}
