"""Indexes that are filled in parts, grow and forget; and answers among some items only."""

import numpy as np
import pytest

from utils.retrieval.exact import exact_top_k
from utils.retrieval.item_index import ItemIndex

RNG = np.random.default_rng(0)
CENTERS = RNG.normal(size=(30, 16)).astype(np.float32)
ITEMS = (CENTERS[RNG.integers(0, 30, 2000)] + 0.5 * RNG.normal(size=(2000, 16))).astype(np.float32)
QUERIES = RNG.normal(size=(20, 16)).astype(np.float32)
ALL_LISTS = 10_000


def best(queries, items, k):
    return exact_top_k(queries, items, k)[0]


@pytest.mark.parametrize("kind", ["ivf", "ivfpq"])
def test_an_index_built_in_parts_and_merged_answers_as_one(kind, tmp_path):
    one = ItemIndex(ITEMS, kind)
    first, second = one.emptied(), one.emptied()
    assert len(first) == 0
    first.add(ITEMS[:900], np.arange(900))
    second.add(ITEMS[900:], np.arange(900, 2000))
    second.save(tmp_path / "part.npz", "model")
    first.merge(ItemIndex.load(tmp_path / "part.npz", "model"))
    assert len(first) == 2000
    for found, expected in zip(first.search(QUERIES, 10), one.search(QUERIES, 10), strict=True):
        assert np.array_equal(found, expected)


def test_codes_are_small_and_ranking_again_makes_up_for_them():
    coded, exact = ItemIndex(ITEMS, "ivfpq"), best(QUERIES, ITEMS, 10)
    assert coded.bytes_a_vector() == 16 / 4 + 8
    assert ItemIndex(ITEMS, "ivf").bytes_a_vector() == 16 * 4 + 8
    found, _ = coded.search(QUERIES, 100, ALL_LISTS)
    scores = np.einsum("bd,bkd->bk", QUERIES, ITEMS[found])
    again = np.take_along_axis(found, np.argsort(-scores, axis=1), axis=1)

    def recall(rows):
        pairs = zip(rows[:, :10], exact, strict=True)
        return np.mean([len(np.intersect1d(a, b)) / 10 for a, b in pairs])

    assert recall(again) > 0.9 > recall(found) > 0.2


def test_too_few_items_for_codes_are_told():
    with pytest.raises(ValueError, match="at least 256 items, and there are 255: take ivf"):
        ItemIndex(ITEMS[:255], "ivfpq")


@pytest.mark.parametrize("kind", ["flat", "ivf"])
def test_items_come_and_go_and_keep_their_indices(kind):
    index = ItemIndex(ITEMS[:1500], kind)
    index.add(ITEMS[1600:], np.arange(1600, 2000))
    index.remove(np.arange(100, 300))
    there = np.r_[0:100, 300:1500, 1600:2000]
    assert len(index) == len(there)
    effort = None if kind == "flat" else ALL_LISTS
    found, _ = index.search(QUERIES, 5, effort)
    assert np.array_equal(found, there[best(QUERIES, ITEMS[there], 5)])


def test_a_walk_finds_what_is_allowed_alone():
    allowed = np.arange(3, 2000, 7)
    found, _ = ItemIndex(ITEMS, "hnsw").search(QUERIES, 5, 2000, allowed)
    expected = allowed[best(QUERIES, ITEMS[allowed], 5)]
    assert np.isin(found[found >= 0], allowed).all()
    assert np.mean(found == expected) > 0.5


@pytest.mark.parametrize("kind", ["flat", "ivf"])
def test_only_what_is_allowed_is_found(kind):
    allowed = np.arange(3, 2000, 7)
    found, scores = ItemIndex(ITEMS, kind).search(QUERIES, 5, 2000, allowed)
    assert np.array_equal(found, allowed[best(QUERIES, ITEMS[allowed], 5)])
    found, scores = ItemIndex(ITEMS, kind).search(QUERIES, 3, 2000, [5, 9])
    assert set(found.ravel()) == {5, 9, -1}
    assert np.isneginf(scores[:, 2]).all()


def test_what_cannot_be_is_refused():
    index = ItemIndex(ITEMS, "ivf")
    with pytest.raises(ValueError, match="item 7 is in the index already, or twice"):
        index.add(ITEMS[:1], [7])
    with pytest.raises(ValueError, match="item 2003 is in the index already, or twice"):
        index.add(ITEMS[:2], [2003, 2003])
    with pytest.raises(ValueError, match="item 2000 is not in the index"):
        index.remove([1, 2000])
    with pytest.raises(ValueError, match="item 0 is in both indexes"):
        index.merge(ItemIndex(ITEMS[:500], "ivf"))
    other = ItemIndex(ITEMS[::-1], "ivf").emptied()
    other.add(ITEMS[:1], [5000])
    with pytest.raises(ValueError, match="different centers"):
        index.merge(other)
    with pytest.raises(ValueError, match="'hnsw' cannot forget: take flat or ivf"):
        ItemIndex(ITEMS, "hnsw").remove([0])
    with pytest.raises(ValueError, match="'augmented ivf' cannot grow"):
        ItemIndex(ITEMS, "ivf", augmented=True).add(ITEMS[:1], [2000])
