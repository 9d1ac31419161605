"""Bring a lesson back as it was, and keep yours beside it: python -m utils.base.restore 03"""

import itertools
import subprocess
import sys
from pathlib import Path

from utils.base.files import replacing
from utils.base.paths import ROOT


class NotRestored(Exception):
    """A lesson could not be brought back; the message says why. Nothing was changed."""


def restore(number: str, root: Path = ROOT) -> Path | None:
    """Put the lesson back as the course gave it out. What you wrote is kept as notebooks/my_….

    Args:
        number: of the lesson, as its file begins: "03".
        root: the folder of the course.

    Returns:
        Path of the copy of yours; None if the lesson was gone, or as it was given out.

    Raises:
        NotRestored: if there is no such lesson, or git does not know the course.
    """
    known = _git(root, "ls-tree", "--name-only", "-z", "HEAD", "notebooks/").decode().split("\0")
    found = [name for name in known if name.startswith(f"notebooks/{number}_")]
    if len(found) != 1 or not found[0].endswith(".ipynb"):
        raise NotRestored(f"there is no lesson {number!r}: give two digits, such as 03")
    path, original = root / found[0], _git(root, "show", f"HEAD:{found[0]}")
    mine = path.read_bytes() if path.exists() else original
    if mine == original and path.exists():
        return None
    copy = None
    if mine != original:
        copy = _free(path)
        with replacing(copy) as file:
            file.write_bytes(mine)
    with replacing(path) as file:
        file.write_bytes(original)
    return copy


def _free(path):
    names = (f"my_{path.stem}{n and f'_{n}' or ''}.ipynb" for n in itertools.count())
    return next(c for c in map(path.with_name, names) if not c.exists())


def _git(root, *arguments):
    try:
        return subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", b"") or str(error).encode()
        raise NotRestored(
            f"git cannot give the lesson back ({reason.decode(errors='replace').strip()}). "
            "Take its file from a new copy of the course"
        ) from None


def main(arguments: list[str]) -> int:
    """Restore what the command line names; returns the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        copy = restore(arguments[0])
    except NotRestored as error:
        print(error, file=sys.stderr)
        return 1
    print(
        "The lesson is as it was given out. If it is open, close its tab without saving, and "
        "open it again."
    )
    if copy:
        print(f"Yours is notebooks/{copy.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
