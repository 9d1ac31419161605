"""Small pictures of rows, which travel with the table: nothing is fetched when they are shown."""

import base64
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

MOST_BYTES = 140_000  # of a file: as base64 it is within what the explorer shows
SIGNS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


def thumbnails(paths: Iterable[str | Path | None]) -> pd.Series:
    """Pictures on disk as a column of a table; the explorer shows the one of the picked row.

    Args:
        paths: of PNG, JPEG, GIF or WebP files, one a row, each at most 140,000 bytes; None where a
            row has no picture.

    Returns:
        Series of data URIs, str; None where there is no picture.

    Raises:
        ValueError: naming a file that is larger, or no such picture.
        FileNotFoundError: naming one that is not there.
    """
    return pd.Series([path and _uri(Path(path)) for path in paths], dtype=object)


def _uri(path):
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES:,} bytes: make a thumbnail of it")
    kind = next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), None)
    if kind is None:
        raise ValueError(f"{path} is no PNG, JPEG, GIF or WebP picture: convert it")
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
