"""For the teacher's hand: the answers to all questions, and the common wrong answers."""

import inspect
import re
from pathlib import Path

from utils.base.files import replacing
from utils.classroom.lesson_file import Lesson, lesson_paths, read_lesson
from utils.classroom.plans import as_markdown, term, workshop
from utils.classroom.quiz_export import gift, write_qti
from utils.exercises import engine
from utils.labs.questions import QUIZZES, load_questions


def write_handouts(folder: Path) -> None:
    """Write all that a teacher prints or uploads, a file a lesson each.

    Args:
        folder: Path, with the folders plans, answers, wrong-answers and quizzes afterwards.
    """
    lessons = [read_lesson(path) for path in lesson_paths().values()]
    for lesson in lessons:
        plans = "\n".join(as_markdown(lesson, minutes) for minutes in (50, 90))
        _write(folder / "plans" / f"{lesson.number}.md", plans)
        _write(folder / "answers" / f"{lesson.number}.md", answers(lesson))
        _write(folder / "wrong-answers" / f"{lesson.number}.md", wrong_answers(lesson.number))
    _write(folder / "plans" / "term.md", term(lessons) + "\n")
    _write(folder / "plans" / "workshop.md", workshop(lessons) + "\n")
    for path in sorted(QUIZZES.glob("*.toml")):
        questions, title = load_questions(path.stem), f"Lesson {path.stem}"
        _write(folder / "quizzes" / f"{path.stem}.gift", gift(questions, title))
        write_qti(questions, title, folder / "quizzes" / f"{path.stem}-qti.zip")


def _write(path, text):
    with replacing(path) as file:
        file.write_text(text, encoding="utf-8")


def pairs(lesson: Lesson) -> list[tuple[str, str, int]]:
    """(question, answer, cell of the answer): each folded answer with what was asked before it."""
    found, asked = [], ""
    for section in lesson.sections:
        for block in section.blocks:
            if block.kind in ("question", "exercise"):
                asked = block.text
            elif block.kind == "answer":
                found.append((asked or section.title, block.text, block.cell))
                asked = ""
    return found


def answers(lesson: Lesson) -> str:
    """All answers of a lesson, as Markdown."""
    lines = [f"# {lesson.title}: answers", ""]
    for question, answer, cell in pairs(lesson):
        lines += [_asked(question), "", answer, "", f"(cell {cell})", ""]
    return "\n".join(lines)


def _asked(question):
    if question.startswith("@"):
        return "```python\n" + question + "\n```"
    return "**" + re.sub(r"[*>]", "", question).strip().replace("\n", " ") + "**"


def wrong_answers(number: str) -> str:
    """The known wrong answers to the exercises of a lesson, and what to say, as Markdown."""
    lines = []
    for spec in engine.by_lesson().get(number, []):
        lines += [f"## {spec.id}: {spec.title}", ""]
        for wrong in spec.misconceptions:
            name = wrong.__name__.strip("_").replace("_", " ")
            lines.append(f"- **{name}** · {' '.join(str(inspect.getdoc(wrong)).split())}")
        lines.append("")
    return "\n".join(lines)
