"""The explorer in a notebook: its outputs, and what the hand does."""

import base64
from types import SimpleNamespace

import numpy as np

from tests.tools.displayed import outputs
from tests.tools.spaces import NASTY, make_space
from utils.explorer.explorer import TEXT, EmbeddingExplorer


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
