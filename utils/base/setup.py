"""A look at the machine before the first lesson: what is missing, and how to mend it."""

import ast
import hashlib
import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from utils.base.paths import DATA, ROOT

CHECKSUMS = {
    "movies.csv": "dd43da0fcff532dce64eb7823df3cdbe425a63e54cc0180a3a6cb01999ddb659",
    "ratings.csv": "b4239649fbf90ebf405c56c3ae1d929d9e7c86fc1a3a80cbef1c884df593ef73",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LESSONS = ROOT / "notebooks"
OF_ONE_VERSION = (
    "The folders notebooks/ and utils/ are of different versions of the course: take both from "
    "the same copy"
)


def supported_pythons() -> range:
    """The minor versions of Python 3 that pyproject.toml allows, as a range."""
    least, first_too_new = re.findall(r"3\.(\d+)", PROJECT["requires-python"])
    return range(int(least), int(first_too_new))


def python_problem(version: tuple) -> str | None:
    """What is wrong with a (major, minor, …) Python version, or None."""
    minors = supported_pythons()
    if version[0] == 3 and version[1] in minors:
        return None
    *most, last = (f"3.{minor}" for minor in minors)
    return f"Python is {version[0]}.{version[1]}; the course needs {', '.join(most)} or {last}"


def package_problem(requirement: str) -> str | None:
    """What is wrong with one "name==version" requirement, or None."""
    name, _, wanted = requirement.partition("==")
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is not installed"
    return None if found == wanted else f"{name} is {found}; the lessons were run with {wanted}"


def data_problem(path: Path, checksum: str) -> str | None:
    """What is wrong with a data file whose sha256 should be `checksum`, or None."""
    if not path.exists():
        return f"{path.name} is not in {path.parent.name}/"
    if hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
        return f"{path.name} is not the file that the lessons were run with"
    return None


def lesson_problem(path: Path, root: Path = ROOT) -> str | None:
    """What a notebook imports from utils and utils does not have, or None.

    Args:
        path: of the notebook, which may hold a learner's cells.
        root: the folder in which utils lies.
    """
    for module, name in sorted(_imported_from_utils(path)):
        place = root.joinpath(*module.split("."))
        source, inside = place.with_suffix(".py"), place / f"{name}.py"
        if not source.exists() and not inside.exists():
            return f"{path.name} needs {module}, which is not there"
        if source.exists() and name not in _defined_in(source):
            return f"{path.name} needs {name} of {module}, which is not there"
    return None


def check_lesson(number: str) -> None:
    """Raise ImportError if a lesson and utils are not of one version of the course.

    Args:
        number: of the lesson, as its file begins: "03".
    """
    for path in LESSONS.glob(f"{number}_*.ipynb"):
        if problem := lesson_problem(path):
            raise ImportError(f"{problem}. {OF_ONE_VERSION}")


def _imported_from_utils(path):
    """{(module, name)} of the lines `from utils… import …` of a notebook."""
    found = set()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        try:
            tree = ast.parse("".join(cell["source"])) if cell["cell_type"] == "code" else None
        except SyntaxError:  # a learner's half line, or one of IPython's own
            continue
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("utils"):
                found |= {(node.module, alias.name) for alias in node.names}
    return found


def _defined_in(source):
    """Names at the top level of a module."""
    names = set()
    for node in _statements(ast.parse(source.read_text(encoding="utf-8")).body):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        parts = [part for target in targets if target for part in ast.walk(target)]
        names |= {part.id for part in parts if isinstance(part, ast.Name)}
        names |= {alias.asname or alias.name for alias in getattr(node, "names", ())}
        names.add(getattr(node, "name", None))
    return names


def _statements(body):
    """The statements of a body, those under a with or an if among them."""
    for node in body:
        yield node
        if isinstance(node, ast.With | ast.If):
            yield from _statements([*node.body, *getattr(node, "orelse", [])])


def problems() -> list[str]:
    """Everything that is wrong, one line each, with how to mend it; empty if nothing is.

    Returns:
        List of str.
    """
    setup = [python_problem(sys.version_info)]
    setup += [package_problem(pin) for pin in PROJECT["dependencies"]]
    small = DATA / "movielens-small"
    data = [data_problem(small / name, checksum) for name, checksum in CHECKSUMS.items()]
    lessons = [lesson_problem(path) for path in sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))]
    return (
        [f"{p}. Close Jupyter and run: make lab" for p in setup if p]
        + [f"{p}. Get it back with: git checkout data/movielens-small" for p in data if p]
        + [f"{p}. {OF_ONE_VERSION}" for p in lessons if p]
    )
