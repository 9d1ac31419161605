"""The rules of the house, held by tests: floors, one home for each idea, sizes, docstrings."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.notebooks import paths, read

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [  # a module imports from the floors below its own, never from beside it
    {"files", "paths", "preferences", "progress", "tables"},
    {"archives", "backend", "environment", "fingerprint", "my_ratings", "streaming"},
    {"folding", "histories", "interactions", "movielens", "similarity"},
    {
        "evaluation", "features", "inner_product", "item_features", "losses", "my_data",
        "query_tower", "sessions", "wals",
    },
    {"baselines", "models", "sampling", "softmax_dnn", "two_tower"},
    {"embeddings", "training"},
    {"comparison", "plots", "reranking", "retrieval"},
    {"exercises", "explorer", "playgrounds"},
]
FLOOR_OF = {name: number for number, names in enumerate(FLOORS) for name in names}
WIDGETS = {"ipywidgets", "anywidget"}
NETWORKS = {"tensorflow", "keras"}
WITH_NETWORKS = {*FLOORS[3], *FLOORS[4], *FLOORS[5], "exercises"}
SKIPPED = {
    ".git",
    ".venv",
    ".venv-bench",
    ".hypothesis",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)


def relative(path):
    return path.relative_to(ROOT).as_posix()


def python_files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


UTILS = [path for path in python_files("utils") if path.name != "__init__.py"]
OURS = [ROOT / "bootstrap.py", *python_files("utils", "tests", "benchmarks")]


def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def module(path):
    """The name of a module of utils; for the files of a package in utils, the package's."""
    return path.relative_to(ROOT / "utils").parts[0].removesuffix(".py")


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


# Floors


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_imports_point_down(path):
    here = module(path)
    assert here in FLOOR_OF, f"utils/{here} has no floor yet: give it one in FLOORS"
    within = {name.split(".")[1] for name in imported(path) if name.startswith("utils.")}
    upward = {name for name in within - {here} if FLOOR_OF[name] >= FLOOR_OF[here]}
    assert upward == set()


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_widgets_stay_on_the_top_floor(path):
    packages = {name.split(".")[0] for name in imported(path)}
    assert not packages & WIDGETS or module(path) in FLOORS[-1]


@pytest.mark.parametrize("path", UTILS, ids=relative)
def test_networks_come_through_backend_and_only_where_models_are(path):
    names = imported(path)
    direct = {name.split(".")[0] for name in names} & NETWORKS
    through = any(name.startswith("utils.backend") for name in names)
    assert not direct or module(path) == "backend"
    assert not through or module(path) in WITH_NETWORKS


@pytest.mark.parametrize("path", python_files("utils"), ids=relative)
def test_packages_re_export_nothing(path):
    if path.name == "__init__.py":
        assert [n for n in parse(path).body if not isinstance(n, ast.Expr)] == []


# One home for each definition


def public(body):
    return [n for n in body if isinstance(n, DEFINITIONS) and not n.name.startswith("_")]


def bare(node):
    """The code of a definition without docstrings and decorators."""
    for part in ast.walk(node):
        if isinstance(part, DEFINITIONS):
            part.decorator_list = []
            if ast.get_docstring(part) is not None:
                part.body = part.body[1:] or [ast.Pass()]
    return ast.unparse(node)


def library():
    """{name: definitions} of the public names of utils, its packages aside."""
    found = defaultdict(list)
    for path in UTILS:
        if path.parent.name == "utils":
            for node in public(parse(path).body):
                found[node.name].append(node)
    return found


def taught():
    """(where, definition) for the public definitions of all lessons."""
    for path in paths():
        for number, cell in enumerate(read(path).cells):
            if cell.cell_type == "code":
                for node in public(ast.parse(cell.source).body):
                    yield f"{path.name}[{number}]", node


def is_exercise(node):
    return any("exercise(" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_a_public_name_means_one_thing_in_utils():
    assert {name for name, nodes in library().items() if len(nodes) > 1} == set()


def test_a_definition_taught_in_a_lesson_is_the_one_in_utils():
    ours = library()
    for where, node in taught():
        if node.name not in ours:
            continue
        original = ours[node.name][0]
        if is_exercise(node):
            assert ast.unparse(node.args) == ast.unparse(original.args), f"{where} {node.name}"
        else:
            assert bare(node) == bare(original), f"{where} {node.name}"


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
