"""Figures as a notebook stores them, and the small tables that labs redraw."""

import base64
import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from tests.tools.contrast import CONES, contrast, distance
from utils import plots
from utils.plots import NumberGrid, figure, png, static

PALETTE = ("BLUE", "ORANGE", "GREEN", "RED", "PURPLE", "GRAY")


@pytest.fixture
def grid():
    fig, ax = figure(width=3, height=2)
    grid = NumberGrid(ax, np.array([[True, False, False], [False, False, True]]), 0, 5)
    grid.show(np.array([[5.0, 0.0, -1.0], [2.4, 2.6, 3.14]]))
    return fig, grid


def test_a_table_writes_each_number_readably_and_outlines_what_it_is_told(grid):
    fig, _ = grid
    texts = fig.axes[0].texts
    assert [text.get_text() for text in texts] == ["5.0", "0.0", "-1.0", "2.4", "2.6", "3.1"]
    assert [text.get_color()[0] for text in texts] == list("bwwwbb")
    assert [patch.get_xy() for patch in fig.axes[0].patches] == [(-0.45, -0.45), (1.55, 0.55)]


def test_a_table_shown_again_has_the_new_numbers_and_notes(grid):
    fig, numbers = grid
    before = png(fig)
    numbers.show(np.ones((2, 3)), np.full((2, 3), "!"))
    assert {text.get_text() for text in fig.axes[0].texts} == {"1.0!"}
    assert png(fig) != before


def test_what_is_stored_looks_the_same_and_is_much_smaller(grid):
    fig, _ = grid
    stored = base64.b64decode(static(fig, "a table")[0]["image/png"])
    drawn = png(fig)
    pixels = [np.asarray(Image.open(io.BytesIO(p)).convert("RGB"), int) for p in (stored, drawn)]
    assert np.abs(pixels[0] - pixels[1]).mean() < 1
    assert len(stored) < 0.7 * len(drawn)


@pytest.mark.parametrize("name", PALETTE)
def test_a_line_of_the_palette_is_seen_on_white(name):
    assert contrast(getattr(plots, name), "white") >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("eyes", CONES)
def test_all_eyes_tell_the_palette_apart(eyes):
    for pair in combinations(PALETTE, 2):
        assert distance(*(getattr(plots, name) for name in pair), eyes) > 10, pair


def test_contrast_and_distance_by_hand():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)  # WebAIM's example
    assert distance("black", "white") == pytest.approx(100, abs=0.1)
    assert distance("red", "lime", "no green") < distance("red", "lime")


def test_a_letter_that_the_font_lacks_is_no_warning():
    fig, ax = figure()
    ax.set_title("千と千尋")
    assert png(fig).startswith(b"\x89PNG")
