"""The labs of lesson 08 in JupyterLab, on small data: keys move them, and Stop ends their work."""

import nbformat
import pytest

from tests.tools.npm import npm_package
from tools.jupyterlab import open_lab, run_all, show_cell
from tools.notebooks import KERNEL

NOTEBOOK = "notebooks/labs_of_lesson_08.ipynb"
SETUP = """
import sys

sys.path.insert(0, "..")
import numpy as np
from scipy.sparse import csr_array

from utils.labs.index import index_lab
from utils.labs.reranking import reranking_lab
from utils.retrieval.item_index import ItemIndex

rng = np.random.default_rng(0)
items, queries = rng.normal(size=(5000, 16)), rng.normal(size=(2000, 16))
indexes = {kind: ItemIndex(items, kind) for kind in ("ivf", "hnsw")}
scores, kinds = rng.normal(size=(50, 90)), np.eye(6)[np.arange(90) % 6]
titles = [f"<b>Movie</b> {i}" for i in range(90)]
hidden = csr_array((rng.random((50, 90)) < 0.2) | (np.arange(90) == 0))
"""
INDEX = "index_lab(indexes, items, queries[:20])"
SLOW = "index_lab(indexes, items, queries)"
LISTS = "reranking_lab(scores, kinds, np.arange(1930, 2020), titles, hidden)"
SERIOUS = """async () => (await axe.run('.jp-mod-active .course-lab')).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).join(' | '))"""


@pytest.fixture
def notebook(page, lab):
    """A notebook with the labs, run; `page` is in it."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    cells = (SETUP.strip(), INDEX, SLOW, LISTS)
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(notebook, lab.folder / NOTEBOOK)
    open_lab(page, lab, NOTEBOOK)
    run_all(page)
    return page


def shown_lab(page, text):
    found = show_cell(page, text).locator(".course-lab")
    found.locator("table tbody tr").first.wait_for()
    found.locator("[role=slider][aria-label]").first.wait_for()
    return found


def wait_for_words(found, text):
    found.locator("[aria-live]", has_text=text).first.wait_for()


def press(page, control, *keys):
    control.focus()
    for key in keys:
        page.keyboard.press(key)


def slider(found, name):
    return found.get_by_role("slider", name=name)


def test_the_labs_follow_the_keys_and_stop(notebook, lab):
    page = notebook
    index = shown_lab(page, INDEX)
    wait_for_words(index, "ivf, effort 32: a query is compared with")
    before = index.locator("img").get_attribute("src")
    press(page, slider(index, "Effort"), "ArrowRight")
    wait_for_words(index, "ivf, effort 64: a query is compared with")
    assert index.locator("img").get_attribute("src") != before
    assert "effort 64" in index.locator("img").get_attribute("alt")
    press(page, index.get_by_label("Index"), "ArrowDown")
    wait_for_words(index, "hnsw, effort 64: a query is compared with")
    assert index.locator("tbody tr").count() == 2
    assert index.locator("th[scope=col]").all_inner_texts()[0] == "index"
    assert not index.get_by_role("progressbar").is_visible()
    index.scroll_into_view_if_needed()
    page.screenshot(path=lab.folder / "lesson_08_index.png")

    slow = shown_lab(page, SLOW)
    picture = slow.locator("img").get_attribute("src")
    press(page, slow.get_by_label("Index"), "ArrowDown")
    stop = slow.get_by_role("button", name="Stop")
    stop.wait_for()
    assert slow.get_by_role("progressbar", name="progress").is_visible()
    wait_for_words(slow, "Working; the picture is still the one before.")
    page.screenshot(path=lab.folder / "lesson_08_working.png")
    press(page, stop, "Enter")
    wait_for_words(slow, "Stopped at")
    stop.wait_for(state="hidden")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "32"  # the effort, above it
    assert slow.locator("img").get_attribute("src") == picture
    assert slow.locator("tbody tr").count() == 1

    lists = shown_lab(page, LISTS)
    before = lists.locator("tbody").inner_text()
    assert lists.locator("tbody tr").count() == 10 and "<b>Movie</b>" in before
    press(page, slider(lists, "λ"), "End")
    wait_for_words(lists, "λ 1, freshness 2")
    assert lists.locator("tbody").inner_text() != before
    press(page, slider(lists, "Person"), "ArrowRight", "ArrowRight")
    wait_for_words(lists, "person 2 gets")
    lists.scroll_into_view_if_needed()
    page.screenshot(path=lab.folder / "lesson_08_lists.png")


def test_axe_finds_nothing_serious(notebook, request):
    notebook.evaluate((npm_package("axe-core", request.config.cache) / "axe.min.js").read_text())
    for text in (INDEX, LISTS):
        shown_lab(notebook, text)
        assert notebook.evaluate(SERIOUS) == []
