"""Short names for versions: of weights, of data, and of the code that a result was computed by."""

import ast
import hashlib
import io
import tokenize

from utils.base.paths import ROOT

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def fingerprint(*parts):
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


def bare_source(source):
    """Python source without docstrings, comments and blank lines: what it does, not what it says.

    Args:
        source: str, valid Python.

    Returns:
        str, the same in every version of Python.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines[text.lineno - 1 : text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def code_behind(*modules, root=ROOT):
    """The bare source of modules of utils and of all modules of utils that they import.

    Args:
        *modules: dotted names, as in "utils.models.matrix_factorization".
        root: the folder that holds utils.

    Returns:
        str.
    """
    sources, waiting = {}, list(modules)
    while waiting:
        name = waiting.pop()
        if name not in sources:
            text = (root / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
            sources[name] = bare_source(text)
            waiting += _imports(text)
    return "\n".join(f"{name}\n{sources[name]}" for name in sorted(sources))


def _imports(source):
    """Names of the modules of utils that the source imports; they are all named in full."""
    within = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "utils":
            within += [f"utils.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("utils."):
            within.append(node.module)
    return within
