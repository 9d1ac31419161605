"""What a teacher shows: slides with their notes and on paper, and the pictures of the guide."""

import pytest
from PIL import Image

from tests.tools.teaching_pictures import PICTURES, write_pictures
from utils.classroom import slides
from utils.classroom.handouts import pairs
from utils.classroom.lesson_file import lesson_paths, read_lesson

LESSON = read_lesson(lesson_paths()["02"])


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    """Slides of a lesson as a file."""
    try:
        packages = slides.packages_folder()
    except RuntimeError as error:
        pytest.skip(str(error))
    path = tmp_path_factory.mktemp("slides") / "02.html"
    slides.write_slides(LESSON, path, packages)
    return path


def open_slides(page, deck, query=""):
    page.goto(deck.as_uri() + query)
    page.wait_for_function("window.Reveal && Reveal.isReady()")


def test_keys_lead_from_the_first_slide_to_the_last_and_each_fits(page, deck):
    open_slides(page, deck)
    assert page.locator("section.present h1").inner_text() == LESSON.title
    n = page.evaluate("Reveal.getTotalSlides()")
    assert 3 <= n <= slides.MAX_SLIDES
    too_high = "Reveal.getCurrentSlide().scrollHeight > Reveal.getConfig().height"
    for number in range(n):
        assert page.evaluate("Reveal.getIndices().h") == number
        assert not page.evaluate(too_high), f"slide {number + 1}"
        page.keyboard.press("ArrowRight")
    assert page.locator("section.present h2").inner_text() == "Recap"
    page.keyboard.press("Home")
    assert page.evaluate("Reveal.isFirstSlide()")


def test_notes_open_beside_the_slides_and_follow_them(page, deck):
    open_slides(page, deck)
    page.keyboard.press("End")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("You found").wait_for()
    page.keyboard.press("Home")
    notes.get_by_text("You found").wait_for(state="hidden")


def test_on_paper_every_slide_has_its_page_and_no_answer_is_printed(page, deck):
    open_slides(page, deck, "?print-pdf")
    pages = page.locator(".pdf-page")
    pages.last.wait_for()
    assert pages.count() == len(slides.slides_of(LESSON))
    assert page.locator(".pdf-page aside.notes:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert len(pairs(LESSON)) > 5  # there were answers to hide


@pytest.mark.full
def test_the_pictures_of_the_guide_are_made_again(browser, deck, tmp_path):
    write_pictures(browser, tmp_path, tmp_path / "pictures")
    for stored in PICTURES.glob("*.png"):
        with Image.open(stored) as old, Image.open(tmp_path / "pictures" / stored.name) as new:
            assert new.size == old.size
            assert new.convert("L").getextrema()[0] < 60
