"""All labs, a quiz and an explorer on one page of JupyterLab: by keyboard, and as axe sees it."""

import nbformat
import pytest

from tests.tools.labs import LABS
from tests.tools.npm import npm_package
from tests.tools.tab_walk import walk
from tests.tools.watched_page import watched_page
from tools.jupyterlab import open_lab, run_all, show_cell
from tools.notebooks import KERNEL
from utils.base.paths import ROOT

NOTEBOOK = "notebooks/all_labs.ipynb"
MINE = "my_ratings_of_the_labs.csv"
SETUP = f"""
import sys
import time
from pathlib import Path

sys.path.insert(0, {str(ROOT)!r})
from tests.labs.frame.test_lab import one_bar
from tests.tools.labs import LABS
from tests.tools.spaces import make_space
from utils.data.my_ratings import no_ratings, save_my_ratings, with_rating
from utils.explorer.explorer import EmbeddingExplorer
from utils.labs import invented_movie
from utils.labs.quiz import quiz

invented_movie.LEAST, invented_movie.K = 1, 2
mine = Path("../data/{MINE}")
save_my_ratings(with_rating(with_rating(no_ratings(), 3, 5), 2, 4), mine)


def slowly(report, height):
    for done in range(100 if height > 3 else 0):
        report(done / 100)
        time.sleep(0.2)
    return height
"""
SHOW = {
    **{name: f'LABS["{name}"](mine)' for name in LABS},
    "quiz": 'quiz("03")',
    "explorer": "EmbeddingExplorer(make_space(60))",
}
SLOW = "one_bar(slowly)"
ROOTS = {"quiz": ".course-quiz", "explorer": ".course-explorer[data-ready=true]"}
FOUND = """async () => (await axe.run('.jp-mod-active .jp-OutputArea')).violations
    .map(found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""
ARROWS = {"slider": ("ArrowLeft", "ArrowRight"), None: ("ArrowUp", "ArrowDown")}
SAYS = """([root, before]) => {
    const said = [...root.querySelectorAll('[aria-live]:not(:empty)')].map(line => line.innerText);
    return said.some((words, n) => words !== before[n])
        && said.includes(root.querySelector('img').alt);
}"""
IS_LAST = """control => control.options
    ? control.selectedIndex === control.options.length - 1
    : control.getAttribute('aria-valuenow') === control.getAttribute('aria-valuemax')"""


def key_that_moves(control):
    """A key that changes a slider, a list or a box, wherever it stands."""
    if control.get_attribute("type") == "checkbox":
        return "Space"
    back, on = ARROWS[control.get_attribute("role")]
    return back if control.evaluate(IS_LAST) else on


@pytest.fixture(scope="module")
def notebook(browser, lab, request):
    """A page in a notebook with all of them, run."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    made.cells = [nbformat.v4.new_code_cell(text) for text in (SETUP.strip(), *SHOW.values(), SLOW)]
    nbformat.write(made, lab.folder / NOTEBOOK)
    with watched_page(browser) as page:
        open_lab(page, lab, NOTEBOOK)
        run_all(page)
        axe = npm_package("axe-core", request.config.cache) / "axe.min.js"
        page.evaluate(axe.read_text())
        yield page


@pytest.fixture(params=SHOW)
def shown(notebook, request):
    """One of them, scrolled to."""
    cell = show_cell(notebook, SHOW[request.param])
    root = cell.locator(ROOTS.get(request.param, ".course-lab"))
    root.wait_for()
    root.locator(":is(input, select, button, [role=slider][aria-label])").first.wait_for()
    return root


def test_tab_reaches_every_control_and_each_has_a_name_of_its_own(shown):
    marks, stops = walk(shown)
    assert marks == {stop.mark for stop in stops}
    names = [stop.name for stop in stops]
    assert all(names)
    assert sorted(set(names)) == sorted(names)


def test_axe_finds_nothing(notebook, shown):
    assert notebook.evaluate(FOUND) == []


@pytest.mark.parametrize("name", [name for name in LABS if name != "ratings"])
def test_each_control_follows_the_keys_and_the_lab_says_what_came_of_it(notebook, name):
    root = show_cell(notebook, SHOW[name]).locator(".course-lab")
    root.locator("[role=slider][aria-label], select").first.wait_for()
    for control in root.locator("[role=slider], select:not([size]), [type=checkbox]").all():
        before = root.locator("[aria-live]:not(:empty)").all_inner_texts()
        control.press(key_that_moves(control))
        notebook.wait_for_function(SAYS, arg=[root.element_handle(), before])
        if control.get_attribute("role") == "slider":
            row = control.locator("xpath=ancestor::*[contains(@class, 'widget-inline-hbox')]")
            readout = row.locator(".widget-readout").inner_text()
            assert control.get_attribute("aria-valuetext") == readout


def wait_for_words(root, text):
    root.locator("[aria-live]", has_text=text).first.wait_for()


def test_slow_work_says_so_and_stops_at_a_key(notebook):
    slow = show_cell(notebook, SLOW).locator(".course-lab")
    picture = slow.locator("img").get_attribute("src")
    slow.get_by_role("slider", name="height").press("ArrowRight")
    stop = slow.get_by_role("button", name="Stop")
    stop.wait_for()
    assert slow.get_by_role("progressbar", name="progress").is_visible()
    wait_for_words(slow, "Working; the picture is still the one before.")
    stop.press("Enter")
    wait_for_words(slow, "Stopped at")
    stop.wait_for(state="hidden")
    assert slow.locator("img").get_attribute("src") == picture


def test_a_movie_is_rated_by_keyboard_and_the_rating_is_taken_back(notebook, lab):
    keyboard = notebook.keyboard
    root = show_cell(notebook, SHOW["ratings"]).locator(".course-lab")
    root.get_by_label("Find a movie").press_sequentially("E")
    wait_for_words(root, "matches: 1")
    for key in ("Tab", "Tab"):
        keyboard.press(key)
    keyboard.type("0.5")
    keyboard.press("Tab")
    keyboard.press("Enter")
    wait_for_words(root, "Your ratings (3)")
    assert "4,0.5," in (lab.folder / "data" / MINE).read_text()
    root.get_by_role("button", name="Remove e").press("Enter")
    wait_for_words(root, "Your ratings (2)")
    assert "4,0.5," not in (lab.folder / "data" / MINE).read_text()
