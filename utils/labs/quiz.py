"""A quiz at the end of a lesson: answered at once, with and without a kernel."""

import html
from dataclasses import asdict
from pathlib import Path

import anywidget
import traitlets

from utils.labs.questions import QUIZZES, Option, Question, load_questions
from utils.plots import show_live

SCRIPT = Path(__file__).with_suffix(".mjs")
STYLE = Path(__file__).with_suffix(".css")
TEXT = "[quiz: run this cell to answer it]"


def quiz(lesson: str, folder: Path = QUIZZES) -> "Quiz":
    """The quiz of a lesson, to be shown by the cell that ends with it.

    Args:
        lesson: two digits, as in "03".
        folder: holds a file NN.toml for each lesson.

    Returns:
        Quiz.

    Raises:
        ValueError: as load_questions.
    """
    return Quiz(load_questions(lesson, folder))


class _Widget(anywidget.AnyWidget):
    """Everything happens in the browser: it is given the answers, and tells nobody."""

    _esm = SCRIPT.read_text(encoding="utf-8")
    _css = STYLE.read_text(encoding="utf-8")
    questions: traitlets.List = traitlets.List().tag(sync=True)


class Quiz:
    """Questions as a form that answers; where nothing runs, each with its answer folded.

    Args:
        questions: list of Question.
    """

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions

    def widget(self) -> anywidget.AnyWidget:
        """A new live form."""
        return _Widget(questions=[asdict(question) for question in self.questions])

    def static(self) -> str:
        """The questions as HTML, each answer in a <details>; texts are escaped."""
        asked = "".join(f"<li>{_static(question)}</li>" for question in self.questions)
        return f'<div class="course-quiz-still"><ol>{asked}</ol></div>'

    def _ipython_display_(self) -> None:
        """The live form and, for when there is no kernel, the static one."""
        data, metadata = self.widget()._repr_mimebundle_() or ({}, {})
        live = ({**data, "text/plain": TEXT}, metadata)
        show_live(live, ({"text/html": self.static(), "text/plain": TEXT}, {}))


def marked(text: str) -> str:
    """Escaped text as HTML, with what stands between backticks as code."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))


def _static(question: Question) -> str:
    answer = {
        "one": _options_answered,
        "several": _options_answered,
        "number": _number_answered,
        "order": _order_answered,
    }[question.kind]
    choices = [option.text for option in question.options] or sorted(question.items)
    listed = "".join(f"<li>{marked(text)}</li>" for text in choices)
    listed = f"<ul>{listed}</ul>" if listed else ""
    folded = f"<details><summary>Answer</summary>{answer(question)}</details>"
    return f"<p>{marked(question.text)}</p>{listed}{folded}"


def _options_answered(question: Question) -> str:
    return f"<ul>{''.join(map(_option_answered, question.options))}</ul>"


def _option_answered(option: Option) -> str:
    verdict = "Right" if option.right else "Wrong"
    return f"<li><b>{verdict}:</b> {marked(option.text)} {marked(option.why)}</li>"


def _number_answered(question: Question) -> str:
    given = html.escape(f"{question.answer:g} {question.unit}".strip())
    return f"<p>{given} (± {question.tolerance:g}). {marked(question.why)}</p>"


def _order_answered(question: Question) -> str:
    ordered = "".join(f"<li>{marked(item)}</li>" for item in question.items)
    return f"<ol>{ordered}</ol><p>{marked(question.why)}</p>"
