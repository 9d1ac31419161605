"""What is imported is there: by every benchmark, and by code that stands in a text."""

import ast
import importlib
import re

import pytest

from tests.tools.sources import ROOT, UTILS, parse, python_files, relative

BENCHMARKS = [
    path.stem
    for path in python_files("benchmarks")
    if not path.stem.endswith(("_peer", "__"))  # a peer runs with packages of its own
]
IN_TEXT = re.compile(r"from (utils(?:\.\w+)+) import (\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)")
TEXTS = [
    *python_files("utils", "tools", "benchmarks", "teaching", "site"),
    *(p for p in ROOT.glob("*.md") if p.name != "CHANGELOG.md"),  # which tells what was
    *(p for folder in ("notebooks", "teaching", "utils") for p in (ROOT / folder).rglob("*.md")),
]


def bound(path):
    """The names that a module binds at its top."""
    names = set()
    for node in parse(path).body:
        names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        names |= {getattr(node, "name", "")}
        for alias in getattr(node, "names", ()):
            names.add(alias.asname or alias.name)
    return names


def lacking(text):
    """The imports from utils in a text that would fail, those in its strings among them."""
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in UTILS}
    for module, names in IN_TEXT.findall(text):
        for name in (part.split(" as ")[0] for part in names.split(", ")):
            whole = f"{module}.{name}"
            package = (ROOT / module.replace(".", "/")).is_dir()
            known = modules.get(module)
            if whole not in modules and not (known and name in bound(known)):
                yield f"{whole} ({'no such module' if package or not known else 'no such name'})"


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_can_be_imported(name):
    assert importlib.import_module(f"benchmarks.{name}").__doc__


@pytest.mark.parametrize("path", TEXTS, ids=relative)
def test_what_code_imports_from_utils_is_there(path):
    assert list(lacking(path.read_text(encoding="utf-8"))) == []


def test_what_is_not_there_would_be_found():
    here, gone = "from utils.base.seed import SEED", "from utils.base.sed import SEED"
    assert list(lacking(f"{here}\n'{here} as S'")) == []
    assert list(lacking(gone)) == ["utils.base.sed.SEED (no such module)"]
    assert list(lacking('"from utils.base.seed import SEED, SED"')) == [
        "utils.base.seed.SED (no such name)"
    ]
