"""The stored figures can be read: dark on white, under a dark theme too."""

import ast
import base64
import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from tests.tools.contrast import contrast
from tools.notebooks import paths, read

WHITE = (255, 255, 255)
BEHIND = {"0.85"}  # what lies behind the data, as a rim, may be pale
COLORS = ("color", "c", "colors", "facecolor", "edgecolor", "fc", "ec", "mfc", "mec")

pytestmark = pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)


def figures(path):
    """The stored pictures of a lesson, (height, width, 4) uint8 each."""
    for cell in read(path).cells:
        for output in cell.get("outputs", []):
            if picture := output.get("data", {}).get("image/png"):
                image = Image.open(io.BytesIO(base64.b64decode(picture)))
                yield np.asarray(image.convert("RGBA"))


def rim(pixels):
    """(n, 4), the outermost pixels."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def test_a_figure_brings_its_own_white_ground(path):
    found = list(figures(path))
    assert found
    for pixels in found:
        assert (pixels[..., 3] == 255).all()  # nothing of a dark page shines through
        assert (rim(pixels)[:, :3] == WHITE).mean() > 0.95  # a title may touch it


def test_its_text_and_marks_are_dark(path):
    for pixels in figures(path):
        colors, counts = np.unique(pixels[..., :3].reshape(-1, 3), axis=0, return_counts=True)
        readable = [contrast(tuple(color / 255), "white") >= 4.5 for color in colors]
        assert counts[readable].sum() > 0.0002 * counts.sum()


def test_a_color_that_a_lesson_names_itself_is_seen_on_white(path):
    for cell in read(path).cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.keyword) and node.arg in COLORS:
                for text in _texts(node.value) - BEHIND - {"none"}:
                    assert contrast(to_rgb(text), "white") >= 3, (cell.source, text)


def _texts(value):
    inner = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return {text for text in inner if isinstance(text, str) and _is_color(text)}


def _is_color(text):
    try:
        to_rgb(text)
    except ValueError:  # a key of a dict of colors
        return False
    return True
