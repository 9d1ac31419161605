"""Grades a class: each student's result is kept as soon as it is there, and not made twice."""

import contextlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from utils.base.files import replacing
from utils.classroom import jail
from utils.classroom.collect import Student
from utils.classroom.grading import fingerprint, grade_student
from utils.classroom.marks import Marks
from utils.classroom.workers import Workers
from utils.exercises.judge.definition import Exercise

SCHEMA = 1


def grade_class(
    students: Sequence[Student],
    specs: Sequence[Exercise],
    out: Path,
    marks: Marks,
    seed: int,
    unsafe: bool = False,
    tell: Callable[[str], object] = print,
) -> dict[str, Any]:
    """Grade every student who has not been graded yet at this seed; what is there is kept.

    Args:
        students: a list of Students.
        specs: the Exercises.
        out: Path of the folder for the results.
        marks: Marks.
        seed: int.
        unsafe: whether to run answers where no jail holds.
        tell: called with a line after each student.

    Returns:
        Dict: schema, seed, jail, exercises ({id: points it can bring}) and students (a list of
        what grade_student() gives).

    Raises:
        RuntimeError: if no jail holds here, and unsafe is False.
    """
    folder = out / "results"
    folder.mkdir(parents=True, exist_ok=True)
    with Workers(unsafe=unsafe) as workers:
        parts = jail_of(workers)
        results = []
        for number, student in enumerate(students, 1):
            about = {"seed": seed, "exercises": [s.id for s in specs]}
            about |= {"schema": SCHEMA, "files": fingerprint(student.files)}
            path = folder / f"{file_name(student.key)}.json"
            result = _kept(path, about)
            again = result is not None
            if not again:
                result = grade_student(student, specs, workers, marks, seed) | {"about": about}
                _store(path, result)
            for mark in result["marks"]:  # marks.toml may have changed since
                mark["points"] = marks.given(mark["id"], mark["status"], mark["got_to"])
            results.append(result)
            tell(_line(number, len(students), result, again))
    points = {spec.id: marks.of(spec.id) for spec in specs}
    head = {"schema": SCHEMA, "seed": seed, "jail": parts, "exercises": points}
    return head | {"students": results}


def jail_of(workers: Workers) -> dict[str, int]:
    """What the jail of a worker holds: dict of limits, landlock, bubblewrap and seccomp.

    Raises:
        RuntimeError: if it does not hold, and the workers are not allowed to go on without.
    """
    worker = workers.start()
    parts = {name: worker.parts[name] for name in ("limits", "landlock", "bubblewrap", "seccomp")}
    worker.close()
    missing = ", ".join(jail.lacking(parts))
    if missing and not workers.unsafe:
        raise RuntimeError(
            f"Not graded: without {missing}, a student's code could read or delete your files. "
            "`doctor` says more. --unsafe grades all the same: only in a machine that you would "
            "throw away."
        )
    return parts


def file_name(key: str) -> str:
    """The key as the name of a file, on every system; keys that differ stay different."""
    return re.sub(r"[^\w.-]", lambda match: f"%{ord(match[0]):x}", key)[:150]


def _kept(path, about):
    with contextlib.suppress(OSError, ValueError, KeyError):
        result = json.loads(path.read_text(encoding="utf-8"))
        if result["about"] == about:
            return result
    return None


def _store(path, result):
    with replacing(path) as file:
        file.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")


def _line(number, n, result, again):
    signs = {"passed": "+", "not yet": "-", "not attempted": "."}
    row = "".join(signs.get(mark["status"], "?") for mark in result["marks"])
    return f"{number:3} of {n}  {row}  {result['student']}" + ("  (kept)" if again else "")
