"""JupyterLab in a real browser: the first lesson runs, and nothing pops up over it."""

from tests.browser.lab import open_lab, run_all, show_cell

LESSON = "notebooks/00_start_here.ipynb"


def test_the_first_lesson_runs_and_shows_its_figure(page, lab):
    open_lab(page, lab, LESSON)
    run_all(page)
    picture = show_cell(page, "show(fig, alt)").locator(".jp-OutputArea img").first
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") > 400
    page.screenshot(path=lab.folder / "lesson_00.png")


def test_a_fresh_lab_shows_no_news(page, lab):
    open_lab(page, lab)
    page.wait_for_timeout(2000)
    assert page.locator(".Toastify__toast").count() == 0
