"""Results that take minutes: kept beside the data, and computed again where something changed."""

import ast
import dis
import linecache
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import issparse

from utils.base.files import load_made_by, store_made_by
from utils.base.fingerprint import bare, code_behind, fingerprint
from utils.base.paths import DATA

KEPT = DATA / "kept"
PLAIN = (str, bytes, int, float, range, type(None), np.generic, BuiltinFunctionType)


def kept(name: str, compute: Callable, folder: Path = KEPT) -> dict[str, np.ndarray]:
    """What compute() gives: read from a file, or computed now and written there.

    The file belongs to the code of `compute` and to everything that it names, as deep as it goes:
    other functions, what they use of utils, numbers, settings, data.

    Args:
        name: of the file.
        compute: takes nothing, and gives a dict of name → array.
        folder: where the file is.

    Returns:
        Dict of name → array.

    Raises:
        TypeError: naming what `compute` uses and nobody could compare with what it was.
    """
    path, key = folder / f"{name}.npz", fingerprint(*_parts(compute, set()))
    stored = load_made_by(path, key)
    if stored is not None:
        print(f"read from {folder.name}/{path.name}: delete it, and this cell computes it again")
        return stored
    print(f"nothing in {folder.name}/ for this code, data and settings: computing it, minutes …")
    arrays = {part: np.asarray(values) for part, values in compute().items()}
    folder.mkdir(exist_ok=True)
    store_made_by(path, key, arrays)
    return arrays


def _parts(thing: Any, met: set[int]) -> Iterator[str | np.ndarray]:
    """What a value is, or what a function does, piece by piece, for fingerprint()."""
    yield type(thing).__name__
    if isinstance(thing, ModuleType):
        yield _all_of(thing)
    elif isinstance(thing, type | FunctionType):
        yield from _code(thing, met)
    elif hasattr(thing, "python_function"):  # a graph that tf.function makes of it
        yield from _code(thing.python_function, met)
    elif isinstance(thing, np.ndarray):
        yield thing
    elif issparse(thing):
        yield from (repr(thing.shape), thing.indptr, thing.indices, thing.data)
    elif isinstance(thing, pd.DataFrame | pd.Series):
        yield thing.to_csv()
    elif isinstance(thing, dict | list | tuple):
        yield str(len(thing))
        for value in thing.items() if isinstance(thing, dict) else thing:
            yield from _parts(value, met)
    elif is_dataclass(thing):
        yield code_behind(type(thing))
        yield from _parts({field.name: getattr(thing, field.name) for field in fields(thing)}, met)
    elif isinstance(thing, PLAIN):
        yield repr(thing)
    else:
        raise TypeError(f"a {type(thing).__name__} cannot be compared with that of an earlier run")


def _code(definition, met):
    """The code of a function or class, and all that it names."""
    if id(definition) in met:
        return
    met.add(id(definition))
    if definition.__module__.startswith("utils."):
        yield code_behind(definition)
    elif definition.__module__ == "__main__":
        inside = list(vars(definition).values()) if isinstance(definition, type) else [definition]
        made = [part for part in inside if isinstance(part, FunctionType)]
        yield bare(_source(definition, made[0]))
        yield from _parts(list(getattr(definition, "__bases__", ())), met)
        for function in made:
            world = function.__globals__
            yield from _parts([function.__defaults__, function.__kwdefaults__], met)
            for name in sorted(_global_names(function.__code__) & set(world)):
                yield name
                yield from _parts(world[name], met)


def _source(definition, method):
    """The syntax of a function or class of a notebook; inspect finds no class that has no file."""
    lines = linecache.getlines(method.__code__.co_filename)
    named = [
        node
        for node in ast.parse("".join(lines)).body
        if getattr(node, "name", None) == definition.__name__
    ]
    return named[-1]


def _global_names(code):
    """What the code of a function reads of the names around it."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return names.union(*map(_global_names, inner))


def _all_of(module):
    """The code of a whole module of utils; the name of any other."""
    if not module.__name__.startswith("utils."):
        return module.__name__
    places = [SimpleNamespace(__module__=module.__name__, __name__=name) for name in vars(module)]
    return code_behind(*places)
