"""The doctor says what holds on this machine."""

from utils.classroom import jail
from utils.classroom.__main__ import main


def test_the_doctor_says_what_is_in_force(capsys, parts):
    assert main(["doctor"]) == (0 if jail.holds(parts) else 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["limits", "landlock", "seccomp"]
