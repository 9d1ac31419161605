"""The README's picture of the explorer, as it is now: python -m tools.explorer_picture."""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tools.chromium import launched
from utils.base.files import replacing
from utils.base.paths import DATA
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.explorer.explorer import EmbeddingExplorer
from utils.models.wals import WALS
from utils.space.clusters import clusters
from utils.space.embedding_space import EmbeddingSpace

PICTURE = DATA / "explorer.png"
SIZE = {"width": 1200, "height": 640}
COLORS = 48  # of the palette: enough for text with soft rims
LEAST_RATINGS = 50
VIEW = {"color": "cluster", "tab": "clusters"}


def explorer() -> EmbeddingExplorer:
    """Movies learned from ratings alone, on a map, with their clusters."""
    data = load_movielens()
    interactions = Interactions.from_ratings(data.ratings)
    counts = interactions.item_counts
    table = data.movies_of(interactions.item_ids).assign(ratings=counts)
    V = WALS(dim=32, weight=5, l2=15).fit(interactions).V
    space = EmbeddingSpace(V, table).where(counts >= LEAST_RATINGS)
    space.map("t-sne")
    return EmbeddingExplorer({"movies": space}, clusters=clusters(space), view=VIEW)


def photographed(page_file: Path) -> bytes:
    """PNG bytes of the page as a browser shows it."""
    with launched() as browser:
        page = browser.new_page(viewport=SIZE)
        page.goto(page_file.as_uri())
        page.locator(".ee-score", has_text="keeps").wait_for()
        return page.locator("main").screenshot()


def main() -> int:
    """Write the picture; returns the exit code."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "explorer.html"
        explorer().to_html(page)
        picture = photographed(page)
    colors = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLORS)
    with replacing(PICTURE) as file:
        colors.save(file, "png", optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
