"""A look at the machine before the first lesson: what is missing, and how to mend it."""

import hashlib
import sys
import tomllib
from importlib import metadata

from utils.base.paths import DATA, ROOT

CHECKSUMS = {
    "movies.csv": "dd43da0fcff532dce64eb7823df3cdbe425a63e54cc0180a3a6cb01999ddb659",
    "ratings.csv": "b4239649fbf90ebf405c56c3ae1d929d9e7c86fc1a3a80cbef1c884df593ef73",
}
PYTHONS = ((3, 11), (3, 12), (3, 13))


def python_problem(version):
    """What is wrong with a (major, minor, …) Python version, or None."""
    if tuple(version[:2]) in PYTHONS:
        return None
    return f"Python is {version[0]}.{version[1]}; the course needs 3.11, 3.12 or 3.13"


def package_problem(requirement):
    """What is wrong with one "name==version" requirement, or None."""
    name, _, wanted = requirement.partition("==")
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed"
    return None if found == wanted else f"{name} is {found}; the lessons were run with {wanted}"


def data_problem(path, checksum):
    """What is wrong with a data file whose sha256 should be `checksum`, or None."""
    if not path.exists():
        return f"{path.name} is not in {path.parent.name}/"
    if hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
        return f"{path.name} is not the file that the lessons were run with"
    return None


def problems():
    """Everything that is wrong, one line each, with how to mend it; empty if nothing is.

    Returns:
        List of str.
    """
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setup = [python_problem(sys.version_info)]
    setup += [package_problem(pin) for pin in pins["project"]["dependencies"]]
    small = DATA / "movielens-small"
    data = [data_problem(small / name, checksum) for name, checksum in CHECKSUMS.items()]
    return [f"{p}. Close Jupyter and run: make lab" for p in setup if p] + [
        f"{p}. Get it back with: git checkout data/movielens-small" for p in data if p
    ]
