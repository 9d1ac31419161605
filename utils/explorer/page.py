"""The explorer as one HTML file, which opens from disk."""

import base64
import html
import json
from pathlib import Path

from utils.base.files import replacing
from utils.explorer.description import Description
from utils.explorer.payload import pack
from utils.explorer.sources import script, style

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';
  script-src 'unsafe-inline'; img-src data: blob:">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
<body class="ee-page">
<h1>{title}</h1>
<main><div id="explorer">This page needs JavaScript to show its map.</div></main>
<script type="application/json" id="meta">{meta}</script>
<script type="text/plain" id="data">{data}</script>
<script type="module">
{script}
const text = (id) => document.getElementById(id).textContent;
startPage(document.getElementById("explorer"), JSON.parse(text("meta")), text("data"));
</script>
</body>
</html>
"""


def to_html(described: Description, path: str | Path, view: dict | None = None) -> None:
    """Write a page that explores a space with no kernel and no network.

    It stands here and not in EmbeddingSpace because widgets are on the top floor.

    Args:
        described: what to show.
        path: of the HTML file.
        view: dict to begin with, as EmbeddingExplorer.view.

    Raises:
        ValueError: if there are more vectors than `most_bytes`.
    """
    if described.remote:
        raise ValueError(
            f"the vectors of {len(described)} {described.noun} are too many for a page, where no "
            "kernel answers: write a part, such as space.where(np.arange(len(space)) % 10 == 0), "
            "or allow more with most_bytes"
        )
    with replacing(path) as file:
        file.write_text(page_of(described, view), encoding="utf-8")


def page_of(described: Description, view: dict | None = None) -> str:
    """The text of such a page; arguments as of to_html."""
    meta, data = pack(described)
    return PAGE.format(
        title=html.escape(f"Embedding explorer: {_names(described)}"),
        style=style(),
        # No title of the data can end the script element.
        meta=json.dumps({**meta, "view": view or {}}).replace("<", r"\u003c"),
        data=base64.b64encode(data).decode(),
        script=script(),
    )


def _names(described):
    names = list(described.spaces)
    return f"{names[0]} to {names[-1]}" if described.epochs else ", ".join(map(str, names))
