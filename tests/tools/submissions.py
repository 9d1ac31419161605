"""What a class hands in: notebooks made from the lessons, solved, wrong, broken and hostile.

`write_all(folder, lessons, canary)` makes one folder a student.
"""

import contextlib
import inspect
import io
import re
import textwrap

import nbformat

from tools.notebooks import paths, read
from utils.exercises import engine
from utils.exercises.printed import without_types

STUB = re.compile(r'^@exercise\("(?P<id>[\w.]+)"\)\ndef ', re.M)
TARGET = "ratings.mask_seen"  # the exercise that broken and hostile students choose


def solved(key):
    """The text of a cell with the right answer."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        engine.solution(key)
    before, _, body = printed.getvalue().partition("def ")
    return f'{before}@exercise("{key}")\ndef {body}'


def wrong(number):
    """Answers with the known wrong answer of that number, as (key, stub) -> text."""

    def answer(key, stub):
        spec = engine.find(key)
        function = spec.misconceptions[number % len(spec.misconceptions)]
        return misconceived(spec, function)

    return answer


def misconceived(spec, function):
    """The text of a cell with a known wrong answer, and the helpers and imports that it needs."""
    module, needed, left = inspect.getmodule(function), {}, [function]
    while left:
        user = left.pop()
        for name in _names(user.__code__):
            value = user.__globals__.get(name)
            ours = inspect.isfunction(value) and value.__module__.startswith("utils.")
            if ours and name not in needed and value is not function:
                needed[name] = without_types(inspect.getsource(value))
                left.append(value)
    imports = [line for line in inspect.getsource(module).splitlines() if
               line.startswith(("import ", "from scipy"))]  # fmt: skip
    text = inspect.getsource(function).replace(f"def {function.__name__}(", f"def {spec.name}(", 1)
    mine = [source for name, source in needed.items() if name != spec.name]
    own = needed.get(spec.name)
    if own:  # the wrong answer calls the right one, by the name that is now its own
        mine.append(re.sub(rf"\bdef {spec.name}\(", "def right_one(", own, count=1))
        head, _, body = text.partition(":\n")
        text = head + ":\n" + re.sub(rf"\b{spec.name}\(", "right_one(", body)
    return "\n".join([*imports, *mine, f'@exercise("{spec.id}")\n{text}'])


def _names(code):
    """The names that a function uses, those in its inner functions among them."""
    inner = (part for part in code.co_consts if hasattr(part, "co_names"))
    return {*code.co_names}.union(*map(_names, inner))


def body(code, only=(TARGET,)):
    """Answers with another body in some exercises, and right in the others."""

    def answer(key, stub):
        if only and key not in only:
            return solved(key)
        return stub[: stub.rindex("    ...")] + textwrap.indent(textwrap.dedent(code), "    ")

    return answer


def right(key, stub):
    return solved(key)


def blank(key, stub):
    return stub


def write(folder, name, lessons, answer=right, cells=None, text=None):
    """One student.

    Args:
        folder: Path; the student gets a folder in it.
        name: of the student.
        lessons: numbers, as in ("01", "02").
        answer: (exercise's id, text of the stub) -> text of the cell.
        cells: (notebook) -> None, changes it further; or None.
        text: (the whole file) -> text or bytes to be written; or None.
    """
    own = folder / name
    own.mkdir(parents=True)
    for path in paths():
        if path.name[:2] not in lessons:
            continue
        notebook = read(path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
                found = STUB.search(cell.source)
                cell.source = answer(found["id"], cell.source) if found else cell.source
        if cells:
            cells(notebook)
        content = nbformat.writes(notebook)
        content = text(content) if text else content
        raw = content if isinstance(content, bytes) else content.encode()
        (own / path.name).write_bytes(raw)


def inserted(source):
    """Another cell, near the top."""
    return lambda nb: nb.cells.insert(2, nbformat.v4.new_code_cell(source))


def twice(first, last):
    """Each exercise answered twice."""

    def change(notebook):
        for place, cell in reversed(list(enumerate(notebook.cells))):
            found = STUB.search(cell.source) if cell.cell_type == "code" else None
            if found:
                texts = (first(found["id"], cell.source), last(found["id"], cell.source))
                notebook.cells[place : place + 1] = map(nbformat.v4.new_code_cell, texts)

    return change


def without_answers(notebook):
    notebook.cells = [c for c in notebook.cells if "@exercise" not in c.source]


def target(change):
    """Right answers, the target's changed as a text."""
    return lambda key, stub: change(solved(key)) if key == TARGET else solved(key)


def calls_helper(key, stub):
    return stub.replace("...", "return blanked(scores, seen)") if key == TARGET else solved(key)


def ordinary():
    """{name: arguments of write()} of students who mean no harm."""
    deep = "\nx = " + "(" * 150 + "1" + ")" * 150 + "\ny = " + "-" * 9000 + "1"
    return {
        "blank": {"answer": blank},
        "solved": {},
        **{f"wrong-{n}": {"answer": wrong(n)} for n in range(4)},
        "pass": {"answer": body("pass", ())},
        "not-implemented": {"answer": body("raise NotImplementedError", ())},
        "returns-nothing": {"answer": body("x = 1", ())},
        "zero": {"answer": body("return 0", ())},
        "returns-text": {"answer": body("return '0'", ())},
        "raises": {"answer": body("raise ValueError('<script>alert(1)</script>')")},
        "other-parameters": {"answer": target(lambda t: t.replace("(scores, seen)", "(x)", 1))},
        "asks": {"answer": body("return float(input('? '))")},
        "no-decorator": {"answer": lambda k, s: solved(k).replace(f'@exercise("{k}")\n', "")},
        "renamed": {"answer": lambda k, s: re.sub(r"def \w+\(", "def mine(", solved(k), count=1)},
        "last-right": {"cells": twice(wrong(0), right)},
        "last-wrong": {"cells": twice(right, wrong(0))},
        "cells-deleted": {"cells": without_answers},
        "helper": {"answer": calls_helper, "cells": inserted(
            "LOW = -np.inf\ndef blanked(s, seen):\n    return np.where(seen, LOW, s)")},
        "magics": {"answer": target(lambda t: "%%time\n%matplotlib inline\n!ls\n" + t)},
        "syntax-error": {"answer": target(lambda t: t.replace("return", "rreturn", 1) + "\n)")},
        "deep": {"answer": target(lambda t: t + deep)},
        "prints-much": {"answer": body("""
            for _ in range(50): print('y' * 10**6)
            import numpy as np
            return np.where(seen, -np.inf, scores)""")},
        "numpy": {"answer": lambda k, s: s.replace("...", "return np.mean((U @ V.T) ** 2)")
                  if k == "mf.gravity" else solved(k)},
        "in-place": {"answer": body("scores[seen] = -float('inf')\nreturn scores")},
        "list": {"answer": body(
            "return [[-float('inf') if s else x for x, s in zip(*r)] for r in zip(scores, seen)]")},
        "=cmd|' !A1": {},
        "<script>alert(1)": {},
    }  # fmt: skip


def broken():
    """{name: arguments of write()} of files that are no notebooks, or odd ones."""
    return {
        "half-a-file": {"text": lambda t: t[: len(t) // 2]},
        "empty": {"text": lambda t: ""},
        "conflict": {"text": lambda t: t.replace('"cells": [', '"cells": [\n<<<<<<< HEAD', 1)},
        "a-list": {"text": lambda t: "[1, 2]"},
        "nested": {"text": lambda t: "[" * 100_000},
        "bytes": {"text": lambda t: bytes(range(256))},
        "bom-crlf": {"text": lambda t: ("\ufeff" + t.replace("\n", "\r\n")).encode()},
        "no-cells": {"text": lambda t: '{"cells": [3, {"source": 4}, {"cell_type": "code"}]}'},
    }
