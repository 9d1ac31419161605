"""A lesson that comes back, and a reader's answers that are kept."""

import subprocess

import pytest

from utils.base.restore import NotRestored, restore

NAME = "03_what.ipynb"


@pytest.fixture
def course(tmp_path):
    """A repository with one lesson, as given out."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / NAME).write_bytes(b"as given out \xc3\xa9\r\n")
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "lesson"]):
        subprocess.run(["git", "-C", str(tmp_path), *who, *command], check=True)
    return tmp_path


def lesson(course):
    return course / "notebooks" / NAME


def test_yours_is_kept_beside_the_lesson_each_time(course):
    given = lesson(course).read_bytes()
    for mine, copy in (("first", "my_03_what.ipynb"), ("second", "my_03_what_1.ipynb")):
        lesson(course).write_text(mine)
        assert restore("03", course).name == copy
        assert (course / "notebooks" / copy).read_text() == mine
        assert lesson(course).read_bytes() == given


def test_an_untouched_lesson_makes_no_copy_and_a_deleted_one_returns(course):
    assert restore("03", course) is None
    given = lesson(course).read_bytes()
    lesson(course).unlink()
    assert restore("03", course) is None
    assert lesson(course).read_bytes() == given
    assert len(list(lesson(course).parent.iterdir())) == 1


def test_what_cannot_be_restored_is_said_and_left_alone(course, tmp_path_factory):
    with pytest.raises(NotRestored, match="no lesson '3'"):
        restore("3", course)
    elsewhere = tmp_path_factory.mktemp("no-git")
    (elsewhere / "notebooks").mkdir()
    lesson(elsewhere).write_text("mine")
    with pytest.raises(NotRestored, match="git cannot give the lesson back"):
        restore("03", elsewhere)
    assert lesson(elsewhere).read_text() == "mine"
