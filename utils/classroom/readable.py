"""Which files of the course a jailed answer may read: all of utils but where references stand."""

import ast
import functools
import sys
from pathlib import Path

from utils.base.paths import DATA, ROOT

UTILS = ROOT / "utils"
LESSONS = UTILS / "exercises" / "lessons"
LISTABLE = (str(UTILS),)


@functools.cache
def readable_paths() -> list[str]:
    """Paths as text: the Python libraries, the small data set, and the modules without references.

    The lessons' checks are read as text here, never imported: this runs in the zygote.
    """
    libraries = [sys.base_prefix, sys.prefix, *(p for p in sys.path if p.endswith("-packages"))]
    hidden = reference_files()
    modules = [p for p in UTILS.rglob("*.py") if p not in hidden and LESSONS not in p.parents]
    return [*libraries, str(DATA / "movielens-small"), *map(str, modules)]


def reference_files() -> set[Path]:
    """The modules of utils that hold the reference of an exercise, the lessons' own aside."""
    names = set()
    for path in LESSONS.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name: node.module
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "reference":
                names |= _module_of(node.value, imported)
    return {UTILS.parent / Path(*name.split(".")).with_suffix(".py") for name in names}


def _module_of(value, imported):
    if isinstance(value, ast.Constant):
        return {str(value.value).partition(":")[0]}
    if isinstance(value, ast.Name) and value.id in imported:
        return {imported[value.id]}
    return set()
