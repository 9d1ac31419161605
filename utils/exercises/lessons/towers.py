"""Checks for lesson 07: in-batch softmax, its log-q correction, accidental hits, a new item's φ."""

import numpy as np

from utils.exercises.judge.definition import Exercise

SHAPES = ((1, 3, "float32"), (4, 2, "float64"), (6, 5, "float32"))  # B, dim, dtype


def in_batch_softmax(psi: np.ndarray, phi: np.ndarray) -> float:
    """Mean over the batch of −log p̂, with p̂ the softmax of a query's scores for all B items.

    psi[k] and phi[k] belong together: query k watched item k.
    """
    from utils.base.backend import keras

    logits = keras.ops.matmul(psi, keras.ops.transpose(phi))
    return -keras.ops.mean(keras.ops.diagonal(keras.ops.log_softmax(logits, axis=1)))


def _batches(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[1.0, 1.0], [0.0, 1.0]]))]
    for n_pairs, dim, dtype in SHAPES:
        cases.append(tuple(rng.normal(0, 1, (2, n_pairs, dim)).astype(dtype)))
    return cases


def _log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _down_the_columns(psi, phi):
    """Here each item chooses among the queries. It is the query that chooses among the items:
    the softmax runs along a row of ψφᵀ.
    """
    return -np.diagonal(_log_softmax(phi @ psi.T)).mean()


def _sum_over_the_batch(psi, phi):
    """This is the sum over the batch; the loss is the mean."""
    return -np.diagonal(_log_softmax(psi @ phi.T)).sum()


def _every_cell(psi, phi):
    """This averages −log p̂ over all B·B cells. Only the diagonal was watched; the other cells of
    a row are its negatives, and are in Z already.
    """
    return -_log_softmax(psi @ phi.T).mean()


IN_BATCH_SOFTMAX = Exercise(
    id="towers.in_batch_softmax",
    title="The batch as a set of candidates",
    reference=in_batch_softmax,
    cases=_batches,
    hints=(
        "All B scores of all B queries are one matrix product. Where in that (B, B) table are the "
        "pairs that were watched?",
        "Row k is query k's scores; the watched item is at place k. Take log_softmax along the "
        "rows, then the diagonal.",
        "from keras import ops; "
        "log_p = ops.log_softmax(ops.matmul(psi, ops.transpose(phi)), axis=1); "
        "return -ops.mean(ops.diagonal(...))",
    ),
    misconceptions=(_down_the_columns, _sum_over_the_batch, _every_cell),
    trained=("psi", "phi"),
)


def in_batch_log_q(logits: np.ndarray, counts: np.ndarray, n_watches: int) -> np.ndarray:
    """(B, B) logits minus log q of each column's item, q = counts / n_watches.

    counts is (B,): how often the item of each column was watched, of n_watches in all.
    """
    return logits - np.log(counts / n_watches)


def _popular_columns(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([50, 2]), 100)]
    for n_pairs, _, dtype in SHAPES:
        logits = rng.normal(0, 1, (n_pairs, n_pairs)).astype(dtype)
        cases.append((logits, rng.integers(1, 90, n_pairs), 1000))
    return cases


def _wrong_sign(logits, counts, n_watches):
    """log q is added here. A popular item is a negative in nearly every batch as it is; this makes
    it a louder one. Subtract log q.
    """
    return logits + np.log(counts / n_watches)


def _by_row(logits, counts, n_watches):
    """This corrects rows: the same number for all that a query can choose from, and a softmax
    ignores it. Correct the columns, which are the items.
    """
    return logits - np.log(counts / n_watches)[:, None]


def _negatives_only(logits, counts, n_watches):
    """The diagonal stays uncorrected here. The watched item, too, came into the batch by its
    popularity: correct every column whole.
    """
    own = np.eye(len(logits), dtype=bool)
    return np.where(own, logits, logits - np.log(counts / n_watches))


def _count_without_log(logits, counts, n_watches):
    """This subtracts q itself. exp(logit)/q is exp(logit − log q): take the logarithm."""
    return logits - counts / n_watches


IN_BATCH_LOG_Q = Exercise(
    id="towers.in_batch_log_q",
    title="What a batch is full of",
    reference=in_batch_log_q,
    cases=_popular_columns,
    hints=(
        "An item of 50 watches in 100 is in the batch 25 times as often as one of 2. By what must "
        "exp(logit) be divided to make up for it?",
        "exp(logit)/q = exp(logit − log q), with q = counts / n_watches. Which axis of the table "
        "are the items?",
        "return logits - np.log(...)",
    ),
    misconceptions=(_wrong_sign, _by_row, _negatives_only, _count_without_log),
)


def _duplicates(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([0, 1, 0, 2]), np.array([8, 8, 3, 5]))]
    for n_pairs in (1, 7, 12):
        cases.append((rng.integers(0, 6, n_pairs), rng.integers(0, 6, n_pairs)))
    return cases


def _items_only(queries, items):
    """Only duplicate items are found. If one query has two pairs in the batch, it watched both
    items: neither is a negative of the other.
    """
    return (items[:, None] == items) & ~np.eye(len(items), dtype=bool)


def _queries_only(queries, items):
    """Only duplicate queries are found. The same item in another pair is no negative, either."""
    return (queries[:, None] == queries) & ~np.eye(len(items), dtype=bool)


def _itself(queries, items):
    """The diagonal is marked, too. Pair a's own item is what it should choose: masked, there would
    be no right answer left.
    """
    return (items[:, None] == items) | (queries[:, None] == queries)


def _both_at_once(queries, items):
    """This asks for the same query and the same item; one of the two is enough."""
    same = (items[:, None] == items) & (queries[:, None] == queries)
    return same & ~np.eye(len(items), dtype=bool)


ACCIDENTAL_HITS = Exercise(
    id="towers.accidental_hits",
    title="Negatives that are none, in a batch",
    reference="utils.models.losses:accidental_hits",
    cases=_duplicates,
    hints=(
        "Write down the batch (0, 8), (1, 8), (0, 3), (2, 5) as (query, item). Which items did "
        "query 0 certainly watch?",
        "items[:, None] == items[None, :] is (B, B); so is the same with queries. Either is "
        "enough. What about a pair and itself?",
        "same_item = items[:, None] == items; same_query = ...; "
        "return (same_item | same_query) & ~np.eye(len(items), dtype=bool)",
    ),
    misconceptions=(_items_only, _queries_only, _itself, _both_at_once),
)


def phi(V: np.ndarray, T: np.ndarray, tokens: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(n, dim) rows of length 1: Σ of an item's token vectors, plus V_j if the item is known.

    V is (n, dim), one row for each id; T is (n_tokens, dim). tokens is (n, n_tokens) bool; known
    is (n,) bool, False for an item without a watch. Every item has a token.
    """
    h = tokens.astype(V.dtype) @ T + np.where(known[:, None], V, 0)
    return h / np.linalg.norm(h, axis=1, keepdims=True)


def _catalogs(seed):
    rng = np.random.default_rng(seed)
    V, T = np.array([[0.0, 3.0], [9.0, 9.0]]), np.array([[4.0, 0.0], [0.0, 1.0]])
    cases = [(V, T, np.array([[True, False], [True, True]]), np.array([True, False]))]
    for n_items, dim, dtype in ((1, 3, "float32"), (5, 2, "float64"), (7, 4, "float32")):
        tokens = rng.random((n_items, 3)) < 0.5
        tokens[:, 0] = True
        tables = (rng.normal(0, 1, (n, dim)).astype(dtype) for n in (n_items, 3))
        known = rng.random(n_items) < 0.5
        known[-1] = False
        cases.append((*tables, tokens, known))
    return cases


def _unit(h):
    return h / np.linalg.norm(h, axis=1, keepdims=True)


def _random_id(V, T, tokens, known):
    """The id of a new item is used. No watch ever trained that row of V: it is what the random
    start left there. Drop it where `known` is False.
    """
    return _unit(tokens.astype(V.dtype) @ T + V)


def _id_always_dropped(V, T, tokens, known):
    """The id is dropped for all items. A known one has earned its row of V: add it."""
    return _unit(tokens.astype(V.dtype) @ T)


def _zeros_for_new(V, T, tokens, known):
    """A new item gets zeros: the same score from all. Its tokens are known, let them speak."""
    return np.where(known[:, None], phi(V, T, tokens, known), 0)


def _length_forgotten(V, T, tokens, known):
    """The sum is right; its length is not 1 yet. Without that, an item of many tokens scores
    higher.
    """
    return tokens.astype(V.dtype) @ T + np.where(known[:, None], V, 0)


PHI = Exercise(
    id="towers.phi",
    title="φ of a movie that nobody has watched",
    reference=phi,
    cases=_catalogs,
    hints=(
        "Two parts are added: what the tokens say, and what the id says. For which items is the "
        "second part worth something?",
        "tokens @ T sums the vectors of the tokens. np.where(known[:, None], V, 0) is V with the "
        "rows of the new items at zero.",
        "h = tokens.astype(V.dtype) @ T + np.where(known[:, None], V, 0); "
        "return h / np.linalg.norm(..., axis=1, keepdims=True)",
    ),
    misconceptions=(_random_id, _id_always_dropped, _zeros_for_new, _length_forgotten),
)

EXERCISES = {e.id: e for e in (IN_BATCH_SOFTMAX, IN_BATCH_LOG_Q, ACCIDENTAL_HITS, PHI)}
