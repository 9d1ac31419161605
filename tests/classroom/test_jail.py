"""What a jailed process may still do, tried in a process of its own."""

import subprocess
import sys

import pytest

from utils.base.paths import ROOT
from utils.classroom import jail

WHOLE = {"limits": True, "landlock": 4, "bubblewrap": False, "seccomp": True}


@pytest.mark.parametrize("part", ["limits", "landlock", "seccomp"])
def test_a_jail_holds_if_all_of_its_parts_do(part):
    assert jail.holds(WHOLE)
    assert not jail.holds({**WHOLE, part: 0})
    assert [part in name for name in jail.lacking({**WHOLE, part: 0})] == [True]


def test_bubblewrap_stands_in_for_landlock_alone():
    assert jail.holds({**WHOLE, "landlock": 0, "bubblewrap": True})
    assert not jail.holds({**WHOLE, "seccomp": False, "bubblewrap": True})


ATTEMPTS = {  # what is tried: what comes of it in a jail
    "open(f'{mine}/file').read()": "PermissionError",
    "open(f'{mine}/new', 'w')": "PermissionError",
    "os.listdir(mine)": "PermissionError",
    "os.remove(f'{mine}/file')": "PermissionError",
    "os.chmod(f'{mine}/file', 0)": "PermissionError",
    "socket.socket()": "PermissionError",
    "os.fork()": "PermissionError",
    "os.kill(os.getppid(), 0)": "PermissionError",
    "os.execv('/bin/true', ['true'])": "PermissionError",
    "bytearray(5 << 30)": "MemoryError",
    "os.listdir(open_to_all)": "",
    "open(f'{readable}/file').read()": "",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_is_tried_in_a_jail(attempt, tmp_path, jailed):
    folders = [tmp_path / name for name in ("mine", "readable", "listable")]
    for folder in folders:
        folder.mkdir()
        (folder / "file").write_text("secret")
    code = (
        "import os, socket\nfrom utils.classroom import jail\n"
        f"mine, readable, open_to_all = {list(map(str, folders))}\n"
        "assert jail.holds(jail.apply([readable], [open_to_all]))\n"
        f"try:\n    {attempt}\nexcept BaseException as error:\n    print(type(error).__name__)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (told.stdout.strip(), told.returncode) == (ATTEMPTS[attempt], 0), told.stderr
    assert (tmp_path / "mine" / "file").read_text() == "secret"
    assert not (tmp_path / "mine" / "new").exists()
