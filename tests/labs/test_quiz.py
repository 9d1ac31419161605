"""The quiz: what is stored where nothing runs, and text that stays text."""

from html.parser import HTMLParser

import anywidget

from tests.tools.displayed import outputs
from utils.labs.questions import Option, Question
from utils.labs.quiz import Quiz, marked

NASTY = "<img src=x onerror=alert(1)>"
QUESTIONS = [
    Question(
        "one", f"Which {NASTY}?", options=(Option("a", True, "Yes."), Option(NASTY, False, "No."))
    ),
    Question("number", "How many `rows`?", why="Count them.", answer=2.5, tolerance=0.1, unit="GB"),
    Question("order", "What first?", why="So it is.", items=("one", "two", "three")),
]


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.details = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.details += tag == "details"


def test_each_question_has_one_folded_answer():
    page = Quiz(QUESTIONS).static()
    assert Tags(page).details == len(QUESTIONS)
    assert "2.5 GB (± 0.1). Count them." in page
    assert "<ol><li>one</li><li>two</li><li>three</li></ol>" in page


def test_texts_of_the_data_never_become_tags():
    assert set(Tags(Quiz(QUESTIONS).static()).tags) <= {
        "div",
        "ol",
        "li",
        "p",
        "ul",
        "details",
        "summary",
        "b",
        "code",
    }


def test_backticks_are_code():
    assert marked("a `b<c` d") == "a <code>b&lt;c</code> d"


def test_a_cell_shows_the_live_form_and_stores_the_folded_one():
    live, still = (output.data for output in outputs(Quiz(QUESTIONS)))
    assert "application/vnd.jupyter.widget-view+json" in live and "text/html" not in live
    assert "course-quiz-still" in still["text/html"]


def test_what_a_front_end_needs_to_load_the_widget_is_passed_on(monkeypatch):
    view = "application/vnd.jupyter.widget-view+json"
    needed = {view: {"colab": {"custom_widget_manager": {"url": "manager.js"}}}}
    monkeypatch.setattr(anywidget.AnyWidget, "_repr_mimebundle_", lambda self: ({}, needed))
    assert outputs(Quiz(QUESTIONS))[0].metadata == needed


def test_the_form_is_given_all_that_it_needs_to_answer():
    sent = Quiz(QUESTIONS).widget().questions
    assert [question["kind"] for question in sent] == ["one", "number", "order"]
    assert sent[0]["options"][1] == {"text": NASTY, "right": False, "why": "No."}
