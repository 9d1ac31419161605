"""A figure that is drawn again and again looks as if it were drawn anew."""

import io

import numpy as np
from PIL import Image

from utils.labs.frame.stage import MarkedMap, Stage, let_move
from utils.plots import BLUE, figure, png


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), int)


def test_what_moves_on_a_stage_looks_as_if_all_were_drawn_anew():
    fig, ax = figure()
    ax.plot([0, 1], [0, 1])
    (point,) = ax.plot([0], [1], "o")
    title = ax.set_title("before")
    let_move(point, title)
    stage = Stage(fig)
    first = stage.png()
    point.set_data([0.5], [0.2])
    title.set_text("after")
    assert np.abs(pixels(stage.png()) - pixels(png(fig))).max() <= 1
    assert np.abs(pixels(stage.png()) - pixels(first)).max() > 100


def test_marks_on_a_map_give_way_to_others_and_the_map_does_not_grow():
    plane = MarkedMap(np.random.default_rng(0).normal(size=(50, 2)))
    plane.show(np.zeros((1, 2)), {"here": ([0], BLUE, "o")}, [(0, "first")])
    stage, limits = Stage(plane.fig), plane.ax.axis()
    plane.show(np.full((1, 2), 99.0), {"here": ([0], BLUE, "o")}, [(0, "second")])
    assert [text.get_text() for text in plane.ax.texts] == ["second"]
    assert stage.png() and plane.ax.axis() == limits
