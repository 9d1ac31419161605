"""The explorer for everybody: by keyboard, by screen reader, in both themes, small, and safe."""

import numpy as np
import pandas as pd
import pytest

from tests.browser.chromium import FLAGS
from tests.browser.conftest import watched_page
from tests.browser.explorer import find, open_page, settled
from tests.npm import npm_package
from tests.spaces import NASTY, make_space
from utils.embeddings import EmbeddingSpace
from utils.explorer.payload import FoldIn

SERIOUS = """async () => (await axe.run('#explorer')).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""
FOCUS = "() => document.activeElement.textContent || document.activeElement.tagName"


@pytest.fixture
def view(page, tmp_path):
    spaces = {"a": make_space(120, 6), "b": make_space(120, 6)}
    return open_page(page, tmp_path, spaces, fold_in=FoldIn())


def use_everything(view):
    """Open every part, with something in each."""
    find(view, "movie 40")
    rows = {"selection": [10, 11, 12], "sum": {"plus": [20], "minus": [21]}, "ratings": {"40": 5}}
    view.set({**rows, "axis": {"from": [1], "to": [2, 0]}})
    view.page.locator(".ee-part").evaluate_all("parts => parts.forEach(p => { p.open = true; })")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 360)])
def test_axe_finds_nothing_serious(page, tmp_path, request, scheme, width):
    axe = npm_package("axe-core", request.config.cache) / "axe.min.js"
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    view = open_page(page, tmp_path, {"a": make_space(90), "b": make_space(90)}, fold_in=FoldIn())
    assert view.data("theme") == scheme
    page.evaluate(axe.read_text())
    assert page.evaluate(SERIOUS) == []
    use_everything(view)
    page.get_by_role("combobox", name="Find").fill("movie")
    assert page.evaluate(SERIOUS) == []


def test_nothing_is_wider_than_a_telephone(view):
    view.page.set_viewport_size({"width": 360, "height": 800})
    use_everything(view)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_walk_without_a_mouse(view):
    keyboard = view.page.keyboard
    keyboard.press("Tab")
    keyboard.type("movie 33")
    keyboard.press("Enter")
    assert view.data("picked") == "33"
    while view.page.evaluate("document.activeElement.className") != "ee-top":
        keyboard.press("Tab")
    keyboard.press("ArrowRight")
    row = int(view.data("hover"))
    assert view.screen_of(row)[0] > view.screen_of(33)[0]
    assert f"At “{'movie ' + str(row)}”" in view.caption()
    keyboard.press("Space")
    assert view.selection() == [row]
    keyboard.press("Enter")
    assert view.data("picked") == str(row)
    before = view.screen_of(33)
    keyboard.press("Shift+ArrowRight")
    assert view.screen_of(33)[0] == pytest.approx(before[0] - 60)
    keyboard.press("+")
    assert view.state("left")["camera"]["scale"] > 0
    keyboard.press("0")
    assert view.state("left")["camera"] is None
    while view.page.evaluate("document.activeElement.className") != "ee-pick":
        keyboard.press("Tab")
    first = view.page.locator(".ee-results tbody tr").first.get_attribute("data-row")
    assert view.data("hover") == first
    keyboard.press("Enter")
    assert view.data("picked") == first
    assert view.page.evaluate("document.activeElement.className") == "ee-pick"


def test_the_first_arrow_key_begins_in_the_middle(view):
    view.map.focus()
    view.page.keyboard.press("ArrowRight")
    box = view.map.bounding_box()
    middle = np.array([box["width"], box["height"]]) / 2
    n = view.page.evaluate("document.querySelector('#explorer').explorer.data.n")
    places = np.array([view.screen_of(row) for row in range(n)])
    nearest = np.linalg.norm(places - middle, axis=1).argmin()
    assert view.data("hover") == str(nearest)
    view.page.keyboard.press("Escape")
    view.page.get_by_role("button", name="hide all").click()
    view.map.focus()
    view.page.keyboard.press("ArrowRight")
    assert view.data("hover") == "-1"


def test_the_focus_stays_on_a_button_that_was_pressed(view):
    level = view.page.locator(".ee-legend button").first
    level.focus()
    text = view.page.evaluate(FOCUS)
    view.page.keyboard.press("Enter")
    assert view.page.evaluate(FOCUS) == text
    assert level.get_attribute("aria-pressed") == "false"


def test_a_table_that_says_the_same_stays_where_it_was_scrolled_to(view):
    view.page.get_by_label("Neighbors").select_option("50")
    find(view, "movie 33")
    table = view.page.get_by_role("region", name="50 nearest in a")
    table.evaluate("element => { element.scrollTop = 200; }")
    view.set({"selection": [5]})
    view.page.wait_for_selector("#explorer[data-selected='1']:not([data-agreement=''])")
    assert table.evaluate("element => element.scrollTop") == 200
    view.set({"measure": "dot"})
    assert table.evaluate("element => element.scrollTop") == 0


def test_reduced_motion_is_honored(page, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    view = open_page(page, tmp_path, make_space())
    moving = "document.querySelector('#explorer').explorer.panes[0].moving"
    to_norm = "() => { const { store } = document.querySelector('#explorer').explorer;"
    to_norm += " store.set({ left: { ...store.state.left, layout: 'norm' } }); }"
    page.evaluate(to_norm)
    assert page.evaluate(moving) is False
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(to_norm.replace("norm'", "pca'"))
    assert page.evaluate(moving) is True
    settled(view)


WEBGL = "document.createElement('canvas').getContext('webgl') !== null"
COLORS = """canvas => new Set(new Uint32Array(canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""


def test_no_webgl_is_needed(browser, chromium, tmp_path):
    without = browser.browser_type.launch(
        executable_path=chromium,
        args=[*FLAGS, "--disable-software-rasterizer"],
        ignore_default_args=["--enable-unsafe-swiftshader"],
    )
    with watched_page(without) as page:
        view = open_page(page, tmp_path, make_space())
        assert page.evaluate(WEBGL) is False
        find(view, "movie 10")
        page.wait_for_selector("[data-side=left][data-drawn]")
        assert page.locator("[data-side=left] .ee-base").evaluate(COLORS) > 3
    without.close()


# Titles and sizes that try to break it


@pytest.fixture
def asked(page):
    """What dialogs a page opened: nothing that is shown may run."""
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    return asked


def test_titles_are_text(page, tmp_path, asked):
    view = open_page(page, tmp_path, make_space(len(NASTY), 3))
    view.set({"picked": 0, "selection": list(range(len(NASTY)))})
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
    view.set({"axis": {"from": [0], "to": [1]}})
    assert view.page.get_by_text("no direction leads from one to the other").is_visible()
    assert view.page.get_by_role("button", name="lay the points along it").count() == 0


def test_a_wide_set_loses_only_what_is_taken_out(view):
    view.page.get_by_text("Axis of meaning").click()
    view.set({"axis": {"from": list(range(30)), "to": [40]}})
    view.page.get_by_role("button", name="take out “\u2068movie 9\u2069”").click()
    assert view.state("axis")["from"] == [row for row in range(30) if row != 9]
