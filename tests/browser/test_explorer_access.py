"""The explorer for everybody: by keyboard, by screen reader, in both themes, small, and safe."""

import numpy as np
import pytest

from tests.tools.explorer_page import find, open_page, open_tab, settled, use_everything
from tests.tools.npm import npm_package
from tests.tools.spaces import make_space
from tests.tools.watched_page import watched_page
from tools.chromium import FLAGS, find_or_install
from utils.space.fold_in import FoldIn

SERIOUS = """async () => (await axe.run('#explorer')).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""
FOCUS = "() => document.activeElement.textContent || document.activeElement.tagName"


@pytest.fixture
def view(page, tmp_path):
    spaces = {"a": make_space(120, 6), "b": make_space(120, 6)}
    return open_page(page, tmp_path, spaces, fold_in=FoldIn())


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
    view.page.get_by_role("button", name="hide all classes").click()
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
    panel = view.page.get_by_role("tabpanel", name="Nearest")
    panel.evaluate("element => { element.scrollTop = 200; }")
    view.set({"selection": [5]})
    view.page.wait_for_selector("#explorer[data-selected='1']:not([data-agreement=''])")
    assert panel.evaluate("element => element.scrollTop") == 200
    view.set({"measure": "dot"})
    assert panel.evaluate("element => element.scrollTop") == 0


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


def test_no_webgl_is_needed(browser, tmp_path):
    without = browser.browser_type.launch(
        executable_path=find_or_install(),
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


def test_a_wide_set_loses_only_what_is_taken_out(view):
    open_tab(view, "Axes")
    view.set({"axis": {"from": list(range(30)), "to": [40]}})
    view.page.get_by_role("button", name="take out “\u2068movie 9\u2069”").click()
    assert view.state("axis")["from"] == [row for row in range(30) if row != 9]
