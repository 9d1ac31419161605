"""What a jailed answer may read, and what it may not."""

from pathlib import Path

from utils.base.paths import DATA, ROOT
from utils.classroom.readable import LESSONS, readable_paths, reference_files
from utils.exercises import engine


def test_every_reference_of_the_course_is_hidden():
    readable, hidden = set(map(Path, readable_paths())), reference_files()
    for spec in engine.all_exercises():
        home = Path(spec.solution.__code__.co_filename)
        assert home not in readable, f"{spec.id} could be read in {home}"
        assert home in hidden or home.parent == LESSONS
        assert not any(folder in readable for folder in home.parents)


def test_what_an_answer_needs_is_readable():
    readable = set(map(Path, readable_paths()))
    for module in ("base/paths.py", "base/backend.py", "exercises/judge/answer.py"):
        assert ROOT / "utils" / module in readable
    assert DATA / "movielens-small" in readable
    assert DATA not in readable and ROOT not in readable
