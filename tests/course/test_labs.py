"""What all labs have in common: labels, an alternative, and a picture that hides no move."""

import io
import re

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from tests.tools.contrast import contrast
from tests.tools.displayed import outputs
from tests.tools.labs import LABS
from utils.base.paths import ROOT
from utils.labs import invented_movie
from utils.plots import png


@pytest.fixture(params=LABS)
def lab(request, tmp_path, monkeypatch):
    monkeypatch.setattr(invented_movie, "LEAST", 1)
    monkeypatch.setattr(invented_movie, "K", 2)
    return LABS[request.param](tmp_path / "my_ratings.csv")


def other_values(control):
    """Some values that the control can take beside the one it has."""
    if hasattr(control, "options"):
        choices = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return [choice for choice in choices if choice != control.value][:2]
    if hasattr(control, "step"):
        return [value for value in (control.min, control.max) if value != control.value]
    return []


def moves(lab):
    """Move each control in turn."""
    for control in lab.controls.values():
        for value in other_values(control):
            control.value = value
            yield
    if "ratings" in lab.controls:
        lab.controls["ratings"].button.click()
        yield
    if "genres" in lab.controls:
        lab.controls["genres"].boxes["Drama"].value = True
        yield
    if "movie" in lab.controls:
        lab.controls["movie"].text.value = "c"
        yield


def share_that_differs(first, second):
    """The share of the pixels of two PNGs that look different."""
    pixels = [np.asarray(Image.open(io.BytesIO(p)).convert("RGB"), int) for p in (first, second)]
    return (np.abs(pixels[0] - pixels[1]).max(axis=2) > 64).mean()


def test_every_picture_is_the_figure_drawn_anew(lab):
    # What moves is drawn last, so a label below an arrow may look otherwise: not so a stale title.
    shares = [share_that_differs(lab.stage.png(), png(lab.figure)) for _ in moves(lab)]
    assert shares and max(shares) < 0.001


def test_every_control_has_a_label_and_every_move_new_words(lab):
    controls = [c for c in lab.controls.values() if hasattr(c, "description")]
    assert all(control.description for control in controls)
    seen = {lab.caption}
    for _ in moves(lab):
        assert lab.caption not in seen
        seen.add(lab.caption)
        assert lab.words.value and 'alt="' in lab.picture.value


def test_the_stored_form_has_picture_words_and_tables(lab):
    live, picture = (output.data for output in outputs(lab))
    assert "image/png" not in live
    assert picture["text/plain"] == lab.caption
    assert picture["text/html"].count("<table") == lab.tables.count("<table")
    assert "<img" in picture["text/html"]


def test_a_picture_has_its_own_ground_whatever_the_theme(lab):
    picture = Image.open(io.BytesIO(lab.stage.png())).convert("RGBA")
    assert picture.getextrema()[3] == (255, 255)
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)


def ground(text):
    """The color behind a text: that of its cell in a table, or white."""
    for image in text.axes.images if text.axes and text in text.axes.texts else ():
        j, i = map(int, text.get_position())
        return image.to_rgba(image.get_array()[i, j])[:3]
    return "white"


def test_words_and_lines_are_seen_on_their_ground(lab):
    for text in lab.figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            assert contrast(text.get_color(), ground(text)) >= 4.5, text
    for line in lab.figure.findobj(Line2D):
        if line.get_visible():
            assert line.get_alpha() in (None, 1)
            assert contrast(line.get_color(), "white") >= 3, line


def test_there_is_a_lab_here_for_every_module_that_makes_one():
    files = (ROOT / "utils/labs").glob("*.py")
    makers = {path.stem for path in files if re.search(r"^def \w+_lab\(", path.read_text(), re.M)}
    assert set(LABS) == makers
