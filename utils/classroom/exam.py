"""Exercises that no student's course contains: a file of the teacher's, kept elsewhere."""

import runpy
from pathlib import Path

from utils.base.paths import ROOT
from utils.exercises import engine
from utils.exercises.judge.definition import Exercise

HOW = "it is a Python file with EXERCISES = {exercise.id: exercise, …}, as teaching/exam.py"


def load_exam(path: Path) -> list[Exercise]:
    """The Exercises in a teacher's file. The file runs: it is the teacher's own code.

    In the students' notebook an exam exercise is a plain function, without @exercise; it is found
    by its name.

    Args:
        path: of a Python file with a dict EXERCISES, {id: Exercise}.

    Raises:
        ValueError: if it has none, an id or a name is one of the course's, or it lies in utils,
            where a jailed answer could read it.
    """
    if path.resolve().is_relative_to(ROOT / "utils"):
        raise ValueError(f"{path} lies in utils, where students' code may read it: move it")
    exercises = runpy.run_path(str(path)).get("EXERCISES")
    if not isinstance(exercises, dict) or not exercises:
        raise ValueError(f"{path} has no exercises: {HOW}")
    taken = {name for spec in engine.all_exercises() for name in (spec.id, spec.name)}
    for key, spec in exercises.items():
        if not isinstance(spec, Exercise) or spec.id != key:
            raise ValueError(f"{path}: {key!r} is not the id of an Exercise: {HOW}")
        if spec.id in taken or spec.name in taken:
            raise ValueError(f"{path}: the course has an exercise {spec.name!r} already: rename it")
    return list(exercises.values())
