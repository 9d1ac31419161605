"""What the notebooks call: @exercise, hint, solution, progress and forget_progress.

Each lesson's checks are in a file of lessons/; "mf.gravity" is the exercise `gravity` of mf.py.
"""

import difflib
import importlib
from collections.abc import Callable

from utils.exercises.judge.check import NOT_YET, PASSED, check
from utils.exercises.judge.definition import Exercise
from utils.exercises.judge.form import casting
from utils.exercises.overview import bars, exercises
from utils.exercises.printed import printed
from utils.exercises.progress import Progress, default_path

# The files of checks in the order of the course, each with the lesson that it belongs to.
LESSONS = {
    "start": "00",
    "ratings": "01",
    "linear": "01",
    "mf": "02",
    "space": "03",
    "softmax": "04",
    "queries": "05",
    "sampling": "06",
    "towers": "07",
    "retrieval": "08",
    "ship": "09",
    "scale": "10",
}

MAX_HINTS = 3  # a teacher's release may show fewer, and then keeps the solutions, too
PROGRESS = Progress(default_path())
_hints_shown: dict[str, int] = {}
_warned: set[str] = set()


def exercise(exercise_id: str) -> Callable[[Callable], Callable]:
    """Decorate an answer: check it at once, and say how it went.

    Unless the answer passes, the decorated name is bound to the reference, so that the lesson
    goes on; a line says so. An answer that passes with a list, or a tensor, where the reference
    gives an array, has its results cast on the way to the lesson; a line says that, too.

    Args:
        exercise_id: as in "mf.gravity".

    Raises:
        ValueError: if there is no such exercise.
    """
    spec = find(exercise_id)

    def decorate(function):
        verdict = check(spec, function)
        print(_headline(spec, verdict.status))
        if verdict.explanation:
            print(_indented(verdict.explanation))
        _remember(spec, status=verdict.status)
        if verdict.status != PASSED:
            return spec.solution
        return function if verdict.model is None else casting(function, verdict.model)

    return decorate


def hint(exercise_id: str) -> None:
    """Print the next hint: each call tells more."""
    spec = find(exercise_id)
    n_hints = min(MAX_HINTS, len(spec.hints))
    if not n_hints:
        print("Your teacher keeps the hints for now: ask.")
        return
    tier = min(_hints_shown.get(spec.id, 0) + 1, n_hints)
    _hints_shown[spec.id] = tier
    _remember(spec, hint=tier)
    text = spec.hints[tier - 1]
    print(f"Hint {tier} of {n_hints}:" + ("\n" if "\n" in text else " ") + text)
    if tier == len(spec.hints):
        print(f"That was the last one. solution('{spec.id}') prints an answer.")


def solution(exercise_id: str) -> None:
    """Print a right answer, with the imports that it needs. Your own function stays as it is."""
    spec = find(exercise_id)
    if len(spec.hints) > MAX_HINTS:
        print("Your teacher keeps the solutions for now: ask.")
    else:
        print(printed(spec.solution))


def progress(lesson: str | None = None) -> None:
    """Print how far you are, today and on the days before.

    Args:
        lesson: its number, as in "02": then its exercises, each with its date and hints. Without
            one: a bar for each lesson, and where to go on.

    Raises:
        ValueError: if there is no such lesson.
    """
    lessons = by_lesson()
    if lesson is not None and lesson not in lessons:
        raise ValueError(f"there is no lesson {lesson!r}: choose one of {', '.join(lessons)}")
    entries, n_damaged = PROGRESS.entries()
    lines = bars(lessons, entries) if lesson is None else exercises(lessons[lesson], entries)
    if n_damaged:
        lines.append(f"{PROGRESS.path} has damaged lines, which are left out: {n_damaged}")
    print("\n".join(lines))


def forget_progress() -> None:
    """Wipe what was kept about your answers; your ratings and notebooks stay as they are."""
    PROGRESS.forget()
    _hints_shown.clear()


def find(exercise_id: str) -> Exercise:
    """The Exercise with this id.

    Raises:
        ValueError: if there is none, with the ids that come close.
    """
    lesson = exercise_id.partition(".")[0]
    if lesson in LESSONS and exercise_id in _checks(lesson):
        return _checks(lesson)[exercise_id]
    ids = [spec.id for spec in all_exercises()]
    close = difflib.get_close_matches(exercise_id, ids, cutoff=0) or ids
    raise ValueError(f"there is no exercise {exercise_id!r}: did you mean {', '.join(close)}?")


def all_exercises() -> list[Exercise]:
    """Every Exercise of the course, in the order of the lessons."""
    return [spec for lesson in LESSONS for spec in _checks(lesson).values()]


def by_lesson() -> dict[str, list[Exercise]]:
    """{number of the lesson: its Exercises}, in the order of the lessons."""
    lessons: dict[str, list[Exercise]] = {}
    for spec in all_exercises():
        lessons.setdefault(LESSONS[spec.id.partition(".")[0]], []).append(spec)
    return lessons


def _remember(spec, **news):
    """Keep the news; say once where that is not possible."""
    trouble = PROGRESS.add(spec.id, **news)
    if trouble and trouble not in _warned:
        _warned.add(trouble)
        print(trouble)


def _checks(lesson):
    return importlib.import_module(f"utils.exercises.lessons.{lesson}").EXERCISES


def _headline(spec, status):
    if status == PASSED:
        return f"{spec.name}: passed."
    verdict = "not yet" if status == NOT_YET else "not attempted yet"
    fallback = "the lesson goes on with the reference"
    return f"{spec.name}: {verdict} - {fallback}. hint('{spec.id}') helps."


def _indented(text):
    return "\n".join("    " + line for line in text.splitlines())
