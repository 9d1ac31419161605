"""The explorer as one HTML file, which opens from disk."""

import base64
import html
import json

from utils.explorer.payload import pack
from utils.explorer.sources import script, style
from utils.files import replacing

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


def write_page(path, meta, data):
    """Write the page.

    Args:
        path: of the HTML file.
        meta, data: from `payload.pack`; meta may hold a `view` to begin with.
    """
    names = ", ".join(space["name"] for space in meta["spaces"])
    safe = json.dumps(meta).replace("<", r"\u003c")  # no title can end the script element
    page = PAGE.format(
        title=html.escape(f"Embedding explorer: {names}"),
        style=style(),
        meta=safe,
        data=base64.b64encode(data).decode(),
        script=script(),
    )
    with replacing(path) as file:
        file.write_text(page, encoding="utf-8")


def to_html(spaces, path, **options):
    """Write a page that explores a space with no kernel and no network.

    It stands here and not in EmbeddingSpace because widgets are on the top floor.

    Args:
        spaces: as for EmbeddingExplorer.
        path: of the HTML file.
        options: as for EmbeddingExplorer, without `view`.

    Raises:
        ValueError: as `payload.pack`.
    """
    write_page(path, *pack(spaces, **options))
