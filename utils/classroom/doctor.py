"""Says whether a stranger's code can be run safely here, and why not."""

import platform
import sys

from utils.classroom import jail
from utils.classroom.run import jail_of
from utils.classroom.workers import Gone, Workers


def examine() -> tuple[bool, list[str]]:
    """Start a worker, try what it must not be able to do, and tell.

    Returns:
        (whether grading is safe here, a list of lines).
    """
    lines = [f"{platform.system()} {platform.release()}, Python {platform.python_version()}"]
    if not sys.platform.startswith("linux"):
        lines.append(
            "Grading needs Linux. Windows: WSL 2. macOS: a Linux virtual machine. Both untested."
        )
        return False, lines
    try:
        with Workers(unsafe=True) as workers:
            parts = jail_of(workers)
    except (Gone, OSError) as error:
        return False, [*lines, f"No worker could be started: {error}"]
    lines += [_limits(parts["limits"]), _files(parts), _seccomp(parts["seccomp"])]
    safe = jail.holds(parts)
    lines.append("Safe: grade runs here." if safe else "Not safe: grade refuses without --unsafe.")
    return safe, lines


def _limits(held):
    return f"limits    {'yes' if held else 'NO'}: memory, processor time, no files written"


def _files(parts):
    if parts["bubblewrap"]:
        return "landlock  no, and bubblewrap in its place: files and the network are held"
    version = parts["landlock"]
    if not version:
        return (
            "landlock  NO: files could be read and deleted. It needs Linux 5.13 with landlock "
            "among the security modules (/sys/kernel/security/lsm); containers may hide it. "
            "Or the package bubblewrap, where users may make namespaces."
        )
    weak = "" if version >= 4 else " (TCP is held by seccomp alone: Linux 6.7 would forbid it too)"
    return f"landlock  yes, version {version}: files are held{weak}"


def _seccomp(held):
    if not held:
        machines = ", ".join(jail.ARCHITECTURES)
        return f"seccomp   NO: network and processes are free. It needs Linux on {machines}."
    tested = "" if platform.machine() == "x86_64" else " (numbers for this machine are untested)"
    return f"seccomp   yes: no network, no processes, no signals{tested}"
