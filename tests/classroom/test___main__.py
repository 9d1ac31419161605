"""The commands: what they refuse, in a line, and which exercises a text of lessons means."""

import pytest

from utils.classroom.__main__ import main, specs_of
from utils.exercises import engine


def test_lessons_are_named_by_their_numbers_and_come_in_the_order_asked_for():
    lessons = engine.by_lesson()
    assert specs_of(" 02, 01 ") == lessons["02"] + lessons["01"]
    assert len(specs_of(None)) == sum(map(len, lessons.values()))


@pytest.mark.parametrize("text", ["77", "1", "01,,02", "first"])
def test_a_lesson_that_has_no_exercises_is_named(text):
    with pytest.raises(ValueError, match=r"has no exercises; those with: 00, 01"):
        specs_of(text)


def test_a_folder_that_is_not_there_is_named_and_nothing_is_made(tmp_path, capsys):
    missing = tmp_path / "nowhere"
    assert main(["grade", str(missing), "--lessons", "00", "--seed", "5"]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if "results" in path.name] == []


def test_a_seed_that_will_not_do_is_refused_with_its_reason(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    command = ["grade", str(tmp_path / "in"), "--lessons", "06", "--seed", "12"]
    code = main([*command, "--out", str(tmp_path / "out")])
    told = capsys.readouterr().err
    assert (code, "the seed 12 will not do" in told) == (2, True), told
    assert not (tmp_path / "out" / "seed.txt").exists()


def test_no_command_and_no_known_one_end_with_the_list(capsys):
    for command in ([], ["mark"]):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 2
        assert "grade" in capsys.readouterr().err or not command
