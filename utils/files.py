"""Files that are either whole or not there."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path):
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
