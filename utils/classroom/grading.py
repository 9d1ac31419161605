"""Grades one submission: every exercise in a process of its own, judged on this side."""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from utils.classroom.collect import Student
from utils.classroom.marks import Marks
from utils.classroom.submission import read_submission
from utils.classroom.workers import Gone, JailedAnswer, Workers
from utils.exercises.judge.check import NOT_ATTEMPTED, NOT_YET, SECONDS, judge
from utils.exercises.judge.definition import Exercise

NETWORKS = ("keras", "tensorflow", "tf.", "ops.", "utils.models")


@dataclass
class Mark:
    """What became of one exercise.

    Attributes:
        id: of the exercise.
        status: "passed", "not yet", "not attempted"; or, for a person to decide, "missing",
            "unreadable", "stopped".
        got_to: as in Verdict.
        points: or None, where a person decides.
        misconception: its key, or "".
        explanation: what the student reads.
        file, cell: where the answer stands, "" and 0 if nowhere.
        earlier: how many earlier answers the notebook holds.
        flags: what the teacher should look at.
        fingerprint: equal for answers with the same code.
        seconds: how long the grading took.
    """

    id: str
    status: str
    got_to: str = ""
    points: float | None = None
    misconception: str = ""
    explanation: str = ""
    file: str = ""
    cell: int = 0
    earlier: int = 0
    flags: list[str] = field(default_factory=list)
    fingerprint: str = ""
    seconds: float = 0.0


def grade_student(
    student: Student, specs: Sequence[Exercise], workers: Workers, marks: Marks, seed: int
) -> dict[str, Any]:
    """Read and judge all that a student handed in.

    Args:
        student: a Student.
        specs: the Exercises to grade.
        workers: Workers.
        marks: Marks.
        seed: makes the random cases.

    Returns:
        Dict of student, name, id, marks (a list of dicts as in Mark) and notes.
    """
    submission = read_submission(student.files, {spec.id: spec.name for spec in specs})
    absent = "unreadable" if submission.unreadable else "missing"
    results = []
    for spec in specs:
        start = time.monotonic()
        source = submission.answers.get(spec.id)
        mark = Mark(spec.id, absent) if source is None else _judged(spec, source, workers, seed)
        mark.points = marks.given(spec.id, mark.status, mark.got_to)
        mark.seconds = round(time.monotonic() - start, 3)
        results.append(asdict(mark))
    person = {"student": student.key, "name": student.name, "id": student.id}
    return person | {"marks": results, "notes": submission.notes}


def _judged(spec, source, workers, seed):
    mark = Mark(spec.id, "unreadable", explanation=source.broken)
    mark.file, mark.cell, mark.earlier = source.file, source.cell, source.earlier
    mark.flags, mark.fingerprint = list(source.flags), source.fingerprint
    if source.broken:
        return mark
    worker = None
    try:
        worker = workers.start(warm=bool(spec.trained) or _uses_networks(source))
        _fill(mark, spec, JailedAnswer(worker, source, spec.parameters, SECONDS), seed)
    except Gone as gone:
        mark.status, mark.explanation = "stopped", str(gone)
        mark.flags.append("ended its process, or had to be ended")
    finally:
        if worker is not None:
            worker.close()
    return mark


def _fill(mark, spec, answer, seed):
    defined = answer.defined
    if defined.error is not None or defined.overdue:
        reason = "it did not end" if defined.overdue else _what(defined.error)
        mark.status, mark.got_to = NOT_YET, "raised"
        mark.explanation = f"The cell itself does not run: {reason}."
        return
    verdict = judge(spec, answer, seed)
    mark.status, mark.got_to = verdict.status, verdict.got_to
    mark.misconception = verdict.misconception
    mark.explanation = "" if verdict.status == NOT_ATTEMPTED else verdict.explanation


def _what(error):
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _uses_networks(source):
    text = source.text + "".join(statement for _, _, statement in source.needs)
    return any(word in text for word in NETWORKS)


def fingerprint(files: Iterable[Path]) -> str:
    """A fingerprint of the contents of the files, to know whether they were graded before."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0")
        with open(file, "rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:24]
