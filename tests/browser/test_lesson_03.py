"""Lesson 03 in JupyterLab: the neighbor finder and the rating panel answer, keyboard included."""

import csv

import pytest

from tools.jupyterlab import open_lab, run_through, show_cell

LESSON = "notebooks/03_what_does_an_embedding_know.ipynb"


@pytest.fixture
def lesson(page, lab):
    open_lab(page, lab, LESSON)
    run_through(page, "ratings_lab(space")
    return page


def shown_lab(page, text):
    found = show_cell(page, text).locator(".course-lab")
    found.locator("table tbody tr").first.wait_for()
    return found


def wait_for_words(page, found, text):
    found.locator("[aria-live]", has_text=text).first.wait_for()


def tab_to(page, selector):
    """Press Tab until the focused element matches the selector."""
    for _ in range(4):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


@pytest.mark.full  # trains; test_labs.py has the same labs on small data
def test_the_finder_and_the_panel_answer(lesson, lab):
    finder = shown_lab(lesson, "finder = neighbors_lab")
    before = finder.locator("tbody").inner_text()
    finder.get_by_label("Find a movie").fill("AMELIE")
    wait_for_words(lesson, finder, "Neighbors of Amelie (Fabuleux destin d'Amélie Poulain, Le)")
    assert finder.locator("tbody").inner_text() != before
    finder.get_by_label("Measure").select_option("dot")
    wait_for_words(lesson, finder, "by dot")
    assert finder.locator("tbody tr").count() == 10
    finder.scroll_into_view_if_needed()
    lesson.screenshot(path=lab.folder / "lesson_03_finder.png")

    panel = shown_lab(lesson, "ratings_lab(space")
    wait_for_words(lesson, panel, "Example ratings (7)")
    before = panel.locator("tbody").inner_text()
    panel.get_by_label("Find a movie").focus()
    rate_by_keyboard(lesson, "pulp fic", "5")
    wait_for_words(lesson, panel, "Your ratings (1)")
    assert panel.locator("tbody").inner_text() != before
    lesson.wait_for_function("() => document.activeElement.placeholder === 'part of a title'")
    rate_by_keyboard(lesson, "toy story", "0.5", downs=1)
    wait_for_words(lesson, panel, "Your ratings (2)")
    assert saved(lab) == {"296": "5.0", "3114": "0.5"}
    panel.scroll_into_view_if_needed()
    lesson.screenshot(path=lab.folder / "lesson_03_panel.png")

    panel.get_by_role("button", name="Remove").first.focus()
    lesson.keyboard.press("Enter")
    wait_for_words(lesson, panel, "Your ratings (1)")
    assert saved(lab) == {"3114": "0.5"}


def rate_by_keyboard(page, typed, stars, downs=0):
    """From the search box: type, go down in the matches, choose the stars, press the button."""
    page.keyboard.press("Control+A")
    page.keyboard.type(typed)
    tab_to(page, "select[size]")
    page.wait_for_function(
        "typed => document.activeElement.options[0]?.text.toLowerCase()"
        ".replaceAll('\u00a0', ' ').startsWith(typed)",
        arg=typed,
    )
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    tab_to(page, "select:not([size])")
    page.keyboard.type(stars)
    tab_to(page, "button")
    page.keyboard.press("Enter")


def saved(lab):
    with open(lab.folder / "data" / "my_ratings.csv", encoding="utf-8") as file:
        return {row["item_id"]: row["rating"] for row in csv.DictReader(file)}
