"""The quiz in a page: by keyboard alone, in both themes, on a telephone, and as axe sees it."""

import json
from dataclasses import asdict

import pytest

from tests.tools.npm import npm_package
from utils.labs.questions import Option, Question
from utils.labs.quiz import SCRIPT, STYLE

NASTY = "<img src=x onerror=alert(1)>"
QUESTIONS = [
    Question(
        "one",
        f"Which {NASTY} has a `vector`?",
        options=(
            Option("A user of the training set", True, "It has a row of U."),
            Option("A user who comes tomorrow", False, "No row of U is theirs."),
        ),
    ),
    Question(
        "several",
        "What does a dot product grow with?",
        options=(
            Option("the angle's cosine", True, "Yes."),
            Option("both lengths", True, "Yes."),
            Option("the number of users", False, "They are not in the formula."),
        ),
    ),
    Question("number", "What is ⟨(1, 2), (3, 4)⟩?", why="1·3 + 2·4.", answer=11, tolerance=0.01),
    Question(
        "order", "Which comes first?", why="Data flow so.", items=("split", "fit", "evaluate")
    ),
]
SERIOUS = """async () => (await axe.run('.course-quiz')).violations
    .filter(found => ['serious', 'critical'].includes(found.impact)).map(found => found.id)"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Quiz</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>:root {{ color-scheme: light dark }} body {{ font-family: sans-serif }} {style}</style>
<main><h1>Quiz</h1><div id="quiz"></div></main>
<script type="module">{script}
startQuiz(document.getElementById("quiz"), {questions});</script></html>"""


@pytest.fixture
def quiz(page, tmp_path):
    questions = json.dumps([asdict(q) for q in QUESTIONS]).replace("<", r"\u003c")
    parts = {"script": SCRIPT.read_text(encoding="utf-8"), "style": STYLE.read_text()}
    (tmp_path / "quiz.html").write_text(PAGE.format(questions=questions, **parts), encoding="utf-8")
    page.goto((tmp_path / "quiz.html").as_uri())
    page.get_by_text("1 of 4").wait_for()
    return page


def said(quiz, number):
    return quiz.locator(".course-quiz-said").nth(number - 1).text_content()


def test_answered_with_the_keyboard_alone(quiz):
    press, write = quiz.keyboard.press, quiz.keyboard.type
    press("Tab")
    press("ArrowDown")  # the second option: wrong
    press("Enter")
    assert said(quiz, 1) == "Not yet: one choice is wrong. No row of U is theirs."
    press("ArrowUp")
    press("Enter")
    assert said(quiz, 1) == "Right. It has a row of U."
    for key in ("Tab", "Tab", "Space", "Enter"):  # past the button, to the first of several
        press(key)
    assert said(quiz, 2).startswith("Not yet: one more is right.")
    for key in ("Tab", "Space", "Enter"):
        press(key)
    assert said(quiz, 2) == "Right. Yes. Yes."
    for key in ("Tab", "Tab", "Tab"):
        press(key)
    write("11,5")
    press("Enter")
    assert said(quiz, 3) == "Not yet: it is less."
    quiz.get_by_label("Your number:").fill("eleven")
    press("Enter")
    assert said(quiz, 3) == "Write a number first, such as 0.25."
    quiz.get_by_label("Your number:").fill("11")
    press("Enter")
    assert said(quiz, 3) == "Right: 11. 1·3 + 2·4."
    assert quiz.get_by_text("3 of 4 right so far.").count() == 1


def test_an_order_is_put_right_by_its_buttons(quiz):
    items = "() => [...document.querySelectorAll('.course-quiz-order li')].map(x => x.dataset.item)"
    quiz.locator("form").nth(3).get_by_role("button", name="Answer").press("Enter")
    assert said(quiz, 4) == "Not yet: place 2 is the first that is wrong."
    assert quiz.evaluate(items) == ["split", "evaluate", "fit"]
    quiz.get_by_role("button", name="Move evaluate down").press("Enter")
    assert quiz.evaluate(items) == ["split", "fit", "evaluate"]
    quiz.locator("form").nth(3).get_by_role("button", name="Answer").press("Enter")
    assert said(quiz, 4) == "Right. Data flow so."


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 360)])
def test_axe_and_a_telephone(quiz, request, scheme, width):
    axe = npm_package("axe-core", request.config.cache) / "axe.min.js"
    quiz.emulate_media(color_scheme=scheme)
    quiz.set_viewport_size({"width": width, "height": 900})
    quiz.get_by_label("A user of the training set").check()
    quiz.locator("form").nth(0).get_by_role("button", name="Answer").click()
    quiz.evaluate(axe.read_text())
    assert quiz.evaluate(SERIOUS) == []
    assert quiz.evaluate("document.documentElement.scrollWidth") <= width
    assert quiz.locator("img").count() == 0  # text of the data is text
