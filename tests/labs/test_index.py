"""The index lab of lesson 08: what it says is what the indexes do."""

import numpy as np
import pytest

from tests.tools.vectors import vectors
from utils.labs.index import EFFORTS, curve, index_lab
from utils.retrieval.item_index import ItemIndex

N = 2000
ITEMS, QUERIES = vectors(N, 8), vectors(20, 8, seed=1)
INDEXES = {"all": ItemIndex(ITEMS, "flat"), "graph": ItemIndex(ITEMS, "hnsw")}


@pytest.fixture
def lab():
    return index_lab(INDEXES, ITEMS, QUERIES)


def test_an_index_that_tries_all_looks_at_all_and_finds_all(lab):
    assert lab.caption.startswith("all, effort 32: a query is compared with 100.00% of the 2,000")
    assert "Of its true best 100, 1.000 are found." in lab.caption
    assert "<td>100.00%</td>" in lab.tables


def test_a_curve_rises_with_the_effort_and_its_cost():
    exact = np.array([np.argsort(-q @ ITEMS.T)[:10] for q in QUERIES])
    shares = []
    points = curve(shares.append, INDEXES["graph"], QUERIES, exact)
    assert tuple(points.index) == EFFORTS and len(shares) == len(EFFORTS)
    assert points["compared"].is_monotonic_increasing and points["compared"].between(0, 1).all()
    assert points["recall"].iloc[-1] > points["recall"].iloc[0]
    assert (points["ms"] > 0).all()


def test_curves_stay_as_long_as_k_does_and_the_table_keeps_all(lab):
    def lengths():
        return {line.get_label(): len(line.get_xdata()) for line in lab.figure.axes[0].lines[:2]}

    assert lengths() == {"all": len(EFFORTS), "graph": 0}
    lab.controls["index"].value = "graph"
    assert lengths() == {"all": len(EFFORTS), "graph": len(EFFORTS)}
    lab.controls["k"].value = 10
    assert lengths() == {"all": 0, "graph": len(EFFORTS)}
    assert lab.tables.count("<tr>") == 3


def test_the_legend_names_what_is_drawn_and_nothing_else(lab):
    def named():
        return [text.get_text() for text in lab.figure.axes[0].get_legend().get_texts()]

    assert named() == ["all", "this setting"]
    lab.controls["index"].value = "graph"
    assert named() == ["all", "graph", "this setting"]
    lab.controls["k"].value = 10
    assert named() == ["graph", "this setting"]


def test_the_mark_is_on_the_present_setting(lab):
    lab.controls["index"].value, lab.controls["effort"].value = "graph", 256
    now = lab.prepared["graph", 100].loc[256]
    mark = lab.figure.axes[0].lines[2]
    assert mark.get_xydata().tolist() == [[now["compared"], now["recall"]]]
    assert f"compared with {now['compared']:.2%}" in lab.caption


def test_an_index_that_never_gets_there_is_said_to(lab):
    weak = index_lab({"weak": ItemIndex(-ITEMS, "flat")}, ITEMS, QUERIES)
    assert "<td>none</td>" in weak.tables
