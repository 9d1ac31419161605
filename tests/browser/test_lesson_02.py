"""Lesson 02 as a learner meets it: run it, move a slider, see the figure follow."""

from tests.browser.lab import open_lab, run_all, show_cell
from tests.notebooks import paths


def test_the_playground_redraws_when_a_slider_moves(lab, page):
    lesson = next(path for path in paths() if path.stem.startswith("02"))
    open_lab(page, lab, f"notebooks/{lesson.name}")
    run_all(page)
    show_cell(page, "playground(")
    playground = page.locator(".course-playground")
    figure = playground.locator("img").first
    before = figure.get_attribute("src")
    handle = playground.locator(".widget-hslider .noUi-handle").first
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([figure, before]) => figure.isConnected && figure.src !== before"
        " || document.querySelector('.course-playground img')?.src !== before",
        arg=[figure.element_handle(), before],
    )
