"""Files that are either whole or not there."""

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Write a file beside its place, and move it there at one stroke when it is complete.

    Until then, and if anything fails, what was at `path` before stays as it was.

    Args:
        path: the file to write; its folder is made if need be.

    Yields:
        Path of an empty file in the same folder, to be written by the caller.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)  # mkstemp lets nobody else read
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load_arrays(path: str | Path, remedy: str) -> dict[str, np.ndarray]:
    """The arrays of an .npz file.

    Args:
        path: of the file.
        remedy: what to do if it is damaged, the end of the message.

    Returns:
        Dict of name → array.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, with the remedy.
    """
    try:  # opened here, because np.load leaves a damaged file open
        with open(path, "rb") as raw, np.load(raw, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged ({error}): {remedy}") from None


def load_made_by(path: Path, key: str) -> dict[str, np.ndarray] | None:
    """The arrays of a file of store_made_by; None if there is no whole one of this key."""
    try:
        arrays = load_arrays(path, "it is made again")
    except (OSError, ValueError):
        return None
    return arrays if str(arrays.pop("key", None)) == key else None


def store_made_by(path: Path, key: str, arrays: dict[str, Any]) -> None:
    """Store arrays beside the key, a fingerprint of all that made them; any file there goes."""
    with replacing(path) as file:
        np.savez_compressed(file, **{**arrays, "key": np.array(key)})
