"""Checks for lesson 08: exact top-k with ties, MIPS as distance, recall of an index, MMR."""

import numpy as np

from utils.exercises.judge.definition import Exercise
from utils.retrieval.exact import mips_augment, recall_of
from utils.retrieval.reranking import mmr


def top_items(queries: np.ndarray, items: np.ndarray, k: int) -> np.ndarray:
    """(B, k) indices of the largest inner products, best first; ties go to the lower index."""
    return np.argsort(-(queries @ items.T), axis=1, kind="stable")[:, :k]


def _whole_numbers(seed):
    """Small integers: many ties, and no rounding that could decide them."""
    rng = np.random.default_rng(seed)
    items = np.array([[0.0, 1.0], [2.0, 0.0], [3.0, 0.0], [2.0, 1.0]])
    cases = [(np.array([[1.0, 0.0]]), items, 3)]
    for n_queries, n_items, dim, k, dtype in ((3, 40, 2, 12, "float32"), (5, 60, 3, 60, "float64")):
        queries = rng.integers(-2, 3, (n_queries, dim)).astype(dtype)
        queries[:, 0] = rng.integers(1, 3, n_queries)
        cases.append((queries, rng.integers(-2, 3, (n_items, dim)).astype(dtype), k))
    return cases


def _ties_backwards(queries, items, k):
    """Sorted ascending and read backwards, equal scores come out with the higher index first.
    Sort the negative scores with kind="stable".
    """
    return np.argsort(queries @ items.T, axis=1, kind="stable")[:, ::-1][:, :k]


def _smallest_first(queries, items, k):
    """argsort sorts ascending: these are the smallest scores. Sort the negative ones."""
    return np.argsort(queries @ items.T, axis=1, kind="stable")[:, :k]


def _in_order_of_index(queries, items, k):
    """The right items, in the order of their index: they are wanted best first."""
    return np.sort(top_items(queries, items, k), axis=1)


def _by_cosine(queries, items, k):
    """This ranks by the cosine. An inner product counts the lengths of the items, too."""
    lengths = np.linalg.norm(items, axis=1, keepdims=True)
    return top_items(queries, items / np.where(lengths > 0, lengths, 1), k)


TOP_ITEMS = Exercise(
    id="retrieval.top_items",
    title="Exact top-k, ties decided",
    reference=top_items,
    cases=_whole_numbers,
    hints=(
        "All scores at once are queries @ items.T. Which sort leaves equal values in the order in "
        "which they came?",
        "np.argsort is ascending and, with kind='stable', keeps the order of equals. "
        "What do you sort so that the largest score comes first?",
        "return np.argsort(-(queries @ items.T), axis=1, kind=...)[:, ...]",
    ),
    misconceptions=(_ties_backwards, _smallest_first, _in_order_of_index, _by_cosine),
)


def _items(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[3.0, 4.0], [0.0, 3.0]]),)]
    for n_items, dim, dtype in ((1, 3, "float32"), (7, 2, "float32"), (5, 6, "float64")):
        cases.append((rng.normal(0, 2, (n_items, dim)).astype(dtype),))
    return cases


def _lengths_appended(items):
    """This appends the length itself. The new number has to fill up what is missing to the
    longest: √(M² − ‖φ‖²).
    """
    return np.column_stack([items, np.linalg.norm(items, axis=1)])


def _difference_of_lengths(items):
    """M − ‖φ‖ is appended, but lengths add up by their squares: √(M² − ‖φ‖²)."""
    lengths = np.linalg.norm(items, axis=1)
    return np.column_stack([items, lengths.max() - lengths])


def _root_forgotten(items):
    """M² − ‖φ‖² is appended without its root."""
    squares = (items**2).sum(axis=1)
    return np.column_stack([items, squares.max() - squares])


def _normalized(items):
    """The vectors are divided by their lengths: that is the cosine, and it forgets what the inner
    product counts. Leave the dim numbers as they are, and append one.
    """
    lengths = np.linalg.norm(items, axis=1, keepdims=True)
    return np.column_stack([items / lengths, np.zeros(len(items))])


MIPS_AUGMENT = Exercise(
    id="retrieval.mips_augment",
    title="One more dimension: inner product as distance",
    reference=mips_augment,
    cases=_items,
    hints=(
        "After the change all items are to have the same length, that of the longest one. What is "
        "the squared length of [φ, x]?",
        "‖φ‖² + x² = M², with M² = ((items**2).sum(axis=1)).max().",
        "squares = (items**2).sum(axis=1); return np.column_stack([items, np.sqrt(... - squares)])",
    ),
    misconceptions=(_lengths_appended, _difference_of_lengths, _root_forgotten, _normalized),
)


def _found_and_exact(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[2, 0, 9]]), np.array([[0, 1, 2]]))]
    for n_queries, k, n_items in ((1, 4, 6), (5, 6, 12), (8, 3, 7)):
        found, exact = rng.permuted(np.tile(np.arange(n_items), (2, n_queries, 1)), axis=2)[..., :k]
        found[-1, k // 2 :] = -1
        cases.append((found, exact))
    return cases


def _place_by_place_recall(found, exact):
    """This asks whether the same item stands at the same place; being found is enough."""
    return (found == exact).mean(axis=1)


def _any_query(found, exact):
    """An item counts here when it was found for any query: compare row by row."""
    return np.isin(exact, found).mean(axis=1)


def _precision(found, exact):
    """This divides by what was found: an index that returns a single right item would have 1.
    Divide by the length of the exact list.
    """
    return np.array([np.isin(f[f >= 0], e).mean() for f, e in zip(found, exact, strict=True)])


def _one_number(found, exact):
    """This is the mean over all queries; keep one number for each of them."""
    return recall_of(found, exact).mean()


RECALL_OF = Exercise(
    id="retrieval.recall_of",
    title="What share of the true top k an index finds",
    reference=recall_of,
    cases=_found_and_exact,
    hints=(
        "For each query: how many of the exact items are among those found, wherever they stand?",
        "np.isin(exact_row, found_row) is True where an exact item was found. -1 stands for "
        "nothing, and no exact item is -1.",
        "return np.array([np.isin(..., ...).mean() for f, e in zip(found, exact)])",
    ),
    misconceptions=(_place_by_place_recall, _any_query, _precision, _one_number),
)


def _candidates(seed):
    rng = np.random.default_rng(seed)
    near, far = 0.9, 0.0
    similarity = np.array([[1, near, far], [near, 1, 0.1], [far, 0.1, 1]])
    cases = [(np.array([1.0, 0.9, 0.5]), similarity, 3, 0.5)]
    for n, k, trade_off, dtype in (
        (1, 1, 0.3, "float32"),
        (9, 6, 0.6, "float32"),
        (14, 8, 0.4, "float64"),
    ):
        vectors = rng.normal(size=(n, 3)).astype(dtype)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cases.append((rng.random(n).astype(dtype), vectors @ vectors.T, k, trade_off))
    return cases


def _by_relevance(relevance, similarity, k, trade_off):
    """This is the list by relevance: nothing that was chosen changes what comes next."""
    return np.argsort(-relevance, kind="stable")[:k]


def _mean_similarity(relevance, similarity, k, trade_off):
    """The mean similarity to those chosen is subtracted; MMR takes the largest: one twin in the
    list is enough to be superfluous.
    """
    return _greedily(relevance, similarity, k, trade_off, np.mean)


def _sides_swapped(relevance, similarity, k, trade_off):
    """λ and 1 − λ are swapped: at λ = 1 the list is to be by relevance alone."""
    return mmr(relevance, similarity, k, 1 - trade_off)


def _similarity_to_all(relevance, similarity, k, trade_off):
    """The similarity is to all candidates, chosen or not; only those in the list count."""
    others = similarity - 2 * np.eye(len(similarity))
    gains = trade_off * relevance - (1 - trade_off) * others.max(axis=1)
    return np.argsort(-gains, kind="stable")[:k]


def _only_the_last(relevance, similarity, k, trade_off):
    """Only the item chosen last is compared with; all those in the list count."""
    return _greedily(relevance, similarity, k, trade_off, lambda row: row[-1])


def _greedily(relevance, similarity, k, trade_off, summary):
    chosen = []
    for _ in range(k):
        gains = np.array(trade_off * relevance, float)
        for i in range(len(relevance)):
            if chosen:
                gains[i] -= (1 - trade_off) * summary(similarity[i, chosen])
        gains[chosen] = -np.inf
        chosen.append(int(np.argmax(gains)))
    return np.array(chosen)


MMR = Exercise(
    id="retrieval.mmr",
    title="Relevant, and unlike what is in the list (MMR)",
    reference=mmr,
    cases=_candidates,
    hints=(
        "Choose one item after the other. For each one left, what does it bring, and how much of "
        "that is in the list already?",
        "gain_i = λ relevance_i − (1 − λ) max over chosen j of similarity_ij; the first item has "
        "nothing to be similar to. Never choose an item twice: give it the gain -inf.",
        "chosen = []\n"
        "for _ in range(k):\n"
        "    closest = similarity[:, chosen].max(axis=1) if chosen else 0\n"
        "    gains = trade_off * relevance - (1 - trade_off) * ...\n"
        "    gains[chosen] = -np.inf\n"
        "    chosen.append(int(np.argmax(gains)))\n"
        "return np.array(chosen)",
    ),
    misconceptions=(
        _by_relevance,
        _mean_similarity,
        _sides_swapped,
        _similarity_to_all,
        _only_the_last,
    ),
)

EXERCISES = {e.id: e for e in (TOP_ITEMS, MIPS_AUGMENT, RECALL_OF, MMR)}
