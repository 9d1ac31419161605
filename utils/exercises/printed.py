"""The text of a function as a reader can paste it: with its imports, without types."""

import ast
import inspect
import textwrap
from collections.abc import Callable


def printed(function: Callable) -> str:
    """The source of a function, the import lines that it needs above it, its annotations gone.

    Args:
        function: a function of a module of utils.

    Returns:
        Text that runs by itself.
    """
    source = without_types(textwrap.dedent(inspect.getsource(function)).rstrip())
    imports = _imports(function)
    return "\n".join([*imports, "", source] if imports else [source])


def without_types(source: str) -> str:
    """The source of one function with the annotations of its parameters and result cut out."""
    raw = source.encode()  # ast counts bytes
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(line, column):
        return starts[line - 1] + column

    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    spans = []
    given = node.args
    for a in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
        if a is not None and a.annotation is not None:
            start = place(a.lineno, a.col_offset) + len(a.arg.encode())
            spans.append((start, place(a.annotation.end_lineno, a.annotation.end_col_offset)))
    if node.returns is not None:
        end = place(node.returns.end_lineno, node.returns.end_col_offset)
        start = raw.rindex(b"->", 0, place(node.returns.lineno, node.returns.col_offset))
        spans.append((len(raw[:start].rstrip()), end))
    for start, end in sorted(spans, reverse=True):
        raw = raw[:start] + raw[end:]
    return raw.decode()


def _imports(function):
    """Import lines for the modules and the functions that it uses under their names in its file."""
    lines = set()
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if inspect.ismodule(value):
            package, _, last = value.__name__.rpartition(".")
            source = f"from {package} import" if package else "import"
            lines.add(f"{source} {last}" + (f" as {name}" if name != last else ""))
        elif inspect.isfunction(value):
            lines.add(f"from {value.__module__} import {value.__name__}")
    return sorted(lines)
