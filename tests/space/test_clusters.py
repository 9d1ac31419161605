"""Clusters: found where points lie dense, named by what one half says and the other half checks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.space import clusters as module
from utils.space.clusters import Clusters, clusters
from utils.space.embedding_space import EmbeddingSpace


def islands(sizes=(40, 25), stray=3, seed=0):
    """Rows around one direction for each size, and strays far from all; the kind says which."""
    rng, axes = np.random.default_rng(seed), np.eye(12)
    parts = [axes[i] + rng.normal(0, 0.02, (n, 12)) for i, n in enumerate(sizes)]
    away = -axes[0] - axes[1] + 2 * axes[2 : 2 + stray]
    vectors = np.concatenate([*parts, away])
    kinds = [f"k{i}" for i, n in enumerate(sizes) for _ in range(n)] + ["none"] * stray
    table = pd.DataFrame({"title": [f"row{i}" for i in range(len(kinds))], "kind": kinds})
    return EmbeddingSpace(vectors, table)


def test_islands_are_found_named_and_counted():
    found = clusters(islands())
    assert len(found) == 2
    big, small = found.table.to_dict("records")
    assert (big["name"], big["size"], big["purity"]) == ("kind: k0", 40, 1.0)
    assert (small["name"], small["size"], small["purity"]) == ("kind: k1", 25, 1.0)
    assert big["overall"] == pytest.approx(40 / 68)
    assert big["held"] == 1.0
    assert found.of.tolist() == [0] * 40 + [1] * 25 + [-1] * 3
    assert found.column().tolist() == ["kind: k0"] * 40 + ["kind: k1"] * 25 + [None] * 3
    assert big["center"] < 40 <= small["center"] < 65


def test_a_name_is_checked_on_members_that_did_not_choose_it():
    space = islands(sizes=(42, 40))
    # Every second member of the first island is "rare": the half that chooses sees only those.
    kinds = ["rare" if row < 42 and row % 2 == 0 else "other" for row in range(len(space))]
    table = space.table.assign(kind=kinds)
    first = clusters(EmbeddingSpace(space.vectors, table)).table.iloc[0]
    assert first["name"].startswith("around row")
    assert np.isnan(first["purity"])


def test_clusters_of_one_name_are_told_apart_by_their_centers():
    space = islands(sizes=(30, 25, 40))
    table = space.table.assign(kind=["k"] * 55 + ["other"] * 43)
    other, *both = clusters(EmbeddingSpace(space.vectors, table)).table["name"]
    assert other == "kind: other"
    assert both[0] != both[1]
    assert all(name.startswith("kind: k; around row") for name in both)


def test_the_cosine_asks_for_directions_and_the_distance_for_places():
    space = islands()
    lengths = np.random.default_rng(1).uniform(0.1, 50, (len(space), 1))
    longer = EmbeddingSpace(space.vectors * lengths, space.table)
    np.testing.assert_array_equal(clusters(longer).of, clusters(space).of)
    sizes = clusters(longer, measure="euclidean").table["size"]
    assert sizes.tolist() != [40, 25]
    zero = EmbeddingSpace(np.vstack([space.vectors[:-1], np.zeros(12)]), space.table)
    assert clusters(zero).of[-1] == -1


def test_of_too_many_rows_the_others_follow_their_nearest(monkeypatch):
    space = islands(sizes=(200, 120), stray=0)
    monkeypatch.setattr(module, "MOST", 80)
    found = clusters(space)
    assert found.table["size"].tolist() == [200, 120]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_hardly_any_rows_make_no_cluster(n):
    space = islands()
    few = clusters(space.where(np.arange(len(space)) < n))
    assert (len(few), few.of.tolist()) == (0, [-1] * n)
    assert few.column().isna().all()


def test_what_cannot_be_asked_is_named():
    with pytest.raises(ValueError, match="not by 'dot'"):
        clusters(islands(), measure="dot")
    with pytest.raises(ValueError, match="min_size is 1"):
        clusters(islands(), 1)


def test_it_says_how_far_it_is():
    shares = []
    clusters(islands(), told=shares.append)
    assert shares == [0.5, 0.75]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 60), st.integers(1, 4), st.integers(0, 9))
def test_every_row_is_in_one_cluster_or_in_none(n, dim, seed):
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).round(1)
    found = clusters(EmbeddingSpace(vectors, pd.DataFrame({"title": [""] * n})), 4)
    assert isinstance(found, Clusters)
    sizes = np.bincount(found.of[found.of >= 0], minlength=len(found))
    assert sizes.tolist() == found.table["size"].tolist() == sorted(sizes, reverse=True)
    assert (sizes >= 4).all()
