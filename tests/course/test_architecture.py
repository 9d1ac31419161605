"""The rules of the house, held by tests: rooms, one home for each idea, sizes, docstrings."""

import ast
import copy
import re
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter

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
from utils.base.fingerprint import bare

ROOMS = (  # a module imports from the rooms before its own, and from its own
    "base",
    "data",
    "simulation",
    "models",
    "space",
    "retrieval",
    "serving",
    "evaluation",
    "plots",
    "scale",
    ("exercises", "labs", "explorer"),  # none of these knows the others
    "classroom",
)
FLOOR_OF = {
    room: floor
    for floor, rooms in enumerate(ROOMS)
    for room in ([rooms] if isinstance(rooms, str) else rooms)
}
APART = {"exercises", "labs", "explorer", "classroom"}
WIDGETS = {"ipywidgets", "anywidget"}
NETWORKS = {"tensorflow", "keras"}
WITH_NETWORKS = {"base", "models", "scale", "exercises"}
WITH_WIDGETS = {"labs", "explorer"}
SKIPPED = {
    *(".git", ".venv", ".venv-bench", ".venv-site", "__pycache__", "build", "downloads"),
    *(".hypothesis", ".pytest_cache", ".ruff_cache", ".mypy_cache"),
}
OURS = [ROOT / "bootstrap.py", *python_files("utils", "tests", "tools", "benchmarks")]


def room(path):
    """The room of a module of utils."""
    return path.relative_to(ROOT / "utils").parts[0].removesuffix(".py")


def dotted(path):
    """The full name of a module, as an import says it."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


# Rooms


def modules_within(path):
    """The modules of utils that a file imports."""
    known = {dotted(p) for p in UTILS}
    names = {name for name in imported(path) if name.startswith("utils.")}
    return {name if name in known else name.rpartition(".")[0] for name in names}


def test_every_module_lies_in_a_room():
    assert {room(path) for path in UTILS} == set(FLOOR_OF)


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_a_module_imports_from_its_own_room_and_those_before(path):
    here = room(path)
    elsewhere = {name.split(".")[1] for name in modules_within(path)} - {here}
    assert {name for name in elsewhere if FLOOR_OF[name] >= FLOOR_OF[here]} == set()


def test_no_modules_import_each_other_in_a_circle():
    graph = {dotted(path): modules_within(path) for path in UTILS}
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, naming the circle


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_widgets_stay_in_their_rooms(path):
    packages = {name.split(".")[0] for name in imported(path)}
    assert not packages & WIDGETS or room(path) in WITH_WIDGETS


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_networks_come_through_backend_and_only_where_models_are(path):
    names = imported(path)
    direct = {name.split(".")[0] for name in names} & NETWORKS
    through = any(name.startswith("utils.base.backend") for name in names)
    assert not direct or dotted(path) == "utils.base.backend"
    assert not through or room(path) in WITH_NETWORKS


@pytest.mark.parametrize("path", python_files("utils"), ids=relative)
def test_packages_re_export_nothing(path):
    if path.name == "__init__.py":
        assert [n for n in parse(path).body if not isinstance(n, ast.Expr)] == []


# One home for each definition


def undecorated(node):
    """What a definition does, without docstrings, types and decorators."""
    node = copy.deepcopy(node)
    for part in ast.walk(node):
        if isinstance(part, DEFINITIONS):
            part.decorator_list = []
    return bare(node)


@cache
def library():
    """{name: definitions} of the public names of utils, exercises, labs and explorer aside."""
    found = defaultdict(list)
    for path in UTILS:
        if room(path) not in APART:
            for node in public(parse(path).body):
                found[node.name].append(node)
    return found


@cache
def taught():
    """(where, definition) for the public definitions of all lessons."""
    return [
        (f"{path.name}[{number}]", node)
        for path in paths()
        for number, cell in enumerate(read(path).cells)
        if cell.cell_type == "code"
        for node in public(ast.parse(cell.source).body)
    ]


def is_exercise(node):
    return any("exercise(" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_a_public_name_means_one_thing_where_lessons_import_from():
    """An exercise's reference may be a function of utils said in NumPy: both take the same."""
    meanings = defaultdict(set)
    for path in UTILS:
        for node in public(parse(path).body) if room(path) != "classroom" else ():
            exercise = path.is_relative_to(ROOT / "utils/exercises/lessons")
            twin = exercise and node.name in library() and bare(node.args)
            same = twin and twin == bare(library()[node.name][0].args)
            meanings[node.name].add("the same" if same else relative(path))
    meanings.pop("main", None)  # of a command
    several = {name: places - {"the same"} for name, places in meanings.items()}
    assert {name: places for name, places in several.items() if len(places) > 1} == {}


def test_a_definition_taught_in_a_lesson_is_the_one_in_utils():
    ours = library()
    for where, node in taught():
        if node.name not in ours:
            continue
        original = ours[node.name][0]
        if is_exercise(node):
            assert bare(node.args) == bare(original.args), f"{where} {node.name}"
        else:
            assert undecorated(node) == undecorated(original), f"{where} {node.name}"


def test_a_shared_definition_is_taught_in_one_lesson():
    homes = defaultdict(list)
    for where, node in taught():
        if node.name in library():
            homes[node.name].append(where)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


# Sizes and docstrings


def function_lengths(path):
    nodes = [node for node in ast.walk(parse(path)) if isinstance(node, FUNCTIONS)]
    return {node.name: node.end_lineno - node.lineno + 1 for node in nodes}


@pytest.mark.parametrize("path", OURS, ids=relative)
def test_files_and_functions_are_short(path):
    n_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert n_lines <= 250
    assert {name: n for name, n in function_lengths(path).items() if n > 50} == {}


def test_most_functions_are_very_short():
    lengths = sorted(n for path in UTILS for n in function_lengths(path).values())
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[int(0.9 * len(lengths))] <= 30


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_public_definitions_have_docstrings(path):
    tree = parse(path)
    nodes = public(tree.body)
    nodes += [n for c in nodes if isinstance(c, ast.ClassDef) for n in public(c.body)]
    assert ast.get_docstring(tree)
    assert [node.name for node in nodes if not ast.get_docstring(node)] == []


# The outside world


def test_no_file_names_the_host_of_a_package_registry():
    host = re.compile(
        r"(?:pypi|pythonhosted|npmjs|yarnpkg|anaconda)\.(?:org|com|io)|(?:deb|security)\.debian\.org"
    )
    for path in ROOT.rglob("*"):
        if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts):
            found = host.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert not found, f"{relative(path)} names {found[0]}"


@pytest.mark.parametrize("path", python_files("benchmarks", "tools"), ids=relative)
def test_benchmarks_and_tools_import_nothing_from_tests(path):
    assert {name for name in imported(path) if name.startswith("tests")} == set()
