"""A notebook that was run, saved and is opened the next day: pictures, no error, no question."""

import nbformat
import pytest

from tests.tools.watched_page import watched_page
from tools.jupyterlab import open_lab, run_all
from tools.notebooks import KERNEL, clean, execute, write

SAVED = "notebooks/saved.ipynb"
UNTOUCHED = "notebooks/untouched.ipynb"
CELLS = [
    """
import sys

sys.path.insert(0, "..")
import numpy as np

from utils.explorer.explorer import EmbeddingExplorer
from utils.labs.softmax import softmax_lab
""",
    "EmbeddingExplorer(np.eye(9), list('abcdefghi'))",
    "softmax_lab(np.eye(4, 2), list('abcd'))",
]
PICTURES = ("Map of 9 rows", "ψ = ")
DIRTY = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"


def notebook():
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    made.cells = [nbformat.v4.new_code_cell(text.strip()) for text in CELLS]
    return made


def pictures(page):
    """Whether the picture of each widget is seen."""
    return [page.locator(f'.course-still img[alt^="{alt}"]').is_visible() for alt in PICTURES]


@pytest.fixture
def unwatched(browser):
    """A page that is not watched: JupyterLab complains of widgets that are gone."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def reopened(unwatched, lab):
    """The notebook run, saved, its kernel ended, and opened anew."""
    page = unwatched
    nbformat.write(notebook(), lab.folder / SAVED)
    open_lab(page, lab, SAVED)
    run_all(page)
    page.wait_for_selector(".course-explorer[data-ready=true]")
    page.wait_for_selector(".course-lab")
    assert pictures(page) == [False, False]
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown')")
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    )
    open_lab(page, lab, SAVED)
    return page


def test_the_next_day_every_widget_shows_its_picture_and_no_error(reopened):
    errors = reopened.get_by_text("Error displaying widget")
    errors.nth(1).wait_for(state="attached")  # both widgets have been looked for in vain
    assert pictures(reopened) == [True, True]
    assert [errors.nth(i).is_visible() for i in range(errors.count())] == [False, False]


def test_an_untouched_notebook_is_not_changed_by_opening_it(browser, lab):
    made = notebook()
    execute(made, lab.folder / "notebooks")
    clean(made)
    write(made, lab.folder / UNTOUCHED)
    before = (lab.folder / UNTOUCHED).read_bytes()
    with watched_page(browser) as page:
        open_lab(page, lab, UNTOUCHED)
        page.wait_for_timeout(2000)
        assert page.evaluate(DIRTY) is False
        assert pictures(page) == [True, True]
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    assert (lab.folder / UNTOUCHED).read_bytes() == before
