"""Indexes against the exact answer, their bad input, and files that know which model they fit."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.closed import all_closed
from tests.tools.vectors import vectors
from utils.base.fingerprint import fingerprint
from utils.base.paths import ROOT
from utils.retrieval import item_index as retrieval
from utils.retrieval.exact import exact_top_k, recall_of
from utils.retrieval.item_index import KINDS, ItemIndex

EVERY_KIND = pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ivfpq"])  # codes
# are not the vectors: tests/retrieval/test_index_kinds.py has that kind
BOTH_WAYS = pytest.mark.parametrize("augmented", [True, False])


@pytest.fixture(scope="module")
def items():
    return vectors(3000, 16)


@pytest.fixture(scope="module")
def queries():
    return vectors(50, 16, seed=1)


# Against the exact answer


@EVERY_KIND
@BOTH_WAYS
def test_by_hand(kind, augmented):
    index = ItemIndex([[0, 3], [2, 0], [1, 1]], kind, augmented)
    indices, scores = index.search([[1, 0.5]], 3)
    assert indices.tolist() == [[1, 0, 2]] or indices.tolist() == [[1, 2, 0]]
    np.testing.assert_allclose(scores, [[2, 1.5, 1.5]], rtol=1e-6)
    assert len(index) == 3


@given(
    n=st.integers(1, 60),
    dim=st.integers(1, 5),
    augmented=st.booleans(),
    scale=st.sampled_from([1e-4, 1, 1e4]),
    seed=st.integers(0, 999),
)
@settings(deadline=None)
def test_a_flat_index_is_exact_however_long_the_queries(n, dim, augmented, scale, seed):
    items, queries = vectors(n, dim, seed), vectors(3, dim, seed + 1) * np.float32(scale)
    k = (n + 1) // 2
    _, expected = exact_top_k(queries, items, k)
    indices, scores = ItemIndex(items, "flat", augmented).search(queries, k)
    bound = 1e-5 * np.linalg.norm(queries, axis=1).max() * np.linalg.norm(items, axis=1).max()
    np.testing.assert_allclose(scores, expected, atol=bound)
    true = np.take_along_axis(queries @ items.T, indices, axis=1)
    np.testing.assert_allclose(scores, true, atol=bound)


@pytest.mark.parametrize(("kind", "augmented"), [("ivf", False), ("ivf", True), ("hnsw", False)])
def test_more_effort_finds_more_and_enough_effort_nearly_all(kind, augmented, items, queries):
    exact, _ = exact_top_k(queries, items, 10)
    index = ItemIndex(items, kind, augmented)
    recalls = [recall_of(index.search(queries, 10, e)[0], exact).mean() for e in (1, 20, 400)]
    assert recalls[0] < recalls[1] < recalls[2]
    assert recalls[2] > 0.95


@EVERY_KIND
@BOTH_WAYS
def test_scores_are_inner_products_of_what_was_found(kind, augmented, items, queries):
    indices, scores = ItemIndex(items, kind, augmented).search(queries, 5)
    assert (np.diff(scores, axis=1) <= 0).all()
    true = np.take_along_axis(queries @ items.T, indices, axis=1)
    np.testing.assert_allclose(scores, true, rtol=1e-3, atol=1e-3)


def test_where_too_little_is_found_it_says_so(items, queries):
    indices, scores = ItemIndex(items, "ivf").search(queries, 300, effort=1)
    missing = indices == -1
    assert missing.any()
    assert not missing[:, 0].any()
    assert np.isneginf(scores[missing]).all()
    assert np.isfinite(scores[~missing]).all()


def test_zero_vectors_are_found_with_score_zero():
    zeros = np.zeros((4, 3))
    assert ItemIndex(zeros, "flat").search(np.ones((1, 3)), 4)[1].tolist() == [[0] * 4]
    assert ItemIndex(np.eye(3), "flat").search(zeros[:1], 3)[1].tolist() == [[0] * 3]


# What a search looks at


def test_a_flat_index_compares_with_all_and_all_lists_open_with_all_and_the_centers(items, queries):
    assert ItemIndex(items, "flat").n_compared(queries, 5) == len(items)
    index = ItemIndex(items, "ivf")
    n_lists = index._index.nlist
    assert index.n_compared(queries, 5, effort=n_lists) == len(items) + n_lists


@pytest.mark.parametrize("kind", ["ivf", "hnsw"])
@BOTH_WAYS
def test_more_effort_compares_with_more(items, queries, kind, augmented):
    index = ItemIndex(items, kind, augmented)
    counts = [index.n_compared(queries, 5, effort) for effort in (5, 20, 50)]
    assert 0 < counts[0] < counts[1] < counts[2] <= len(items) + 75
    one_by_one = [index.n_compared(query[None], 5, 20) for query in queries]
    assert np.mean(one_by_one) == pytest.approx(counts[1])


# Bad input


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="unknown kind of index 'annoy': choose one of flat, hnsw"):
        ItemIndex(np.eye(3), "annoy")


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.ones((0, 3)), r"items have the shape \(0, 3\)"),
        ([[1.0, 2.0], [np.nan, 1.0]], "row 1 of the items is not finite"),
        (np.ones(3), r"items have the shape \(3,\)"),
    ],
)
def test_items_that_cannot_be_indexed_are_named(bad, message):
    with pytest.raises(ValueError, match=message):
        ItemIndex(bad)


@EVERY_KIND
@pytest.mark.parametrize(
    ("queries", "k", "message"),
    [
        (np.ones((1, 4)), 1, "queries have 4 dimensions, but the items have 3"),
        (np.full((1, 3), np.inf), 1, "row 0 of the queries is not finite"),
        (np.ones((1, 3)), 4, "k is 4, but there are 3 items"),
        (np.ones((1, 3)), 0, "k is 0, but"),
    ],
)
def test_questions_that_cannot_be_asked_are_named(kind, queries, k, message):
    with pytest.raises(ValueError, match=message):
        ItemIndex(np.eye(3), kind).search(queries, k)


@pytest.mark.parametrize("kind", ["hnsw", "ivf"])
def test_no_effort_is_an_error(kind):
    with pytest.raises(ValueError, match="effort is 0: it must be at least 1"):
        ItemIndex(np.eye(3), kind).search(np.ones((1, 3)), 1, effort=0)


def test_small_indexes_are_built_in_silence():
    code = (
        "import numpy as np; from utils.retrieval.item_index import ItemIndex;"
        "[ItemIndex(np.random.default_rng(0).normal(size=(n, 4))) for n in (1, 39, 40, 500)]"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


# Files


def test_a_fingerprint_tells_values_shapes_and_types_apart():
    weights = [np.arange(6.0), np.ones((2, 3))]
    others = [
        [np.arange(6.0), np.ones((3, 2))],
        [np.arange(6.0), np.ones((2, 3), np.float32)],
        [np.arange(6.0) + 1e-12, np.ones((2, 3))],
        weights[::-1],
        weights[:1],
    ]
    assert fingerprint(*weights) == fingerprint(*[w.copy() for w in weights])
    assert len({fingerprint(*case) for case in [weights, *others]}) == 6


@EVERY_KIND
@BOTH_WAYS
def test_an_index_comes_back_the_same(kind, augmented, items, queries, tmp_path):
    index = ItemIndex(items[:500], kind, augmented)
    index.save(tmp_path / "movies.npz", made_by="3fa2")
    again = ItemIndex.load(tmp_path / "movies.npz", made_by="3fa2")
    for ours, theirs in zip(index.search(queries, 7), again.search(queries, 7), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert [path.name for path in tmp_path.iterdir()] == ["movies.npz"]
    with pytest.raises(ValueError, match="queries have 3 dimensions, but the items have 16"):
        again.search(np.ones((1, 3)), 1)


def test_a_pair_that_does_not_match_is_refused_and_both_are_named(items, tmp_path):
    old, new = fingerprint(items), fingerprint(items + 1)
    ItemIndex(items, "flat").save(tmp_path / "movies.npz", made_by=old)
    message = f"movies.npz holds vectors made by {old}, but the queries come from {new}"
    with pytest.raises(ValueError, match=message):
        ItemIndex.load(tmp_path / "movies.npz", made_by=new)


def test_another_format_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(retrieval, "FORMAT", 0)
    ItemIndex(np.eye(3), "flat").save(tmp_path / "old.npz", made_by="a")
    monkeypatch.undo()
    with pytest.raises(ValueError, match="has the format 0, and this code reads format 1"):
        ItemIndex.load(tmp_path / "old.npz", made_by="a")
    np.savez(tmp_path / "other.npz", vectors=np.eye(3))
    with pytest.raises(ValueError, match="has the format none"):
        ItemIndex.load(tmp_path / "other.npz", made_by="a")


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    ItemIndex(np.eye(3), "flat").save(path, made_by="a")
    path.write_bytes(path.read_bytes()[:200])
    with all_closed(), pytest.raises(ValueError, match=r"a\.npz is damaged"):
        ItemIndex.load(path, made_by="a")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        ItemIndex.load(tmp_path / "nowhere.npz", made_by="a")
