"""The frame of the playgrounds: the picture and its words follow the controls."""

import ipywidgets

from utils.playgrounds.frame import WIDGET, Playground
from utils.plots import figure


def draw(height):
    fig, ax = figure()
    ax.bar([0], [height])
    return fig, f"One bar, height {height} < 9."


def slider():
    return ipywidgets.IntSlider(3, 0, 9, description="height")


def test_a_move_redraws_picture_and_words():
    playground = Playground(draw, {"height": slider()})
    before = playground.picture.value
    playground.controls["height"].value = 5
    assert playground.picture.value != before
    assert playground.caption == "One bar, height 5 < 9."
    assert "height 5 &lt; 9" in playground.words.value
    assert 'alt="One bar, height 5 &lt; 9."' in playground.picture.value


def test_a_stored_notebook_keeps_the_picture_and_its_alternative():
    data, metadata = Playground(draw, {"height": slider()})._repr_mimebundle_()
    assert WIDGET in data
    assert data["text/html"].startswith('<img src="data:image/png;base64,')
    assert data["text/plain"] == metadata["image/png"]["alt"] == "One bar, height 3 < 9."
