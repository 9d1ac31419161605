"""One student's answers graded, and attacks that are held to leave no trace."""

import os
import socket

import pytest

from tests.tools.hostile import attacks
from tests.tools.submissions import TARGET, body, write
from utils.base.seed import SEED
from utils.classroom.collect import Student
from utils.classroom.grading import grade_student
from utils.classroom.marks import Marks
from utils.exercises import engine

LESSON_01 = engine.by_lesson()["01"]


def graded(place, workers, specs=None, seed=SEED, **student):
    """What grade_student() gives for lesson 01.

    Args:
        place: folder for the submission.
        workers: started Workers.
        specs: the Exercises; default: the target alone.
        seed: of the cases.
        student: arguments of write().
    """
    folder = place / f"s{len(list(place.iterdir()))}"
    write(folder, "ann", ("01",), **student)
    who = Student("ann", "Ann", files=sorted((folder / "ann").iterdir()))
    only = [spec for spec in LESSON_01 if spec.id == TARGET]
    return grade_student(who, specs or only, workers, Marks(), seed)


def assert_no_attack_leaves_a_trace(grade, folder):
    """Try each attack on a folder, a listener and this process; returns {attack: its mark}.

    Args:
        grade: (answer) -> what grade_student() gives.
        folder: to be made, with something precious in it.
    """
    precious = folder / "precious" / "file"
    precious.parent.mkdir(parents=True)
    precious.write_text("secret")
    before = sorted(folder.rglob("*"))
    marks = {}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        port = listener.getsockname()[1]
        for name, code in attacks(folder, port, os.getpid()).items():
            mark = marks[name] = grade(answer=body(code))["marks"][0]
            assert mark["status"] in ("not yet", "stopped"), name
            assert "READ" not in mark["explanation"].partition("Error: ")[2], name
            assert sorted(folder.rglob("*")) == before, name
            assert precious.read_text() == "secret", name
            assert precious.stat().st_mode & 0o400, name
            with pytest.raises(TimeoutError):
                listener.accept()
    return marks
