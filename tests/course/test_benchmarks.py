"""The retrieval benchmark at a size that a test can wait for."""

import numpy as np
import pytest

from benchmarks import retrieval


@pytest.fixture
def small(monkeypatch):
    vectors = retrieval.simulate_vectors(n_items=8000, n_queries=30, dim=16)
    monkeypatch.setattr(retrieval, "simulate_vectors", lambda: vectors)
    return vectors


def test_simulated_lengths_have_a_long_tail_and_queries_do_not(small):
    items, queries = small
    lengths = np.linalg.norm(items, axis=1)
    assert np.log(lengths).std() == pytest.approx(retrieval.LENGTH_SPREAD, rel=0.05)
    np.testing.assert_allclose(np.linalg.norm(queries, axis=1), 1, rtol=1e-5)


def test_brute_force_is_exact(small):
    items, queries = small
    found = [retrieval.brute_force(query, items, 10) for query in queries]
    exact, _ = retrieval.exact_top_k(queries, items, 10)
    assert retrieval.recall_of(found, exact).mean() == 1


def test_the_table_has_a_row_for_each_effort_and_says_what_is_too_slow(small, monkeypatch):
    monkeypatch.setattr(retrieval, "MIN_SPEEDUP", 0)
    lines = retrieval.retrieval_table()
    efforts = sum(len(efforts) for *_, efforts in retrieval.INDEXES.values())
    assert len(lines) == 3 + efforts + 2
    monkeypatch.setattr(retrieval, "MIN_SPEEDUP", 1e9)
    assert "misses" not in lines[-1]
    assert retrieval.retrieval_table()[-1].endswith("and misses 1000000000.0.")
