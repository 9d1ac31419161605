"""The pictures of the guide for teachers: an invented class, graded, and shown in a browser.

python -m tests.tools.teaching_pictures      writes them into teaching/pictures
"""

import io
import tempfile
from pathlib import Path

from PIL import Image

from tests.tools.submissions import ordinary, write
from tools.chromium import launched
from utils.base.paths import ROOT
from utils.classroom.__main__ import main
from utils.classroom.lesson_file import lesson_paths, read_lesson
from utils.classroom.slides import packages_folder, write_slides

PICTURES = ROOT / "teaching" / "pictures"
LESSON = "02"
STUCK = "Grace Lund"
CLASS = {  # invented names, and what each of them did
    "Ada Berg": "solved",
    "Bo Chen": "wrong-0",
    "Cleo Diaz": "solved",
    "Dan Eze": "list",
    "Eva Fox": "wrong-1",
    STUCK: "wrong-0",
    "Hal Ito": "cells-deleted",
    "Ida Katz": "numpy",
}
WIDTH, HEIGHTS = 900, {"class": 1020, "student": 640, "slides": 620}


def grade_invented_class(folder):
    """Grade the invented class. Returns the folder of the results."""
    for name, kind in CLASS.items():
        write(folder / "class", name, (LESSON,), **ordinary()[kind])
    command = ["grade", str(folder / "class"), "--lessons", LESSON, "--out", str(folder / "out")]
    if main([*command, "--seed", "5"]):
        raise RuntimeError("the invented class was not graded")
    return folder / "out"


def write_pictures(browser, folder, target):
    """Write class.png, student.png and slides.png.

    Args:
        browser: of Playwright.
        folder: Path for what is graded and shown.
        target: Path of the folder for the pictures.
    """
    out = grade_invented_class(folder)
    write_slides(read_lesson(lesson_paths()[LESSON]), folder / "slides.html", packages_folder())
    target.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(color_scheme="light")
    student = out / "students" / f"{STUCK.replace(' ', '%20')}.html"
    for name, shown in (
        ("class", out / "index.html"),
        ("student", student),
        ("slides", folder / "slides.html"),
    ):
        page.set_viewport_size({"width": WIDTH, "height": HEIGHTS[name]})
        page.goto(shown.as_uri())
        page.wait_for_timeout(600)  # reveal.js moves its first slide in
        _store(page.screenshot(), target / f"{name}.png")
    page.close()


def _store(raw, path):
    """Write a screenshot with 64 colors: text stays sharp, and the file small."""
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made, launched() as chromium:
        write_pictures(chromium, Path(made), PICTURES)
