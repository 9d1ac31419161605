"""Each thing in its one place: tests beside what they test, docstrings that tell where."""

import ast
import re
from collections import defaultdict

import pytest

from tests.tools.sources import (
    DEFINITIONS,
    FUNCTIONS,
    ROOT,
    UTILS,
    imported,
    parse,
    public,
    python_files,
    relative,
)
from tools.notebooks import paths, read

FORMATS = {"space", "formats"}  # tested through open_space
OF_MODELS = ("base", "simulation", "models", "space", "retrieval", "serving", "evaluation", "scale")
MIRRORED = (*OF_MODELS, "labs", "explorer")


def within(path, folder):
    return path.relative_to(ROOT / folder)


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_a_module_has_a_file_of_tests_in_the_same_room(path):
    place = within(path, "utils")
    if (
        place.parts[0] in MIRRORED
        and place.name != "__main__.py"
        and not set(place.parts) >= FORMATS
    ):
        assert (ROOT / "tests" / place.with_name(f"test_{place.name}")).is_file()


@pytest.mark.parametrize("path", python_files("tests"), ids=relative)
def test_a_test_imports_from_no_other_test(path):
    names = {name for name in imported(path) if name.startswith("tests.")}
    assert {name for name in names if not name.startswith("tests.tools.")} == set()


# Types


def unannotated(function):
    arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    arguments += [a for a in (function.args.vararg, function.args.kwarg) if a]
    bare = [a.arg for a in arguments if not a.annotation and a.arg not in ("self", "cls")]
    return bare + ["return"] * (function.returns is None and function.name != "__init__")


def open_to_all(tree):
    """The public functions of a module and of its classes, and how classes are made."""
    for node in public(tree.body):
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for function in inside:
            if isinstance(function, FUNCTIONS):
                yield function


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_public_functions_say_their_types(path):
    lacking = {
        function.name: unannotated(function)
        for function in open_to_all(parse(path))
        if function.name == "__init__" or not function.name.startswith("_")
    }
    assert {name: arguments for name, arguments in lacking.items() if arguments} == {}


# Where a definition is taught


def homes():
    """{lesson: names that its notebook defines}."""
    found = defaultdict(set)
    for path in paths():
        for cell in read(path).cells:
            if cell.cell_type == "code":
                found[path.name[:2]] |= {node.name for node in public(ast.parse(cell.source).body)}
    return found


def test_what_is_said_to_be_taught_in_a_lesson_is_defined_there():
    defined, claims = homes(), []
    for path in UTILS:
        for node in ast.walk(parse(path)):
            text = ast.get_docstring(node) if isinstance(node, DEFINITIONS) else None
            for lesson in re.findall(r"Taught in\s+lesson (\d\d)", text or ""):
                claims.append(f"{relative(path)} {node.name}: lesson {lesson}")
                assert node.name in defined[lesson], f"{claims[-1]}: say Used in"
    assert claims


def test_a_cell_that_names_a_file_holds_definitions_of_that_file():
    found = []
    for path in paths():
        for cell in read(path).cells:
            for name in re.findall(r"^# (utils/\S+\.py)$", cell.source, re.MULTILINE):
                assert (ROOT / name).is_file(), f"{path.name} names {name}, which is not there"
                theirs = {node.name for node in public(parse(ROOT / name).body)}
                ours = {node.name for node in public(ast.parse(cell.source).body)}
                found.append(name)
                assert theirs & ours, f"{path.name}: {name} has none of {', '.join(ours)}"
    assert found
