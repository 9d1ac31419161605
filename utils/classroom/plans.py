"""Plans of a lesson for 50 and for 90 minutes, of a term and of a workshop, made from the lessons.

Minutes are shared out by what there is to read, run and write in each section, so that a plan
fits the lesson as it stands today.
"""

import inspect
import re
from collections.abc import Sequence
from typing import Any

from utils.classroom.lesson_file import Lesson
from utils.exercises import engine

WORDS, LINES, EXERCISE, LAB = 200, 10, 5, 3  # a minute's words and lines; minutes for the others
OPENING, CLOSING = 5, 5  # minutes: the question of the day; the recap, and two quiz questions
WORKSHOP = (("00", "01", "02", "03", "04"), ("05", "06", "07", "08", "09"))
WORKSHOP_MINUTES = 300  # a day, breaks aside


def plan(lesson: Lesson, minutes: int) -> list[dict[str, Any]]:
    """A plan as rows, whose minutes sum to `minutes`.

    Args:
        lesson: a Lesson.
        minutes: 50 or 90; in 50 the exercises after the first are left for home.

    Returns:
        A list of dicts: start, minutes, cells, what, ask (questions), do (exercises), home, wrong.
    """
    opening, *sections = lesson.sections
    sections, recap = _without_recap(sections)
    home = {b.exercise for s in sections for b in s.of("exercise")} if minutes < 90 else set()
    home -= set(list(_exercise_ids(sections))[:1])
    weights = [_weight(section, home) for section in sections]
    shares = _shared_out(minutes - OPENING - CLOSING, weights)
    rows = [_row(opening, OPENING, home)]
    rows += [_row(s, n, home) for s, n in zip(sections, shares, strict=True)]
    rows.append(_row(recap, CLOSING, home))
    at = 0
    for row in rows:
        row["start"], at = at, at + row["minutes"]
    return rows


def as_markdown(lesson: Lesson, minutes: int) -> str:
    """The plan as a table, with what goes wrong below it."""
    rows = plan(lesson, minutes)
    lines = [f"## {lesson.title} · {minutes} minutes", ""]
    lines += ["| minute | cells | what | ask | exercises |", "|---|---|---|---|---|"]
    for row in rows:
        first, last = row["cells"]
        do = ", ".join(row["do"]) + (f" (at home: {', '.join(row['home'])})" if row["home"] else "")
        ask = "<br>".join(_cell(question) for question in row["ask"])
        end = row["start"] + row["minutes"]
        what = _cell(row["what"])
        lines.append(f"| {row['start']}–{end} | {first}–{last} | {what} | {ask} | {do} |")
    wrong = [text for row in rows for text in row["wrong"]]
    return "\n".join([*lines, "", "What goes wrong:", "", *wrong, ""])


def term(lessons: Sequence[Lesson]) -> str:
    """Ten meetings of 90 minutes, a lesson each, as Markdown."""
    lines = ["# A term: ten meetings of 90 minutes", "", "| meeting | lesson |", "|---|---|"]
    return "\n".join(lines + [f"| {n} | {lesson.title} |" for n, lesson in enumerate(lessons, 1)])


def workshop(lessons: Sequence[Lesson]) -> str:
    """Two days, breaks aside, as Markdown; each lesson has minutes by what it holds."""
    known = {lesson.number: lesson for lesson in lessons}
    lines = ["# A workshop of two days"]
    for day, numbers in enumerate(WORKSHOP, 1):
        chosen = [known[number] for number in numbers if number in known]
        weights = [sum(_weight(s, set()) for s in lesson.sections) for lesson in chosen]
        shares = _shared_out(WORKSHOP_MINUTES, weights)
        lines += ["", f"## Day {day}", "", "| minutes | lesson |", "|---|---|"]
        lines += [f"| {n} | {le.title} |" for n, le in zip(shares, chosen, strict=True)]
    return "\n".join(lines)


def _without_recap(sections):
    """The sections between the opening and the recap, and the recap itself."""
    for place in range(len(sections) - 1, 0, -1):
        if re.search(r"recap|what you|looking back", sections[place].title, re.I):
            return sections[:place], sections[place]
    return sections[:-1], sections[-1]


def _exercise_ids(sections):
    return (block.exercise for section in sections for block in section.of("exercise"))


def _weight(section, home):
    words = sum(len(block.text.split()) for block in section.of("text", "question"))
    lines = sum(block.text.count("\n") + 1 for block in section.of("code"))
    n = sum(block.exercise not in home for block in section.of("exercise"))
    return words / WORDS + lines / LINES + EXERCISE * n + LAB * len(section.of("lab")) + 1


def _shared_out(total, weights):
    """Whole numbers in the ratio of the weights that sum to the total (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _row(section, minutes, home):
    ids = list(_exercise_ids([section]))
    wrong = []
    for key in ids:
        worst = engine.find(key).misconceptions[:2]
        wrong += [f"- `{key}`: {_cell(inspect.getdoc(w))}" for w in worst]
    return {
        "minutes": minutes,
        "cells": section.cells,
        "what": section.title,
        "ask": [re.sub(r"^> ?", "", block.text, flags=re.M) for block in section.of("question")],
        "do": [key for key in ids if key not in home],
        "home": [key for key in ids if key in home],
        "wrong": wrong,
    }


def _cell(text):
    """Text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
