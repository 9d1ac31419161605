"""Lesson 02 in a real JupyterLab: it runs, and its playground answers to the keyboard."""

import pytest

from tests.browser.lab import open_lab, run_all, show_cell

LESSON = "notebooks/02_how_do_we_factorize.ipynb"


@pytest.fixture
def lesson(page, lab):
    """The lesson, open and run from top to bottom."""
    open_lab(page, lab, LESSON)
    run_all(page)
    return page


def test_a_slider_redraws_the_figure(lesson):
    cell = show_cell(lesson, "factorization_playground(")
    playground = cell.locator(".course-playground")
    picture = playground.locator("img").first
    before = picture.get_attribute("src")
    playground.locator(".widget-slider [role=slider]").first.press("ArrowRight")
    lesson.wait_for_function(
        "([image, before]) => image.src !== before", arg=[picture.element_handle(), before]
    )
    assert picture.get_attribute("src") != before


def test_a_fresh_lab_shows_no_news(page, lab):
    open_lab(page, lab)
    page.wait_for_timeout(2000)
    assert page.locator(".Toastify__toast").count() == 0
