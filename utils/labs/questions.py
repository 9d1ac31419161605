"""The questions of a lesson's quiz: read from its data file, checked before they are asked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from utils.base.paths import ROOT

QUIZZES = ROOT / "notebooks" / "quizzes"
KINDS = ("one", "several", "number", "order")


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen.

    Attributes:
        text: what it says.
        right: whether it should be chosen.
        why: what is right, or wrong, with it.
    """

    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        kind: "one" (of the options), "several", "number", or "order".
        text: the question; `code` stands between backticks.
        why: what is said of a number or an order once it is answered; "" beside options.
        options: of "one" and "several".
        items: of "order", in the right order.
        answer, tolerance: of "number": right is what is within tolerance of the answer.
        unit: of "number", behind the box.
    """

    kind: str
    text: str
    why: str = ""
    options: tuple[Option, ...] = ()
    items: tuple[str, ...] = ()
    answer: float = 0.0
    tolerance: float = 0.0
    unit: str = ""


def load_questions(lesson: str, folder: Path = QUIZZES) -> list[Question]:
    """The questions of a lesson.

    Args:
        lesson: two digits, as in "03".
        folder: holds a file NN.toml for each lesson.

    Returns:
        List of Question, in the order of the file.

    Raises:
        ValueError: if there is no such quiz, or one of its questions cannot be asked; named.
    """
    path = folder / f"{lesson}.toml"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml"))) or "none"
        raise ValueError(f"there is no quiz for lesson {lesson!r}; there are: {known}")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ValueError(f"{path.name} holds no [[question]] that can be read: {error}") from None
    return [_question(f"{path.name}, question {n}", table) for n, table in enumerate(tables, 1)]


def _question(where: str, table: dict) -> Question:
    table = dict(table)
    options = tuple(_option(where, option) for option in table.pop("option", ()))
    items = tuple(table.pop("items", ()))
    try:
        question = Question(**table, options=options, items=items)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from None
    problem = _problem(question)
    if problem:
        raise ValueError(f"{where} ({question.text[:40]!r}): {problem}")
    return question


def _option(where: str, table: dict) -> Option:
    try:
        return Option(**table)
    except TypeError as error:
        raise ValueError(f"{where}, an option: {error}") from None


def _problem(question: Question) -> str:
    """Why the question cannot be asked; "" if it can."""
    if question.kind not in KINDS:
        return f"kind {question.kind!r} is none of {', '.join(KINDS)}"
    if question.kind in ("one", "several"):
        return _problem_of_options(question)
    if not question.why:
        return "it has no `why`"
    if question.kind == "number":
        return "" if question.tolerance > 0 else "its tolerance must be above 0"
    distinct = len(set(question.items)) == len(question.items) >= 3
    return "" if distinct else "an order needs three or more items, all different"


def _problem_of_options(question: Question) -> str:
    n_right = sum(option.right for option in question.options)
    if not all(option.why for option in question.options):
        return "an option has no `why`"
    if len({option.text for option in question.options}) < len(question.options):
        return "two options say the same"
    if n_right == len(question.options):
        return "no option is wrong"
    if question.kind == "one":
        return "" if n_right == 1 else f"one option must be right, here are {n_right}"
    return "" if n_right else "no option is right"
