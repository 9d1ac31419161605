"""What changes a key, and what does not."""

import numpy as np
import pytest

from utils.base.fingerprint import bare_source, code_behind, fingerprint

SOURCE = '''
"""A module."""
X = "# no comment"  # a comment


def f(a):
    """What it does,

    in lines.
    """
    return a + 1  # one more
'''


def test_bare_source_by_hand():
    assert bare_source(SOURCE) == 'X = "# no comment"\ndef f(a):\n    return a + 1'


def test_a_text_that_is_no_docstring_stays():
    assert '"""kept"""' in bare_source('x = 1\ny = """kept"""\n')


def test_a_key_tells_parts_apart_and_takes_arrays_by_their_content():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint(np.arange(3)) == fingerprint(np.array([0, 1, 2]))
    assert fingerprint(np.arange(3)) != fingerprint(np.arange(4))
    assert len(fingerprint("")) == 12


@pytest.fixture
def tree(tmp_path):
    """utils/a imports b, b imports c; d stands alone."""
    folder = tmp_path / "utils"
    folder.mkdir()
    sources = {"a": "from utils import b", "b": "from utils.c import x", "c": "x = 1", "d": "y = 1"}
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source + "\n")
    return tmp_path


@pytest.mark.parametrize(
    "name, source, changes",
    [
        ("a", "from utils import b\nz = 2", True),
        ("c", "x = 2", True),
        ("c", '"""Now told."""\n\nx = 1  # one', False),
        ("d", "y = 2", False),
    ],
)
def test_code_behind_a_module_is_all_that_it_imports(tree, name, source, changes):
    before = code_behind("utils.a", root=tree)
    (tree / "utils" / f"{name}.py").write_text(source + "\n")
    assert (code_behind("utils.a", root=tree) != before) == changes


def test_modules_are_told_once_and_in_one_order(tree):
    assert code_behind("utils.a", "utils.c", root=tree) == code_behind("utils.a", root=tree)
    assert code_behind("utils.c", "utils.d", root=tree) == code_behind(
        "utils.d", "utils.c", root=tree
    )


def test_a_module_of_the_course_is_read_with_what_it_needs():
    code = code_behind("utils.models.wals")
    assert "SEED = 0" in code and "class WALS" in code and "Woodbury" not in code
