"""Exact top-k in chunks, and the search by inner product turned into one by distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.retrieval import exact as inner_product
from utils.retrieval.exact import exact_top_k, mips_augment, mips_augment_queries, recall_of
from utils.space.similarity import cosine, dot, euclidean, top_k

QUERIES = np.array([[1.0, 0.0], [1.0, 1.0]])
ITEMS = np.array([[0.0, 3.0], [2.0, 0.0], [1.0, 1.0], [2.0, 0.0]])


@st.composite
def whole_numbers(draw):
    """(queries, items, k) of small integers: many ties, and sums without rounding."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n_queries, n_items, dim = (draw(st.integers(1, high)) for high in (6, 30, 4))
    queries = rng.integers(-2, 3, (n_queries, dim))
    return queries, rng.integers(-2, 3, (n_items, dim)), draw(st.integers(1, n_items))


def test_by_hand():
    indices, scores = exact_top_k(QUERIES, ITEMS, 3)
    assert indices.tolist() == [[1, 3, 2], [0, 1, 2]]
    assert scores.tolist() == [[2, 2, 1], [3, 2, 2]]
    assert (indices.dtype, scores.dtype) == (np.int64, np.float32)


@given(whole_numbers(), st.integers(1, 7), st.integers(1, 4))
def test_any_chunks_give_the_stable_sort_of_all_scores(case, item_chunk, query_chunk):
    queries, items, k = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inner_product, "ITEM_CHUNK", item_chunk)
        patch.setattr(inner_product, "QUERY_CHUNK", query_chunk)
        indices, scores = exact_top_k(queries, items, k)
    everything = queries @ items.T
    order = np.argsort(-everything, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(indices, order)
    np.testing.assert_array_equal(scores, np.take_along_axis(everything, order, axis=1))


def test_items_and_queries_that_fill_more_than_a_chunk():
    rng = np.random.default_rng(0)
    items = rng.integers(-9, 10, (inner_product.ITEM_CHUNK + 100, 4))
    queries = rng.integers(-9, 10, (inner_product.QUERY_CHUNK + 3, 4))
    indices, _ = exact_top_k(queries, items, 20)
    np.testing.assert_array_equal(indices, top_k(queries @ items.T, 20))


def test_the_scores_of_all_items_are_never_in_memory(monkeypatch):
    sizes = []

    def watched(scores, k):
        sizes.append(scores.shape)
        return top_k(scores, k)

    monkeypatch.setattr(inner_product, "ITEM_CHUNK", 100)
    monkeypatch.setattr(inner_product, "top_k", watched)
    exact_top_k(np.ones((130, 2)), np.ones((1000, 2)), 5)
    assert max(rows for rows, _ in sizes) == 64
    assert max(columns for _, columns in sizes) == 105


@pytest.mark.parametrize(
    ("queries", "items", "k", "message"),
    [
        (QUERIES, ITEMS, 5, "k is 5, but there are 4 items: choose 1 ≤ k ≤ 4"),
        (QUERIES, ITEMS, 0, "k is 0, but"),
        (QUERIES, ITEMS[:0], 1, r"items have the shape \(0, 2\): give at least one row"),
        (QUERIES[0], ITEMS, 1, r"queries have the shape \(2,\)"),
        (np.ones((1, 3)), ITEMS, 1, "queries have 3 dimensions, but the items have 2"),
        (QUERIES, np.where(ITEMS == 3, np.nan, ITEMS), 1, "row 0 of the items is not finite"),
        (QUERIES * [[1], [np.inf]], ITEMS, 1, "row 1 of the queries is not finite"),
    ],
)
def test_bad_input_is_named(queries, items, k, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        exact_top_k(queries, items, k)


# One more dimension


def test_the_extra_dimension_by_hand():
    items = mips_augment(np.array([[3.0, 4.0], [0.0, 3.0], [0.0, 0.0]]))
    np.testing.assert_allclose(items, [[3, 4, 0], [0, 3, 4], [0, 0, 5]])
    np.testing.assert_array_equal(mips_augment_queries(QUERIES), [[1, 0, 0], [1, 1, 0]])


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 40), st.integers(1, 6))
def test_inner_product_cosine_and_distance_agree_after_it(seed, n_queries, n_items, dim):
    rng = np.random.default_rng(seed)
    queries, items = rng.normal(size=(n_queries, dim)), rng.normal(size=(n_items, dim))
    items *= rng.lognormal(0, 1, (n_items, 1))
    wide, wide_items = mips_augment_queries(queries), mips_augment(items)
    lengths = np.linalg.norm(wide_items, axis=1)
    np.testing.assert_allclose(lengths, np.linalg.norm(items, axis=1).max())
    products = dot(queries, items)
    np.testing.assert_allclose(dot(wide, wide_items), products)
    norms = np.linalg.norm(queries, axis=1, keepdims=True)
    np.testing.assert_allclose(cosine(wide, wide_items) * norms * lengths, products, atol=1e-9)
    squares = norms**2 + lengths**2 - 2 * products
    np.testing.assert_allclose(euclidean(wide, wide_items) ** 2, squares, atol=1e-9)
    for measure in (cosine, euclidean):
        found = top_k(measure(wide, wide_items), n_items)
        np.testing.assert_array_equal(found, top_k(products, n_items))


# Recall


def test_recall_by_hand():
    exact = np.array([[0, 1, 2, 3], [4, 5, 6, 7]])
    found = np.array([[3, 9, 0, 8], [7, 6, 5, 4]])
    assert recall_of(found, exact).tolist() == [0.5, 1]
    assert recall_of(np.full((2, 4), -1), exact).tolist() == [0, 0]


def test_recall_needs_a_row_for_each_query():
    with pytest.raises(ValueError, match="found has 1 queries and exact has 2"):
        recall_of(np.zeros((1, 2)), np.zeros((2, 2)))
