"""JupyterLab in a real browser, as `make lab` sets it up: no pop-up, and the first lesson runs."""

from tools.jupyterlab import open_lab, run_all, show_cell

LESSON = "notebooks/00_start_here.ipynb"


def test_a_fresh_lab_shows_no_news_pop_up(lab, page):
    open_lab(page, lab)
    page.wait_for_load_state("networkidle")
    settings = page.evaluate(
        "async () => (await window.jupyterapp.serviceManager.settings"
        ".fetch('@jupyterlab/apputils-extension:notification')).settings"
    )
    assert settings == {}, "the profile is not fresh"
    page.wait_for_selector(".jp-Launcher")
    assert page.locator(".Toastify__toast").count() == 0


def test_the_first_lesson_runs_and_shows_its_figure_and_its_alternative(page, lab):
    open_lab(page, lab, LESSON)
    run_all(page)
    picture = show_cell(page, "show(fig, alt)").locator(".jp-OutputArea img").first
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") > 400
    assert picture.get_attribute("alt").startswith("Bars: the ten movies")
    page.screenshot(path=lab.folder / "lesson_00.png")
