"""The explorer and jupyter-scatter in JupyterLab: first paint, frames a second, neighbors."""

import io
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.peers import peer_python
from tests.browser.chromium import FLAGS, find_or_install
from tests.browser.lab import open_lab, run_all, running_lab, show_cell
from tests.notebooks import KERNEL

PEER = "jupyter-scatter==1.0.1"
SIZES = (10_000, 100_000)
DIM = 64
SECONDS = 3
MOST_SECONDS = 60
N_QUERIES = 20
NOTEBOOK = "notebooks/measured.ipynb"
# WebGL, which jupyter-scatter needs, drawn by the processor: no GPU for either.
SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
POINTS = """
import sys
sys.path.insert(0, "..")
import numpy as np
import pandas as pd
rng = np.random.default_rng(0)
centers = rng.normal(size=(30, {dim}))
groups = rng.integers(30, size={n})
V = (centers[groups] + 0.5 * rng.normal(size=({n}, {dim}))).astype("float32")
xy = (V - V.mean(0)) @ np.linalg.svd(V[:5000] - V.mean(0), full_matrices=False)[2][:2].T
table = pd.DataFrame({{"title": [f"movie {{i}}" for i in range({n})], "group": groups.astype(str)}})
"""
OURS = """
from utils.embeddings import EmbeddingSpace
from utils.explorer.explorer import EmbeddingExplorer
space = EmbeddingSpace(V, table, {"pca": xy})
"""
THEIRS = """
import jscatter
table["x"], table["y"] = xy.T
"""
SHOW = {
    OURS: "EmbeddingExplorer(space)  # measured",
    THEIRS: "jscatter.Scatter(data=table, x='x', y='y', color_by='group').show()  # measured",
}
RUN = """() => { window.jupyterapp.commands.execute('notebook:run-cell'); }"""
LARGEST = """canvases => {
    const sizes = canvases.map(canvas => canvas.clientWidth * canvas.clientHeight);
    return sizes.lastIndexOf(Math.max(...sizes));
}"""
FRAMES = """() => {
    const times = window.frameTimes = [];
    const next = time => {
        times.push(time);
        if (times === window.frameTimes) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
}"""
ASK = """row => {
    const { store } = document.querySelector('.course-explorer').explorer;
    const start = performance.now();
    store.set({ picked: row, query: 'picked' });
    return performance.now() - start;
}"""


@contextmanager
def page_in(python):
    """(page, lab): a browser without a GPU, and the JupyterLab of an environment."""
    path = find_or_install()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder), python) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *SOFTWARE])
        yield browser.new_page(viewport={"width": 1400, "height": 900}), lab
        browser.close()


def n_colors(page, canvas):
    """How many colors are on the screen where the canvas is."""
    picture = matplotlib.image.imread(io.BytesIO(page.screenshot(clip=canvas.bounding_box())))
    return len(np.unique((picture[::4, ::4, :3] * 255).astype(int).reshape(-1, 3), axis=0))


def first_paint(page):
    """(seconds from running the cell until points are on the screen, the canvas)."""
    cell = show_cell(page, "# measured")
    start = time.perf_counter()
    page.evaluate(RUN)
    canvases = cell.locator(".jp-OutputArea canvas:visible")
    canvases.first.wait_for(timeout=1000 * MOST_SECONDS)
    canvas = canvases.nth(canvases.evaluate_all(LARGEST))
    while n_colors(page, canvas) < 20:
        if time.perf_counter() - start > MOST_SECONDS:
            raise TimeoutError(f"no points on the screen after {MOST_SECONDS} s")
        time.sleep(0.02)
    return time.perf_counter() - start, canvas


def frames_while_moving(page, canvas, pressed):
    """(frames a second, 95th percentile of the time between two frames in ms)."""
    box = canvas.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    if pressed:
        page.mouse.down()
    page.evaluate(FRAMES)
    start = time.perf_counter()
    while (angle := 3 * (time.perf_counter() - start)) < 3 * SECONDS:
        page.mouse.move(middle[0] + 150 * np.sin(angle), middle[1] + 100 * np.cos(angle))
    if pressed:
        page.mouse.up()
    gaps = np.diff(page.evaluate("() => window.frameTimes"))
    return 1000 / gaps.mean(), np.percentile(gaps, 95)


def measure(page, lab, code, n):
    """One row of the table, as a list of cells."""
    cells = [POINTS.format(n=n, dim=DIM) + code, SHOW[code]]
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
    notebook.cells = [nbformat.v4.new_code_cell(cell.strip()) for cell in cells]
    nbformat.write(notebook, lab.folder / NOTEBOOK)
    open_lab(page, lab, NOTEBOOK)
    run_all(page)  # imports, and the program in the browser's cache
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    paint, canvas = first_paint(page)
    hover, hover_gap = frames_while_moving(page, canvas, pressed=False)
    pan, pan_gap = frames_while_moving(page, canvas, pressed=True)
    asked = "has none"
    if code is OURS:
        times = [page.evaluate(ASK, 37 * i) for i in range(N_QUERIES)]
        asked = f"{statistics.median(times):.0f}"
    return [f"{paint:.2f}", f"{hover:.0f} ({hover_gap:.0f})", f"{pan:.0f} ({pan_gap:.0f})", asked]


def explorer_table():
    """Markdown: ours and jupyter-scatter, at two sizes, in the same browser."""
    lines = [
        f"Points with {DIM} dimensions, in JupyterLab in headless Chromium, drawn by the "
        "processor. First paint: from running the cell until points are on the screen. Frames: "
        "while the pointer moves without rest; in parentheses the 95th percentile of the time "
        "between two, in ms. Neighbors: from the query to the ten nearest by cosine in the table, "
        "the median of many.",
        "",
        "| | points | first paint, s | hover, frames/s | pan, frames/s | neighbors, ms |",
        "|---|---|---|---|---|---|",
    ]
    python = peer_python("scatter", PEER, "jupyterlab==4.6.6")
    for name, its_python, code in (
        ("the explorer", sys.executable, OURS),
        (PEER, python, THEIRS),
    ):
        for n in SIZES:
            with page_in(its_python) as (page, lab):
                row = measure(page, lab, code, n)
            lines.append(" | ".join(["| " + name, f"{n:,}", *row]) + " |")
    return lines


def section():
    """Markdown lines."""
    return ["## The embedding explorer", "", *explorer_table()]


if __name__ == "__main__":
    print("\n".join(explorer_table()))
