"""A wall of mounts around the process that forks workers, where the kernel has no Landlock.

Inside there is a file system with what a worker may read, and nothing else; it can't be written
to, and no network is there. The limits and seccomp of the jail are set as anywhere. It takes the
package bubblewrap, and a kernel that lets its users make namespaces; no root rights.

Source: bwrap(1), of github.com/containers/bubblewrap.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence

from utils.base.paths import ROOT
from utils.classroom import jail
from utils.classroom.readable import LESSONS, readable_paths

APART = ("user", "net", "ipc", "uts", "cgroup-try")  # the grader ends workers by pid: not pid
SCRATCH = "/tmp"  # in memory; Matplotlib is not imported where it can write nowhere
TRY_SECONDS = 20


def wall(command: Sequence[str]) -> list[str]:
    """The command, inside of bubblewrap if Landlock is missing and bubblewrap works here.

    Args:
        command: a program of those that a worker may read, and its arguments.
    """
    if jail.landlock_version() or not works():
        return list(command)
    return [*_bwrap(), *command]


def works() -> bool:
    """Whether bubblewrap is installed, and allowed to make its namespaces."""
    if shutil.which("bwrap") is None:
        return False
    try:
        tried = subprocess.run(
            [*_bwrap(), "/usr/bin/true"], capture_output=True, timeout=TRY_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def is_inside() -> bool:
    """Whether this process is behind the wall: where the references stand, it sees nothing."""
    return not LESSONS.exists()


def close_scratch() -> None:
    """Once the libraries are there, nothing is written any more; seccomp holds the mode."""
    if is_inside():
        os.chmod(SCRATCH, 0o500)


def _bwrap():
    """The program and its options; of what a worker may read, devices come as devices."""
    options = ["bwrap", "--die-with-parent", "--new-session", "--tmpfs", SCRATCH]
    options += [f"--unshare-{kind}" for kind in APART]
    for path in (*jail.SYSTEM, "/usr/bin/true", *readable_paths()):
        kind = "--dev-bind-try" if path.startswith("/dev/") else "--ro-bind-try"
        options += [kind, path, path]
    return [*options, "--chmod", "0111", "/", "--remount-ro", "/", "--chdir", str(ROOT)]
