"""How far a learner is, in lines of text: one bar a lesson, or a lesson's exercises."""

from collections.abc import Sequence

from utils.exercises.judge.definition import Exercise
from utils.exercises.progress import PASSED, Entry

BAR = 10  # cells of a full bar


def bars(lessons: dict[str, list[Exercise]], entries: dict[str, Entry]) -> list[str]:
    """One line a lesson, and where to go on.

    Args:
        lessons: {number of the lesson, as in "02": its Exercises in their order}.
        entries: {id: Entry}.

    Returns:
        A list of lines.
    """
    solved = {spec.id for specs in lessons.values() for spec in specs if _passed(spec, entries)}
    lines = []
    for number, specs in lessons.items():
        n = sum(spec.id in solved for spec in specs)
        full = n * BAR // len(specs)
        bar = "█" * full + "░" * (BAR - full)
        lines.append(f"lesson {number}   {bar}   {n} of {len(specs)}")
    total = sum(map(len, lessons.values()))
    left = ((number, s) for number, specs in lessons.items() for s in specs if s.id not in solved)
    number, spec = next(left, ("", None))
    onward = f"Go on in lesson {number}, with {spec.id}: {spec.title}." if spec else "All of them!"
    return [*lines, f"{len(solved)} of {total} passed. {onward}"]


def exercises(specs: Sequence[Exercise], entries: dict[str, Entry]) -> list[str]:
    """One line for each exercise: its status, when it was passed, and with how many hints."""
    width = max(len(spec.id) for spec in specs)
    return [f"{spec.id:{width}}   {_told(spec, entries)}   {spec.title}" for spec in specs]


def _passed(spec, entries):
    return entries.get(spec.id, Entry(spec.id)).status == PASSED


def _told(spec, entries):
    entry = entries.get(spec.id)
    if entry is None:
        return f"{'not met yet':55}"
    told = entry.status
    if entry.passed:
        told += f" on {entry.passed[:16].replace('T', ' at ')}"
    told += _counted(entry.hints, "hint") + _counted(entry.tries, "try", "tries")
    return f"{told:55}"


def _counted(n, one, many=None):
    return f", {n} {one if n == 1 else many or one + 's'}" if n else ""
