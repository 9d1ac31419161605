"""In JupyterLab: maps, clusters and questions in words come from the kernel while one looks."""

import nbformat
import pytest

from tests.tools.live_explorer import READY
from tests.tools.watched_page import watched_page
from tools.jupyterlab import open_lab, run_all, show_cell
from tools.notebooks import KERNEL

NOTEBOOK = "notebooks/making.ipynb"
SETUP = """
import sys

sys.path.insert(0, "..")
import numpy as np
import pandas as pd

from utils.space.embedding_space import EmbeddingSpace
from utils.explorer.explorer import EmbeddingExplorer

rng = np.random.default_rng(0)
V = np.repeat(np.eye(8)[:3], 40, axis=0) + rng.normal(0, 0.02, (120, 8))
table = pd.DataFrame({"title": [f"row {i}" for i in range(120)], "kind": ["a", "b", "c"] * 40})
space = EmbeddingSpace(V, table.assign(island=np.repeat(["north", "west", "south"], 40)))


def embed(text):
    return {"south": np.eye(8)[2]}[text]
"""
SHOW = "explorer = EmbeddingExplorer(space, embed=embed)\nexplorer"
STORED = """() => JSON.stringify(jupyterapp.shell.currentWidget.content.model.sharedModel
    .cells.map(cell => cell.toJSON().outputs ?? []))"""


@pytest.fixture(scope="module")
def lesson(browser, lab):
    """A page in a notebook with an explorer that can be asked in words, run."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    notebook.cells = [nbformat.v4.new_code_cell(text.strip()) for text in (SETUP, SHOW)]
    nbformat.write(notebook, lab.folder / NOTEBOOK)
    with watched_page(browser) as page:
        open_lab(page, lab, NOTEBOOK)
        run_all(page)
        show_cell(page, "explorer = ")
        page.wait_for_selector(READY)
        yield page


def test_a_t_sne_map_comes_while_one_looks(lesson):
    lesson.locator("summary", has_text="Maps").click()
    lesson.get_by_role("button", name="make a t-SNE map").click()
    name = lesson.locator("[data-side=left] figcaption bdi", has_text="t-SNE map")
    name.wait_for(timeout=60_000)
    lesson.locator(".ee-score", has_text="keeps").wait_for()
    assert lesson.get_by_role("button", name="make a t-SNE map").count() == 0
    lesson.keyboard.press("Escape")


def test_clusters_are_found_named_and_selected(lesson):
    lesson.get_by_role("tab", name="Clusters").click()
    lesson.get_by_role("button", name="find clusters").click()
    lesson.get_by_role("button", name="Select island: west").click(timeout=60_000)
    lesson.wait_for_selector(f"{READY}[data-selected='40']")
    selection = lesson.evaluate(f"document.querySelector('{READY}').explorer.store.state.selection")
    assert selection == list(range(40, 80))
    assert lesson.get_by_role("combobox", name="Color").input_value() == "cluster"


def test_the_stored_picture_is_that_of_the_view(lesson):
    lesson.get_by_role("combobox", name="Color").select_option("island")
    words = "by t-sne, space, colored by island."
    lesson.wait_for_function(f"words => ({STORED})().includes(words)", arg=words)


def test_a_question_in_words_finds_rows_and_a_wrong_one_says_why(lesson):
    lesson.get_by_role("tab", name="Nearest").click()
    box = lesson.get_by_role("textbox", name="Ask in words")
    box.fill("south")
    box.press("Enter")
    table = lesson.get_by_role("region", name="10 nearest, by cosine")
    table.wait_for()
    rows = table.locator("tbody tr").evaluate_all("lines => lines.map(l => Number(l.dataset.row))")
    assert len(rows) == 10
    assert all(80 <= row < 120 for row in rows)
    box.fill("nowhere")
    box.press("Enter")
    problem = lesson.get_by_role("alert").filter(has_text="KeyError")
    problem.wait_for()
    assert problem.inner_text() == "“nowhere” could not be asked. KeyError: 'nowhere'"


def test_a_part_has_maps_of_its_own(lesson):
    root = f"document.querySelector('{READY}').explorer"
    lesson.evaluate(f"{root}.store.set({{ selection: [...Array(40).keys()] }})")
    lesson.locator("summary", has_text="Maps").click()
    lesson.get_by_role("button", name="isolate the 40 selected").click()
    lesson.wait_for_selector(f"{READY}[data-visible='40']")
    lesson.get_by_role("button", name="make a t-SNE map of these").click()
    lesson.locator("figcaption bdi", has_text="t-SNE map of the part").wait_for(timeout=60_000)
    lesson.get_by_role("button", name="show all again").click()
    lesson.wait_for_selector(f"{READY}[data-visible='120']")
    assert lesson.locator("[data-side=left] figcaption bdi").inner_text() == "t-SNE map"
