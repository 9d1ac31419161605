"""Lesson 02 in a browser: a slider moved by the keyboard redraws the lab."""

from tools.jupyterlab import open_lab, run_through, show_cell

LESSON = "notebooks/02_how_do_we_factorize.ipynb"
CHANGED = "([image, old]) => image.isConnected === false || image.src !== old"


def test_a_slider_moved_by_the_keyboard_redraws_the_table_and_its_words(page, lab):
    open_lab(page, lab, LESSON)
    run_through(page, "factorization_lab(stars")
    cell = show_cell(page, "factorization_lab(stars")
    shown = cell.locator(".course-lab")
    picture = shown.locator("img")
    picture.wait_for()
    before = {name: picture.get_attribute(name) for name in ("src", "alt")}
    assert before["alt"].startswith("300 steps of gradient descent, 2 dimensions")
    page.screenshot(path=lab.folder / "lesson_02.png")

    shown.locator(".widget-slider [role=slider]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(CHANGED, arg=[picture.element_handle(), before["src"]])
    assert picture.get_attribute("src") != before["src"]
    assert picture.get_attribute("alt").startswith("300 steps of gradient descent, 3 dimensions")
    assert picture.get_attribute("alt") in shown.locator("[aria-live]").inner_text()
    page.screenshot(path=lab.folder / "lesson_02_moved.png")
