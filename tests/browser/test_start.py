"""JupyterLab as `make lab` sets it up, opened for the first time."""

from tests.browser.lab import open_lab


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
