"""The Python files of the repository, read once, and what they import and define."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)


def relative(path):
    """The path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders):
    """All Python files in some folders of the repository."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


UTILS = [path for path in python_files("utils") if path.name != "__init__.py"]


@cache
def parse(path):
    """The syntax tree of a file; not to be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path):
    """Full dotted names that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def public(body):
    """The public definitions among some statements."""
    return [n for n in body if isinstance(n, DEFINITIONS) and not n.name.startswith("_")]
