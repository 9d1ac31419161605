"""Environments of their own for the packages that the course is measured beside."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from utils.base.files import load_arrays
from utils.base.paths import ROOT


def peer_python(name, *packages):
    """Python of an environment, made at the first call.

    Args:
        name: of its folder in .venv-bench.
        packages: what pip installs, each with its version.

    Returns:
        Path.

    Raises:
        RuntimeError: if the environment cannot be made; the next call tries again.
    """
    folder = ROOT / ".venv-bench" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    complete = folder / "complete"
    if not complete.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *packages]
        if subprocess.run(install).returncode:
            raise RuntimeError(
                f"there is no {', '.join(packages)} in {folder}, and pip could not install it, for "
                "the reason above: with a network, run this part of the benchmarks again"
            )
        complete.touch()
    return python


def ask_peer(python, script, arrays, *values, **environment):
    """What a script of this folder makes of arrays, in the environment of a peer.

    Args:
        python: from peer_python.
        script: file name; it is called with two .npz files, to read and to write, and the values.
        arrays: dict of name → array, what the first file holds.
        *values: str() of each is an argument.
        **environment: variables that the script needs to find set.

    Returns:
        Dict of name → array, what the script wrote into the second file.

    Raises:
        subprocess.CalledProcessError: if the script fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder, "given.npz"), Path(folder, "made.npz")
        np.savez(given, **arrays)
        command = [python, ROOT / "benchmarks" / script, given, made, *values]
        subprocess.run([*map(str, command)], env={**os.environ, **environment}, check=True)
        return load_arrays(made, f"look at what {script} writes")
