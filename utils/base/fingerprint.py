"""Short names for versions: of weights, of data, and of the code that a result was computed by."""

import ast
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utils.base.paths import ROOT

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
IMPORTS = (ast.Import, ast.ImportFrom)
UNSAID = {"annotation", "returns", "type_comment", "type_params", "ctx", "kind"}


def fingerprint(*parts: str | np.ndarray) -> str:
    """Tells one version of something from another, as in fingerprint(*model.get_weights()).

    Args:
        *parts: str or NumPy arrays; the shape and type of an array count too.

    Returns:
        str, 12 hexadecimal digits: the start of a SHA-256.
    """
    digest = hashlib.sha256()
    for part in parts:
        kind = "text" if isinstance(part, str) else f"{part.shape} {part.dtype.str}"
        content = part.encode() if isinstance(part, str) else part.tobytes()
        digest.update(f"{kind} {len(content)} ".encode() + content)
    return digest.hexdigest()[:12]


def code_behind(*definitions: Callable, root: Path = ROOT) -> str:
    """What some functions and classes do, with all that they use of utils, and no more.

    Layout, comments, docstrings and the types of arguments are left out: they are what code says,
    not what it does. What is reached through an object, as a method is, is not followed: name its
    class.

    Args:
        *definitions: functions or classes of utils.
        root: the folder that holds utils.

    Returns:
        str, the same in every version of Python that the course runs on.
    """
    modules: dict[str, dict[str, list[ast.stmt]]] = {}
    said: dict[tuple[str, str], str] = {}
    waiting = [(made.__module__, made.__name__) for made in definitions]
    while waiting:
        module, name = waiting.pop()
        if (module, name) in said:
            continue
        if module not in modules:
            modules[module] = _statements(module, root)
        nodes = modules[module].get(name, [])
        said[module, name] = " ".join(bare(n) for n in nodes if not isinstance(n, IMPORTS))
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                waiting += _imported(node, name, root)
            else:
                waiting += [(module, used) for used in _names(node) if used in modules[module]]
    return "\n".join(f"{'.'.join(place)} {said[place]}" for place in sorted(said) if said[place])


def bare(node: ast.AST) -> str:
    """The syntax of a piece of Python without docstrings and types of arguments, on one line."""
    parts = []
    for name, values in _fields(node):
        said = " ".join(bare(v) if isinstance(v, ast.AST) else repr(v) for v in values)
        parts.append(f"{name}: {said}")
    return f"({type(node).__name__} {', '.join(parts)})"


def _fields(node):
    """(name, values) of the fields that do something; a field of a dataclass keeps its type."""
    for name, value in ast.iter_fields(node):
        values = [v for v in (value if isinstance(value, list) else [value]) if v is not None]
        if name == "body" and isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            values = values[1:]
        if values and (name not in UNSAID or isinstance(node, ast.AnnAssign)):
            yield name, values


def _names(node):
    """The names that a piece of Python reads or binds, types of arguments aside."""
    if isinstance(node, ast.Name):
        return {node.id}
    inside = (v for _, values in _fields(node) for v in values if isinstance(v, ast.AST))
    return set().union(*map(_names, inside))


def _path(module, root):
    return root / f"{module.replace('.', '/')}.py"


def _statements(module, root):
    """The statements at the top of a module, by the names that each binds."""
    found = {}
    for statement in ast.parse(_path(module, root).read_text(encoding="utf-8")).body:
        for name in _bound(statement):
            found.setdefault(name, []).append(statement)
    return found


def _bound(statement):
    if isinstance(statement, DOCUMENTED):
        return {statement.name}
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, IMPORTS):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _imported(statement, name, root):
    """(module, name) of what a name that is imported from utils stands for."""
    if not (statement.module or "").startswith("utils"):
        return []
    original = next(a.name for a in statement.names if (a.asname or a.name) == name)
    whole = f"{statement.module}.{original}"
    if _path(whole, root).exists():
        return [(whole, every) for every in _statements(whole, root)]
    return [(statement.module, original)]
