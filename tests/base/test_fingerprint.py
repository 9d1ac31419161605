"""What changes a key, and what does not."""

import ast
from types import SimpleNamespace

import numpy as np
import pytest

from utils.base.fingerprint import bare, code_behind, fingerprint
from utils.models.wals import WALS

DOCUMENTED = '''
def f(a: int) -> int:  # a comment
    """What it does,

    in lines.
    """
    return (a +
            1)
'''


def test_layout_comments_docstrings_and_types_are_not_what_code_does():
    plain = "def f(a): return a + 1"
    assert bare(ast.parse(DOCUMENTED)) == bare(ast.parse(plain))
    assert bare(ast.parse(plain)) != bare(ast.parse("def f(a): return a - 1"))


def test_a_text_that_is_no_docstring_and_the_type_of_a_field_are():
    assert "'kept'" in bare(ast.parse("x = 1\ny = 'kept'\n"))
    assert bare(ast.parse("class A:\n    x: int")) != bare(ast.parse("class A:\n    x: str"))


def test_a_key_tells_parts_apart_and_takes_arrays_by_their_content():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint(np.arange(3)) == fingerprint(np.array([0, 1, 2]))
    assert fingerprint(np.arange(3)) != fingerprint(np.arange(4))
    assert len(fingerprint("")) == 12


SOURCES = {
    "a": "from utils import b\nfrom utils.c import x, z\n\ndef f():\n    return b.g() + x\n",
    "b": "def g():\n    return _h()\n\ndef _h():\n    return 1\n",
    "c": "x = 1\nz = 2\n",
    "d": "with open('f'):\n    y = 1\n",
}
F = SimpleNamespace(__module__="utils.a", __name__="f")


@pytest.fixture
def tree(tmp_path):
    """f of utils/a uses all of b, and x of c; nobody uses d."""
    folder = tmp_path / "utils"
    folder.mkdir()
    for name, source in SOURCES.items():
        (folder / f"{name}.py").write_text(source)
    return tmp_path


@pytest.mark.parametrize(
    "module, old, new, changes",
    [
        ("a", "b.g()", "b.g() * 2", True),
        ("b", "return 1", "return 2", True),
        ("c", "x = 1", "x = 2", True),
        ("c", "x = 1", '"""Now told."""\n\nx = 1  # one', False),
        ("c", "z = 2", "z = 3", False),
        ("a", "import x, z", "import x", False),
        ("d", "y = 1", "y = 2", False),
    ],
)
def test_code_behind_a_function_is_what_it_uses(tree, module, old, new, changes):
    before = code_behind(F, root=tree)
    path = tree / "utils" / f"{module}.py"
    assert old in SOURCES[module]
    path.write_text(SOURCES[module].replace(old, new))
    assert (code_behind(F, root=tree) != before) == changes


def test_a_name_that_a_block_binds_is_followed(tree):
    (tree / "utils" / "a.py").write_text("from utils.d import y\n\ndef f():\n    return y\n")
    assert "utils.d.y" in code_behind(F, root=tree)


def test_a_class_of_the_course_is_read_with_what_it_needs():
    code = code_behind(WALS)
    assert "utils.base.seed.SEED" in code and "utils.models.wals.solve_rows" in code
    assert "Woodbury" not in code
