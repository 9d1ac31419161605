"""Slides: one file that loads nothing, few of them, and what does not fit in the notes."""

import html
import re

import pytest

from utils.classroom import slides
from utils.classroom.handouts import pairs
from utils.classroom.lesson_file import lesson_paths, read_lesson

LESSONS = [read_lesson(path) for path in lesson_paths().values()]


@pytest.fixture(scope="module")
def packages():
    try:
        return slides.packages_folder()
    except RuntimeError as error:
        pytest.skip(str(error))


def test_slides_are_few_and_notes_keep_what_does_not_fit():
    for lesson in LESSONS:
        made = slides.slides_of(lesson)
        assert 3 <= len(made) <= slides.MAX_SLIDES
        notes = "".join(slide.notes for slide in made)
        for _, answer, _ in pairs(lesson):
            assert answer in notes


def test_a_tag_gives_a_cell_its_own_slide_or_leaves_it_to_the_speaker(small):
    question, code = small.sections[1].blocks[1:3]
    code.tags = ("slide",)
    question.tags = ("notes",)
    made = slides.slides_of(small)
    assert [s.code for s in made if s.kept] == ["1 + 1"]
    assert any(question.text in s.notes for s in made)
    assert not any(question.text in s.text for s in made)


def test_code_in_the_notes_is_shown_as_it_is_written(small, packages, tmp_path):
    code = small.sections[1].blocks[2]
    code.text, code.tags = 'x = "<b>" if 1 < 2 else "$a$"', ("notes",)
    slides.write_slides(small, tmp_path / "s.html", packages)
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert html.escape(code.text) in page


def test_slides_load_nothing_and_show_every_formula(packages, tmp_path):
    for lesson in LESSONS:
        path = tmp_path / f"{lesson.number}.html"
        slides.write_slides(lesson, path, packages)
        page = path.read_text(encoding="utf-8")
        shown = re.sub(r"<script>.*?</script>", "", page, flags=re.S)
        loaded = re.findall(r"<(?:link|script|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]+)", shown)
        assert all(source.startswith("data:image/") for source in loaded)
        assert "@import" not in page
        body = page.partition("<body>")[2].partition("<script>")[0]
        assert "@@" not in body
        assert body.count("<section>") == body.count("</section>") <= slides.MAX_SLIDES


def test_what_is_written_as_html_stays_text(small, packages, tmp_path):
    small.sections[1].blocks[0].text = "An <img src=x> and $a<b$ & `code`."
    slides.write_slides(small, tmp_path / "s.html", packages)
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "<img src=x>" not in page
    assert html.escape("<img src=x>") in page
    assert "<math" in page
    assert "<code>code</code>" in page


def test_a_formula_that_is_wrong_is_named(small, packages, tmp_path):
    small.sections[1].blocks[0].text = r"A $\frac{a$ here."
    with pytest.raises(ValueError, match="a formula cannot be shown"):
        slides.write_slides(small, tmp_path / "s.html", packages)


def test_a_heading_goes_to_the_notes_with_its_text():
    for lesson in LESSONS:
        made = slides.slides_of(lesson)
        assert not any("### Read on\n\nNext" in slide.text for slide in made), lesson.number
        last = made[-1]
        assert ("### Read on" in last.notes) <= ("### Read on\n\n-" in last.notes), lesson.number
