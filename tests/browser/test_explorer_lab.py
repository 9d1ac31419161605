"""The explorer in JupyterLab: it lives, the kernel follows, and re-running leaves nothing."""

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.tools.live_explorer import READY, heap, run_again, wait_until_kernel_says
from tests.tools.watched_page import watched_page
from tools.jupyterlab import open_lab, run_all, show_cell
from tools.notebooks import KERNEL

LESSON = "notebooks/explorer.ipynb"
SETUP = """
import gc
import sys

sys.path.insert(0, "..")
import numpy as np
import pandas as pd

from utils.space.embedding_space import EmbeddingSpace
from utils.explorer.explorer import EmbeddingExplorer
"""
SPACE = """
V = np.random.default_rng(0).normal(size=(2000, 32))
space = EmbeddingSpace(V, pd.DataFrame({"title": [f"movie {i}" for i in range(2000)]}))
"""
SHOW = "explorer = EmbeddingExplorer(space)\nexplorer"
SHOW_OTHER = "other = EmbeddingExplorer(space.where(np.arange(2000) < 300))\nother"
READ = """
from ipywidgets import Widget
live = [w for w in gc.get_objects() if isinstance(w, Widget) and w.comm and hasattr(w, "meta")]
print("kernel:", explorer.selection, explorer.view.get("picked"), len(live), "live")
"""
IDS = """() => [...document.querySelectorAll('.course-explorer [id], .course-explorer [name]')]
    .flatMap(e => e.id ? [e.id] : e.value === 'pan' ? [e.name] : [])"""
LOST = """roots => roots.flatMap(root => ['aria-controls', 'aria-describedby'].flatMap(name =>
    [...root.querySelectorAll(`[${name}]`)].map(e => e.getAttribute(name))
        .filter(id => !root.querySelector('#' + id))))"""
CORNER = "canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]"
CHANGE_THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
LIVE = 2  # explorers in the notebook


@pytest.fixture(scope="module")
def lesson(browser, lab):
    """A page in a notebook with two explorers, run."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    cells = [text.strip() for text in (SETUP, SPACE, SHOW, SHOW_OTHER, READ)]
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(notebook, lab.folder / LESSON)
    with watched_page(browser) as page:
        open_lab(page, lab, LESSON)
        run_all(page)
        yield page


def in_view(page, source):
    """The explorer of the cell with this source, scrolled to."""
    show_cell(page, source)
    found = page.locator(".jp-Notebook .jp-Cell", has_text=source).locator(READY)
    found.wait_for()
    return found


@pytest.fixture
def explorer(lesson):
    return in_view(lesson, "explorer = Emb")


def pick(explorer, title):
    box = explorer.get_by_role("combobox", name="Find")
    box.fill(title)
    box.press("Enter")


def test_the_kernel_sees_what_the_hand_does(lesson, explorer):
    pick(explorer, "movie 77")
    assert explorer.get_attribute("data-picked") == "77"
    explorer.locator("[data-side=left] .ee-top").focus()
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("Space")
    row = explorer.get_attribute("data-hover")
    wait_until_kernel_says(lesson, f"kernel: [{row}] 77 {LIVE} live")
    picture = lesson.get_by_alt_text("Map of 2000 movies")
    assert picture.count() == 1
    assert not picture.is_visible()


def test_two_explorers_do_not_know_of_each_other(lesson, explorer):
    other = in_view(lesson, "other = Emb")
    pick(other, "movie 5")
    other.get_by_label("select a box").check()
    pick(explorer, "movie 66")
    assert explorer.get_attribute("data-picked") == "66"
    assert other.get_attribute("data-picked") == "5"
    assert other.get_by_label("select a box").is_checked()
    assert explorer.get_by_label("move the map").is_checked()
    ids = lesson.evaluate(IDS)
    assert len(ids) >= 2 * 3
    assert len(ids) == len(set(ids))
    assert lesson.locator(READY).evaluate_all(LOST) == []


def test_the_theme_is_followed_without_running_again(lesson, explorer):
    corner = explorer.locator("[data-side=left] .ee-base")
    for theme, color in [("Dark", [0x16, 0x18, 0x1C, 255]), ("Light", [255, 255, 255, 255])]:
        lesson.evaluate(CHANGE_THEME, f"JupyterLab {theme}")
        lesson.locator(f"body[data-jp-theme-name='JupyterLab {theme}']").wait_for(state="attached")
        lesson.wait_for_selector("#jupyterlab-splash", state="detached")
        lesson.wait_for_selector(f"{READY}[data-theme={theme.lower()}]")
        lesson.evaluate("() => new Promise(requestAnimationFrame)")
        assert corner.evaluate(CORNER) == color
        text, behind = explorer.evaluate(
            "root => [getComputedStyle(root).color, getComputedStyle(root).backgroundColor]"
        )
        assert behind == f"rgb({color[0]}, {color[1]}, {color[2]})"
        assert text != behind


def test_running_again_leaves_nothing_behind(lesson, explorer):
    run_again(lesson, 3)
    wait_until_kernel_says(lesson, f"kernel: [] None {LIVE} live")
    before = heap(lesson)
    run_again(lesson, 20)
    wait_until_kernel_says(lesson, f"kernel: [] None {LIVE} live")
    assert lesson.locator(READY).count() == LIVE
    # anywidget keeps 0.1 MB of each widget; a whole explorer is 0.6 MB, twenty are 12.
    assert heap(lesson) - before < 6e6


def test_a_stored_notebook_shows_the_picture_without_a_kernel(lesson, lab, browser):
    name = "Map of 2000 movies by pca"
    lesson.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    html, _ = HTMLExporter().from_filename(str(lab.folder / LESSON))
    (lab.folder / "stored.html").write_text(html, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((lab.folder / "stored.html").as_uri())
    assert page.get_by_alt_text(name).bounding_box()["width"] > 400
    context.close()

    lesson.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown')")
    lesson.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    )
    open_lab(lesson, lab, LESSON)
    assert lesson.get_by_alt_text(name).is_visible()
