"""Titles, names, columns and sizes that try to break the explorer: text, or a clear message."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.explorer_page import find, open_page, use_everything
from tests.tools.spaces import NASTY, make_space
from utils.space.embedding_space import EmbeddingSpace


@pytest.fixture
def asked(page):
    """What dialogs a page opened: nothing that is shown may run."""
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    return asked


def test_titles_are_text(page, tmp_path, asked):
    view = open_page(page, tmp_path, make_space(len(NASTY), 3))
    view.set({"picked": 0, "selection": list(range(len(NASTY))), "tab": "selection"})
    table = view.page.get_by_role("region", name="7 selected")
    assert NASTY[0] in table.inner_text()
    assert NASTY[1] in table.inner_text()
    assert "(no title, row 5)" in table.inner_text()
    longest = max(table.get_by_role("button").all_inner_texts(), key=len)
    assert len(longest) == 60
    assert view.page.locator("#explorer img, #explorer script").count() == 0
    assert asked == []


def test_names_of_spaces_columns_and_axes_are_text(page, tmp_path, asked):
    table = pd.DataFrame(
        {
            "title": [f"movie {i}" for i in range(30)],
            NASTY[0]: [*NASTY[:4], "x" * 5000, ""] * 5,
            "__proto__": range(30),
            "norm": [f"text {i}" * 40 for i in range(30)],
            "ratings": [np.inf, np.nan, -1] * 10,
        }
    )
    space = EmbeddingSpace(np.random.default_rng(0).normal(size=(30, 3)), table)
    spaces = {NASTY[0]: space, NASTY[2]: space}
    view = open_page(page, tmp_path, spaces, axes={NASTY[1]: np.ones(3)}, noun=NASTY[2])
    use_everything(view)
    for select in ("Color", "Map", "Axis"):
        box = page.get_by_role("combobox", name=select, exact=True)
        for option in range(box.locator("option").count()):
            box.select_option(index=option)
    page.get_by_role("combobox", name="Color", exact=True).select_option(NASTY[0])
    assert NASTY[0] in page.locator(".ee-legend").inner_text()
    assert "\u202e" not in view.caption()
    assert "of 30 right shown" in view.caption()
    assert page.locator("#explorer img, #explorer script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400
    assert asked == []


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_points(page, tmp_path, n):
    view = open_page(page, tmp_path, make_space(n, 3))
    if n == 0:
        assert view.caption() == "This space holds no movies: there is nothing to show."
        return
    find(view, "img")
    assert view.data("picked") == "0"
    assert view.data("results") == ("[[1]]" if n == 2 else "[[]]")
    assert ("nothing that is shown" in view.caption()) == (n == 1)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_equal_points_and_vectors_of_length_0(page, tmp_path, value):
    table = pd.DataFrame({"title": ["same"] * 20})
    view = open_page(page, tmp_path, EmbeddingSpace(np.full((20, 3), value), table))
    x, y = view.screen_of(7)
    view.map.click(position={"x": x, "y": y})
    assert view.data("picked") == "0"
    assert view.data("results") == "[[1,2,3,4,5,6,7,8,9,10]]"
    assert f"({value:.3g}" in view.caption()


def test_a_text_called_norm_does_not_take_the_place_of_the_norm(page, tmp_path):
    texts = [f"text {i}" for i in range(60)]
    space = EmbeddingSpace(np.ones((60, 2)), pd.DataFrame({"title": texts, "norm": texts}))
    view = open_page(page, tmp_path, space)
    assert "60 of 60 movies shown, colored by norm." in view.caption()
    assert page.locator(".ee-legend").inner_text().split()[:2] == ["1.41", "60"]


def test_a_direction_between_equal_places_is_none(page, tmp_path):
    view = open_page(
        page, tmp_path, EmbeddingSpace(np.ones((5, 2)), pd.DataFrame({"title": list("abcde")}))
    )
    view.set({"axis": {"from": [0], "to": [1]}, "tab": "axes"})
    assert view.page.get_by_text("no direction leads from one to the other").is_visible()
    assert view.page.get_by_role("button", name="lay the points along it").count() == 0
