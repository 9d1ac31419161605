"""Where Landlock is missing, a wall of mounts holds what Landlock would."""

import os
from functools import partial

import pytest

from tests.tools import hostile
from tests.tools.graded import assert_no_attack_leaves_a_trace, graded
from tests.tools.submissions import body, right
from utils.base.paths import DATA, ROOT
from utils.classroom import bubblewrap, jail
from utils.classroom.__main__ import main
from utils.classroom.readable import LESSONS
from utils.classroom.run import jail_of
from utils.classroom.workers import Workers


@pytest.fixture
def no_landlock(monkeypatch):
    """A machine whose kernel has none."""
    monkeypatch.setattr(jail, "landlock_version", lambda: 0)


@pytest.fixture
def walled(no_landlock):
    """Workers behind the wall."""
    if not bubblewrap.works():
        pytest.skip("bubblewrap is not installed, or not allowed here: no attack was tried")
    with Workers() as workers:
        yield workers


def test_where_landlock_holds_no_wall_is_built(monkeypatch):
    monkeypatch.setattr(jail, "landlock_version", lambda: 1)
    assert bubblewrap.wall(["python", "-c", ""]) == ["python", "-c", ""]


def test_without_bubblewrap_the_command_stays_and_nothing_is_held(no_landlock, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert not bubblewrap.works()
    assert bubblewrap.wall(["python"]) == ["python"]
    assert not bubblewrap.is_inside()


def test_a_bubblewrap_that_is_forbidden_does_not_work(no_landlock, monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho setting up uid map: denied >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert not bubblewrap.works()


def test_the_jail_is_whole_without_landlock(walled):
    parts = jail_of(walled)
    assert (parts["landlock"], parts["bubblewrap"], jail.lacking(parts)) == (0, True, [])


SEEN = {  # what an answer finds behind the wall
    f"os.path.exists({str(LESSONS)!r})": False,
    f"os.path.exists({str(ROOT / 'utils/exercises/judge/answer.py')!r})": True,
    f"os.path.exists({str(DATA / 'movielens-small')!r})": True,
    f"os.path.exists({str(ROOT / 'tests')!r})": False,
    "os.path.exists('/proc/self')": False,
    "os.path.exists('/etc/passwd')": False,
    "os.listdir('/')": None,
    "os.mknod('/note')": None,  # not even an empty file, that another student could find
    "os.mknod('/tmp/note')": None,
    "os.mkdir('/tmp/note')": None,
    "[name for _, name in __import__('socket').if_nameindex()]": None,  # no socket to ask by
}


@pytest.mark.parametrize("expression", SEEN)
def test_behind_the_wall_there_is_what_a_worker_may_read(walled, expression):
    worker = walled.start()
    about = {"needs": [], "cell": 1, "name": "f", "parameters": ["x"], "seconds": 5}
    worker.ask(30, do="define", text=f"def f(x):\n    import os\n    return {expression}", **about)
    told = worker.ask(30, do="call", arguments=[0], seconds=5)
    worker.close()
    value = told["value"] if told["error"] is None else None
    assert value == SEEN[expression], told


def test_attacks_leave_no_trace(walled, tmp_path):
    grade = partial(graded, tmp_path, walled)
    assert_no_attack_leaves_a_trace(grade, tmp_path / "around")
    for name in ("imports-solution", "finds-solution"):
        assert grade(answer=body(hostile.CHEATS[name]))["marks"][0]["status"] == "not yet"
    assert grade(answer=right)["marks"][0]["status"] == "passed"


def test_the_doctor_tells_of_the_wall(walled, capsys):
    assert main(["doctor"]) == 0
    assert "bubblewrap in its place" in capsys.readouterr().out
