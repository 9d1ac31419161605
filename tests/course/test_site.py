"""The course as a site: built from the stored notebooks, read from disk with no network."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.tools.paper import A4, cut_off
from tools.chromium import launched
from tools.notebooks import paths

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "build" / "site"
MOST_BYTES = 30e6
LINK = re.compile(r'(?:href|src)="([^"#?]+)')

pytestmark = pytest.mark.full


@pytest.fixture(scope="module", autouse=True)
def built():
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    made = subprocess.run(["make", "site"], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A page that notes errors, and requests that leave this machine's disk."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors, outside = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda asked: outside.append(asked.url) if "://" in asked.url[:8] else None)
    yield page
    assert errors == []
    assert [url for url in outside if not url.startswith("file:")] == []
    page.close()


def test_it_is_small_and_no_link_within_it_is_dead():
    assert sum(file.stat().st_size for file in SITE.rglob("*") if file.is_file()) <= MOST_BYTES
    dead = set()
    pages = (p for p in SITE.rglob("*.html") if "_static" not in p.parts)  # a theme's templates
    for place in pages:
        for link in LINK.findall(place.read_text("utf-8")):
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            if not (place.parent / unquote(link)).exists():
                dead.add((place.relative_to(SITE).as_posix(), link))
    assert dead == set()


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_lesson_reads_offline(page, path):
    page.goto((SITE / "notebooks" / f"{path.stem}.html").as_uri())
    page.wait_for_function(
        "!document.querySelector('.math') || document.querySelector('mjx-container')"
    )
    assert page.locator("h1:visible").count() == 1  # the theme has another one, for paper
    if page.locator(".course-quiz").count():
        page.get_by_role("button", name="Answer").first.press("Enter")
        assert page.locator(".course-quiz-said").first.text_content()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_lesson_on_paper_is_not_cut_off(page, path):
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    page.goto((SITE / "notebooks" / f"{path.stem}.html").as_uri())
    assert page.locator("pre").count() > 10
    assert cut_off(page) == []


def test_the_explorer_is_live(page):
    page.goto((SITE / "site" / "explorer.html").as_uri())
    frame = page.frame_locator("iframe.course-explorer")
    frame.get_by_role("combobox", name="Find").fill("toy story")
    assert frame.get_by_role("option").first.text_content().startswith("Toy Story")
