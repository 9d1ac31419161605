"""A notebook that was run, saved and is opened the next day: pictures, no error, no question."""

import nbformat
import pytest

from tests.tools.notebook7 import notebook7
from tests.tools.watched_page import watched_page
from tools.jupyterlab import open_lab, open_notebook7, run_all, running_lab
from tools.notebooks import KERNEL, clean, execute, write

SAVED = "notebooks/saved.ipynb"
UNTOUCHED = "notebooks/untouched.ipynb"
CELLS = [
    """
import sys

sys.path.insert(0, "..")
import numpy as np

from utils.explorer.explorer import EmbeddingExplorer
from utils.labs.quiz import quiz
from utils.labs.softmax import softmax_lab
""",
    "EmbeddingExplorer(np.eye(9), list('abcdefghi'))",
    "softmax_lab(np.eye(4, 2), list('abcd'))",
    "quiz('03')",
]
STILL = ('img[alt^="Map of 9 rows"]', 'img[alt^="ψ = "]', ".course-quiz-still")
LIVE = (".course-explorer[data-ready=true]", ".course-lab", ".course-quiz")
DIRTY = "() => window.jupyterapp.shell.currentWidget.context.model.dirty"


def notebook():
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    made.cells = [nbformat.v4.new_code_cell(text.strip()) for text in CELLS]
    return made


def pictures(page):
    """Whether the picture of each widget is seen."""
    return [page.locator(f".course-still {place}").is_visible() for place in STILL]


@pytest.fixture
def unwatched(browser):
    """A page that is not watched: JupyterLab complains of widgets that are gone."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def run_and_save(page):
    """Run the open notebook, save it, and end its kernel."""
    run_all(page)
    for widget in LIVE:
        page.wait_for_selector(widget)
    assert pictures(page) == [False] * len(LIVE)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown')")
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    )


def assert_pictures_and_no_error(page):
    errors = page.get_by_text("Error displaying widget")
    errors.nth(len(LIVE) - 1).wait_for(state="attached")  # all have been looked for in vain
    assert pictures(page) == [True] * len(LIVE)
    assert not any(errors.nth(i).is_visible() for i in range(errors.count()))


def test_the_next_day_every_widget_shows_its_picture_and_no_error(unwatched, lab):
    nbformat.write(notebook(), lab.folder / SAVED)
    open_lab(unwatched, lab, SAVED)
    run_and_save(unwatched)
    open_lab(unwatched, lab, SAVED)
    assert_pictures_and_no_error(unwatched)


def test_so_they_do_in_notebook_7(unwatched, tmp_path, request):
    with running_lab(tmp_path, beside=notebook7(request.config.cache)) as server:
        nbformat.write(notebook(), server.folder / SAVED)
        open_notebook7(unwatched, server, SAVED)
        run_and_save(unwatched)
        open_notebook7(unwatched, server, SAVED)
        assert_pictures_and_no_error(unwatched)


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
        assert pictures(page) == [True] * len(STILL)
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    assert (lab.folder / UNTOUCHED).read_bytes() == before
