"""What all labs have in common: labels, an alternative, and a picture that hides no move."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.labs.test_index import INDEXES, ITEMS, QUERIES
from tests.labs.test_ratings import Mirror
from tests.labs.test_reranking import HIDDEN, KINDS, SCORES, TITLES, YEARS
from utils.data.my_ratings import no_ratings, with_rating
from utils.labs.capacity import capacity_lab
from utils.labs.factorization import factorization_lab
from utils.labs.index import index_lab
from utils.labs.negatives import negatives_lab
from utils.labs.neighbors import neighbors_lab
from utils.labs.ratings import ratings_lab
from utils.labs.reranking import reranking_lab
from utils.labs.softmax import softmax_lab
from utils.plots import png
from utils.space.embedding_space import EmbeddingSpace

TABLE = pd.DataFrame({"title": list("abcdef"), "ratings": range(1, 7), "item_id": range(6)})
SPACE = EmbeddingSpace(np.random.default_rng(0).normal(size=(6, 3)), TABLE)
STARS = np.where(np.eye(3), 4.0, np.nan)
LABS = {
    "factorization": lambda path: factorization_lab(STARS, list("abc"), list("xyz")),
    "neighbors": lambda path: neighbors_lab(SPACE, "a"),
    "ratings": lambda path: ratings_lab(SPACE, Mirror(), with_rating(no_ratings(), 3, 5), path),
    "softmax": lambda path: softmax_lab(np.eye(4, 2), list("abcd")),
    "capacity": lambda path: capacity_lab(),
    "negatives": lambda path: negatives_lab(),
    "index": lambda path: index_lab(INDEXES, ITEMS, QUERIES),
    "reranking": lambda path: reranking_lab(SCORES, KINDS, YEARS, TITLES, HIDDEN),
}


@pytest.fixture(params=LABS)
def lab(request, tmp_path):
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
    data, _ = lab._repr_mimebundle_()
    assert data["text/plain"] == lab.caption
    assert data["text/html"].count("<table") == lab.tables.count("<table")
    assert data["text/html"].startswith("<img")
