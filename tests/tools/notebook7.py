"""Jupyter Notebook 7 beside the course's JupyterLab, installed once in pytest's cache."""

import subprocess
import sys

import pytest

VERSION = "7.6.5"


def notebook7(cache):
    """Environment variables with which a JupyterLab server serves Notebook 7, too.

    Args:
        cache: pytest's `request.config.cache`.

    Returns:
        dict. Without a package index the test that asks is skipped, with the reason.
    """
    folder = cache.mkdir("notebook7")
    if not (folder / "notebook").exists():
        wanted = ["--target", str(folder), "--no-deps", f"notebook=={VERSION}"]
        install = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
        result = subprocess.run(install, capture_output=True, text=True)
        if result.returncode:
            pytest.skip(f"pip could not install Notebook 7: {result.stderr.strip()[-300:]}")
    return {
        "PYTHONPATH": str(folder),
        "JUPYTER_PATH": str(folder / "share" / "jupyter"),
        "JUPYTER_CONFIG_PATH": str(folder / "etc" / "jupyter"),
    }
