"""A picture of the picked row is shown; what only looks like one stays a text."""

import matplotlib.image
import numpy as np

from tests.tools.explorer_page import open_page
from tests.tools.spaces import make_space
from utils.explorer.thumbnails import thumbnails
from utils.space.embedding_space import EmbeddingSpace


def test_the_picked_rows_picture_is_shown(page, tmp_path):
    file = tmp_path / "dot.png"
    matplotlib.image.imsave(file, np.zeros((40, 60, 3)))
    (good,) = thumbnails([file])
    svg = "data:image/svg+xml;base64,PHN2Zy8+"
    pictures = [good, svg, "https://example.org/a.png", good + "A" * 200_000]
    plain = make_space(60, 4)
    cells = pictures + [f"no picture {row}" for row in range(56)]
    view = open_page(
        page, tmp_path, EmbeddingSpace(plain.vectors, plain.table.assign(poster=cells))
    )
    shown = page.locator("#explorer img")
    view.set({"picked": 0, "columns": ["poster"], "tab": "selection", "selection": [0, 1]})
    assert shown.count() == 1
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth)") == 60
    assert shown.get_attribute("alt").startswith("poster of ")
    table = page.get_by_role("region", name="2 selected")
    assert "(a picture)" in table.inner_text()
    assert svg in table.inner_text()
    for row in (1, 2, 3):
        view.set({"picked": row})
        assert shown.count() == 0
        assert cells[row] in page.locator(".ee-facts").inner_text()
