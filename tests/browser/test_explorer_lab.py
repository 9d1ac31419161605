"""The explorer in JupyterLab: it lives, the kernel follows, and re-running leaves nothing."""

import subprocess
import sys

import nbformat
import pytest

from tests.browser.lab import open_lab, run_all, show_cell
from tests.notebooks import KERNEL

LESSON = "notebooks/explorer.ipynb"
READY = ".course-explorer[data-ready=true]"
SETUP = """
import gc
import sys

sys.path.insert(0, "..")
import numpy as np
import pandas as pd

from utils.embeddings import EmbeddingSpace
from utils.explorer.explorer import EmbeddingExplorer
"""
SPACE = """
V = np.random.default_rng(0).normal(size=(2000, 32))
table = pd.DataFrame({"title": [f"movie {i}" for i in range(2000)]})
"""
SHOW = "explorer = EmbeddingExplorer(EmbeddingSpace(V, table))\nexplorer"
READ = """
from ipywidgets import Widget
live = [w for w in gc.get_objects() if isinstance(w, Widget) and w.comm and hasattr(w, "meta")]
print("kernel:", explorer.selection, explorer.view.get("picked"), len(live), "live")
"""
RUN = """async cells => {
    const { shell, commands } = window.jupyterapp;
    const { content } = shell.currentWidget;
    for (const text of cells) {
        content.activeCellIndex = content.widgets.findIndex(
            cell => cell.model.sharedModel.source.includes(text));
        content.deselectAll();
        await commands.execute('notebook:run-cell');
    }
}"""


@pytest.fixture
def lesson(page, lab):
    """A notebook with an explorer, run; `page` is in it."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    cells = [text.strip() for text in (SETUP, SPACE, SHOW, READ)]
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(notebook, lab.folder / LESSON)
    open_lab(page, lab, LESSON)
    run_all(page)
    show_cell(page, "explorer = ")
    page.wait_for_selector(READY)
    return page


def run_again(page, times):
    """Run the cell that shows the explorer, and wait for it, so many times."""
    for _ in range(times):
        page.evaluate("ready => { document.querySelector(ready).dataset.old = ''; }", READY)
        page.evaluate(RUN, ["explorer ="])
        page.wait_for_selector(f"{READY}:not([data-old])")


def kernel_says(page):
    page.evaluate(RUN, ["print("])
    return show_cell(page, "print(").locator(".jp-OutputArea-output").last.inner_text().strip()


def heap(page):
    """Bytes of JavaScript that are alive."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def test_the_kernel_sees_what_the_hand_does(lesson):
    box = lesson.get_by_role("combobox", name="Find")
    box.fill("movie 77")
    box.press("Enter")
    explorer = lesson.locator(READY)
    assert explorer.get_attribute("data-picked") == "77"
    canvas = lesson.locator("[data-side=left] .ee-top")
    canvas.focus()
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("Space")
    row = explorer.get_attribute("data-hover")
    lesson.wait_for_timeout(500)
    assert kernel_says(lesson) == f"kernel: [{row}] 77 1 live"
    picture = lesson.locator(".jp-OutputArea img")
    assert picture.count() == 1
    assert not picture.is_visible()


def test_running_again_leaves_nothing_behind(lesson):
    run_again(lesson, 3)
    lesson.wait_for_timeout(4000)
    before, live = heap(lesson), kernel_says(lesson)
    run_again(lesson, 20)
    lesson.wait_for_timeout(4000)
    assert lesson.locator(READY).count() == 1
    assert kernel_says(lesson) == live
    # anywidget keeps 0.1 MB of each widget; a whole explorer is 0.6 MB, twenty are 12.
    assert heap(lesson) - before < 6e6


def test_a_stored_notebook_shows_the_picture_without_a_kernel(lesson, lab, browser):
    lesson.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.wait_for_timeout(500)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", LESSON]
    subprocess.run(command, cwd=lab.folder, check=True, capture_output=True)
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((lab.folder / LESSON).with_suffix(".html").as_uri())
    picture = page.get_by_alt_text("Map of 2000 movies by pca")
    assert picture.bounding_box()["width"] > 400
    context.close()

    lesson.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown')")
    lesson.wait_for_timeout(1000)
    open_lab(lesson, lab, LESSON)
    assert lesson.get_by_alt_text("Map of 2000 movies by pca").is_visible()
