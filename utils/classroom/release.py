"""Makes what students get: the course without its teacher's half, and with every exercise blank."""

import ast
import re
import shutil
from pathlib import Path

import nbformat

from utils.base.files import replacing
from utils.base.paths import ROOT

CONTENTS = (
    *("README.md", "LICENSE", "Makefile", "bootstrap.py", "pyproject.toml", "environment.yml"),
    *("requirements.lock", "CHANGELOG.md", "notebooks", "utils", "data"),
)
STUDENTS_TARGETS = ("help", "setup", "lab", "clean")
STUDENTS_README_ENDS = "## What is where"  # the rest is about files that a student does not have
MAKE_TARGET = re.compile(r"^([a-z-]+):.*(?:\n\t.*)*\n*", re.M)
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", ".ipynb_checkpoints", "downloads", "my_*", "classroom", ".*"
)


def release(target: str | Path, n_hints: int = 3, root: Path = ROOT) -> None:
    """Write the students' course.

    Args:
        target: Path of a folder that is not there yet, or empty.
        n_hints: how many of the three hints are shown; below 3, solution() is withheld too.
        root: the course.

    Raises:
        ValueError: if there is something in the folder, or n_hints is not from 0 to 3.
    """
    target = Path(target)
    if n_hints not in range(4):
        raise ValueError(f"{n_hints} hints: choose 0, 1, 2 or 3")
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"{target} is not empty: choose another folder, or remove it first")
    target.mkdir(parents=True, exist_ok=True)
    for name in CONTENTS:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=LEFT_OUT)
        elif source.exists():
            shutil.copy2(source, target / name)
    for path in sorted((target / "notebooks").glob("*.ipynb")):
        _blank_notebook(path)
    _rewrite(target / "Makefile", _students_makefile)
    _rewrite(target / "README.md", _students_readme)
    _limit_hints(target / "utils" / "exercises" / "engine.py", n_hints)


def _blank_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    changed = False
    for cell in notebook.cells:
        if cell.cell_type == "code" and "@exercise(" in cell.source:
            text = blank(cell.source)
            if text != cell.source:
                cell.source, cell.outputs, cell.execution_count = text, [], None
                changed = True
    if changed:
        with replacing(path) as temporary:
            temporary.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def blank(source: str) -> str:
    """The cell with the bodies of its exercises emptied; docstrings stay.

    Raises:
        ValueError: if it is no Python.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"an exercise's cell is no Python: {error}") from None
    lines = source.splitlines()
    for node in reversed(tree.body):
        if not isinstance(node, ast.FunctionDef):
            continue
        if not any("exercise(" in ast.unparse(decorator) for decorator in node.decorator_list):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        if body and not all(_is_idle(statement) for statement in body):
            indent = " " * body[0].col_offset
            lines[body[0].lineno - 1 : node.end_lineno] = [indent + "..."]
    return "\n".join(lines)


def _is_idle(statement):
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def _rewrite(path, change):
    if path.exists():
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _students_makefile(text):
    """The Makefile with those targets alone whose files a student has."""
    text = re.sub(r"\A#.*\n", "# For students: make lab.\n", text).replace(
        "lab and test do", "lab does"
    )
    text = re.sub(r"^\.PHONY:.*", f".PHONY: {' '.join(STUDENTS_TARGETS)}", text, flags=re.M)
    return MAKE_TARGET.sub(lambda m: m[0] if m[1] in STUDENTS_TARGETS else "", text)


def _students_readme(text):
    """The README without the commands and the folders that a student does not have."""
    lines = text.partition(STUDENTS_README_ENDS)[0].splitlines()
    gone = re.compile(rf"\bmake (?!(?:{'|'.join(STUDENTS_TARGETS)})\b)[a-z]|\.devcontainer")
    return "\n".join(line for line in lines if not gone.search(line)).strip() + "\n"


def _limit_hints(path, n_hints):
    text = path.read_text(encoding="utf-8")
    changed, n = re.subn(r"^MAX_HINTS = \d+", f"MAX_HINTS = {n_hints}", text, flags=re.M)
    if n != 1:
        raise ValueError(f"{path} has no line MAX_HINTS")
    path.write_text(changed, encoding="utf-8")
