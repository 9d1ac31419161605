"""A space that is too large for the browser: its neighbors come from the kernel, in JupyterLab."""

import json

import nbformat
import pytest

from tests.tools.live_explorer import READY, heap, kernel_says, run_again
from tests.tools.spaces import make_space
from tools.jupyterlab import open_lab, run_all, show_cell
from tools.notebooks import KERNEL

N = 5000
NOTEBOOK = "notebooks/large.ipynb"
SETUP = """
import gc
import sys

sys.path.insert(0, "..")
from utils.space.embedding_space import EmbeddingSpace
from utils.explorer.answers import Answers
from utils.explorer.explorer import EmbeddingExplorer
from utils.space.fold_in import FoldIn

space = EmbeddingSpace.load("../large")
"""
SHOW = "explorer = EmbeddingExplorer(space, fold_in=FoldIn(), most_bytes=0)\nexplorer"
READ = """
gc.collect()
live = sum(isinstance(one, Answers) for one in gc.get_objects())
print("kernel:", live, "live,", len(explorer.selection), "selected")
"""
APP = f"document.querySelector('{READY}').explorer"


@pytest.fixture(scope="module")
def space():
    space = make_space(N, 32)
    space.table["genres"] = space.table["genres"].map("|".join)
    return space


@pytest.fixture
def large(page, lab, space):
    """A page with a notebook that explores the space through the kernel."""
    space.save(lab.folder / "large")
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    cells = [text.strip() for text in (SETUP, SHOW, READ)]
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    nbformat.write(notebook, lab.folder / NOTEBOOK)
    open_lab(page, lab, NOTEBOOK)
    run_all(page)
    show_cell(page, "explorer = ")
    page.wait_for_selector(READY)
    return page


def ask(page, patch):
    """Change the state, wait for the kernel, and return the rows of the left table."""
    page.evaluate(f"patch => {APP}.store.set(patch)", patch)
    page.wait_for_selector(f"{READY}[data-waiting='']")
    return json.loads(page.locator(READY).get_attribute("data-results"))[0]


def test_neighbors_of_a_title_a_sum_and_ratings_are_those_of_numpy(large, space):
    box = large.get_by_role("combobox", name="Find")
    box.fill("MÓVIE 4177")
    box.press("Enter")
    large.get_by_role("region", name="10 nearest, by cosine").wait_for()
    assert ask(large, {}) == space.neighbors(4177).index.tolist()
    assert "Nearest to" in large.locator(".ee-caption").inner_text()
    for measure in ("dot", "euclidean"):
        expected = space.neighbors(4177, 10, measure)
        assert ask(large, {"measure": measure}) == expected.index.tolist()
        cells = large.locator(".ee-results tbody tr td:nth-child(3)").all_inner_texts()
        assert [float(cell) for cell in cells] == pytest.approx(list(expected["score"]), rel=5e-3)
    dramas = [row for row in space.neighbors(4177, 60, "euclidean").index if row % 3]
    assert ask(large, {"hidden": ["comedy"]}) == dramas[:10]
    query = space.vectors[40] - space.vectors[50] + space.vectors[60]
    near = [row for row in space.neighbors(query, 20, "dot").index if row not in (40, 50, 60)]
    patch = {"hidden": [], "query": "sum", "sum": {"plus": [40, 60], "minus": [50]}}
    assert ask(large, {**patch, "measure": "dot"}) == near[:10]
    rows = ask(large, {"query": "you", "ratings": {"7": 5, "9": 1}})
    score, because = large.locator(".ee-results tbody tr").first.locator("td").all()[1:3]
    assert "“\u2068movie 7\u2069” +" in because.inner_text()
    assert float(score.inner_text()) > 0
    assert len(set(rows) - {7, 9}) == 10


def test_a_selection_reaches_the_kernel_and_running_again_leaves_nothing_there(large):
    large.evaluate(f"() => {APP}.selectView()")
    large.wait_for_timeout(1000)
    assert kernel_says(large).endswith(f" live, {N} selected")
    run_again(large, 3)
    ask(large, {"picked": 8})
    large.wait_for_timeout(4000)
    before, live = heap(large), kernel_says(large)
    for _ in range(20):
        run_again(large, 1)
        assert len(ask(large, {"picked": 8})) == 10
    large.wait_for_timeout(4000)
    assert kernel_says(large) == live
    assert heap(large) - before < 8e6


def test_a_kernel_that_is_gone_is_spoken_of(large):
    assert len(ask(large, {"picked": 8})) == 10
    large.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown')")
    large.wait_for_timeout(1000)
    large.evaluate(f"() => {APP}.store.set({{ picked: 9 }})")
    large.get_by_text("it is gone: then run the cell of this explorer again").first.wait_for()
    assert large.locator(READY).get_attribute("data-results") == "[]"
    colors = large.evaluate(f"() => new Set({APP}.colors).size")
    assert colors >= 2, "the map is still there"
    # The manager of the widgets writes to the console that the new view cannot be stored.
    large.errors[:] = [e for e in large.errors if "Could not send widget sync message" not in e]
