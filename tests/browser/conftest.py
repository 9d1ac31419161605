"""A browser and a JupyterLab for the tests of this folder."""

import urllib.parse
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.tools.explorer_page import N, open_page
from tests.tools.spaces import make_space
from tools.chromium import FLAGS, find_or_install
from tools.jupyterlab import running_lab
from utils.space.fold_in import FoldIn


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab that serves a copy of the course."""
    with running_lab(tmp_path_factory.mktemp("course")) as lab:
        yield lab


@pytest.fixture(scope="package")
def chromium():
    """Path of a Chromium."""
    return find_or_install()


@pytest.fixture(scope="package")
def browser(chromium):
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_options():
    """How the browser of a test differs from a desktop's: as for Playwright's new_context."""
    return {}


@pytest.fixture
def page(browser, page_options):
    """A page in a fresh profile, watched."""
    with watched_page(browser, **page_options) as page:
        yield page


@contextmanager
def watched_page(browser, **options):
    """A page in a fresh profile. At its end: no error on the console, no request to elsewhere.

    Args:
        options: as for Playwright's new_context.
    """
    context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
    page = context.new_page()
    errors, outside = [], []

    def note_message(message):
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url')})")

    def note_address(request):
        if urllib.parse.urlsplit(request.url).hostname not in (None, "127.0.0.1"):
            outside.append(request.url)

    page.on("console", note_message)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("websocket", note_address)
    context.on("request", note_address)
    yield page
    context.close()
    assert errors == []
    assert outside == []


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
