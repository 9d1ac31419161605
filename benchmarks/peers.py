"""Environments of their own for the packages that the course is measured beside."""

import os
import subprocess
import sys

from utils.paths import ROOT


def peer_python(name, *packages):
    """Python of an environment, made at the first call.

    Args:
        name: of its folder in .venv-bench.
        packages: what pip installs, each with its version.

    Returns:
        Path.
    """
    folder = ROOT / ".venv-bench" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    complete = folder / "complete"
    if not complete.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True)
        complete.touch()
    return python
