"""The explorer in a notebook: its outputs, and what the hand does."""

import base64
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.tools.displayed import outputs
from tests.tools.spaces import NASTY, make_space
from utils.explorer.explorer import TEXT, EmbeddingExplorer
from utils.explorer.payload import pack
from utils.space.probes import Probe


def test_a_notebook_gets_the_live_view_and_a_picture_of_its_own():
    space = make_space()
    space.table.loc[0, "ratings"] = 999
    explorer = EmbeddingExplorer(space)
    live, picture = (output.data for output in outputs(explorer))
    assert "application/vnd.jupyter.widget-view+json" in live
    assert live["text/plain"] == TEXT
    assert picture["text/plain"] == explorer.alt
    assert base64.b64decode(picture["image/png"]).startswith(b"\x89PNG")
    assert "&lt;img src=x onerror" in picture["text/html"]
    assert "<img src=x" not in picture["text/html"]


def test_what_the_hand_does_can_be_read_and_begins_the_next_one():
    explorer = EmbeddingExplorer(make_space())
    widget = explorer.widget()
    widget.view, widget.selected = {"measure": "dot"}, np.int32([3, 8]).tobytes()
    assert explorer.selected()["title"].tolist() == [NASTY[3], "movie 8"]
    again = EmbeddingExplorer(make_space(), view=explorer.view)
    assert (again.widget().view["measure"], again.selection) == ("dot", [3, 8])


def test_a_view_that_left_the_page_lets_go_of_its_memory():
    widget = EmbeddingExplorer(make_space()).widget()
    widget._handle_custom_msg({"type": "gone"}, [])
    assert widget.comm is None


def test_what_a_front_end_needs_to_load_the_widget_is_passed_on(monkeypatch):
    explorer = EmbeddingExplorer(make_space())
    data, _ = explorer.widget()._repr_mimebundle_()
    needed = {"application/vnd.jupyter.widget-view+json": {"colab": {"custom_widget_manager": {}}}}
    live = SimpleNamespace(_repr_mimebundle_=lambda: (data, needed))
    monkeypatch.setattr(explorer, "widget", lambda: live)
    assert outputs(explorer)[0].metadata == needed


def test_a_matrix_and_a_table_are_enough_whatever_the_label_and_the_noun():
    table = pd.DataFrame({"gene": ["a", "b", "c"], "length": [10, 20, 30]})
    explorer = EmbeddingExplorer(np.eye(3), table, noun="genes")
    meta, _ = pack(explorer.described)
    assert (meta["label"], meta["noun"]) == ("gene", "genes")
    assert [column["name"] for column in meta["columns"]] == ["length"]
    assert explorer.alt.startswith("Map of 3 genes by pca, space.")


# From the next cell


@pytest.fixture
def heard(monkeypatch):
    """(explorer with a live view, what the view is told)."""
    explorer, sent = EmbeddingExplorer(make_space()), []
    widget = explorer.widget()
    monkeypatch.setattr(type(widget), "send", lambda _, content: sent.append(content))
    return explorer, sent


def test_what_a_cell_selects_and_picks_is_told_to_the_view_and_to_who_observes(heard):
    explorer, sent = heard
    seen = []
    explorer.observe(lambda one: seen.append((one.selection, one.picked)))
    explorer.select(np.arange(40) < 3)
    explorer.focus(7)
    assert seen == [([0, 1, 2], None), ([0, 1, 2], 7)]
    assert [message["patch"] for message in sent] == [
        {"selection": [0, 1, 2]},
        {"picked": 7, "query": "picked"},
    ]
    assert explorer.neighbors().equals(explorer.described.first.neighbors(7, 10, "cosine"))


def test_a_row_that_is_not_there_is_named(heard):
    explorer, sent = heard
    for wrong in ([3, 40], [-1]):
        with pytest.raises(IndexError, match=f"there is no row {wrong[-1]}: the rows are 0 to 39"):
            explorer.select(wrong)
    with pytest.raises(ValueError, match="no row is picked"):
        explorer.neighbors()
    assert sent == []


def test_a_view_that_asks_gets_the_page_as_it_is_now(monkeypatch):
    explorer, sent = EmbeddingExplorer(make_space()), []
    widget = explorer.widget()
    monkeypatch.setattr(type(widget), "send", lambda _, *message: sent.append(message))
    widget.view = {"measure": "dot"}
    widget._handle_custom_msg({"type": "page"}, [])
    ((content, (page,)),) = sent
    assert content == {"type": "page"}
    assert b'"view": {"measure": "dot"' in page


def test_an_axis_that_was_kept_can_be_computed_with():
    space = make_space()
    kept = [{"name": "old to new", "from": [0, 1], "to": [5]}]
    axes = EmbeddingExplorer(space, view={"kept": kept}).axes
    expected = space.vectors[5] - space.vectors[:2].mean(axis=0)
    np.testing.assert_allclose(axes["old to new"], expected, atol=1e-6)


def test_a_probe_is_an_axis_with_its_score():
    found = Probe(np.arange(5.0), 0.834, "AUC")
    explorer = EmbeddingExplorer(make_space(), axes={"a": found, "b": np.ones(5)})
    axis, plain = pack(explorer.described)[0]["axes"]
    assert (axis["name"], axis["note"]) == ("a", "held-out AUC 0.83")
    assert plain["note"] == ""
