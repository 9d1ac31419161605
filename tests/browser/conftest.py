"""A browser and a JupyterLab for the tests of this folder."""

import pytest

from tests.tools.explorer_page import N, open_page
from tests.tools.spaces import make_space
from tests.tools.watched_page import watched_page
from tools.chromium import launched
from tools.jupyterlab import end_kernels, running_lab
from utils.space.fold_in import FoldIn


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """A JupyterLab that serves a copy of the course."""
    with running_lab(tmp_path_factory.mktemp("course")) as server:
        yield server


@pytest.fixture(scope="module")
def lab(server):
    """That JupyterLab; the kernels that a test module started end with it."""
    yield server
    end_kernels(server)


@pytest.fixture(scope="package")
def browser():
    """A headless Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture
def page_options():
    """How the browser of a test differs from a desktop's: as for Playwright's new_context."""
    return {}


@pytest.fixture
def page(browser, page_options):
    """A page in a fresh profile, watched."""
    with watched_page(browser, **page_options) as page:
        yield page


@pytest.fixture(scope="module")
def space():
    """Rows with a map; a test module may have another one."""
    space = make_space(N, 8)
    space.map("pca")
    return space


@pytest.fixture
def view(page, space, tmp_path):
    """A page that explores the space."""
    return open_page(page, tmp_path, space, fold_in=FoldIn(l2=2.0))
