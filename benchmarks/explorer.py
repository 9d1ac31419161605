"""The explorer and jupyter-scatter in JupyterLab: first paint, frames a second, neighbors."""

import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np

from benchmarks.peers import peer_python
from tools.chromium import launched
from tools.jupyterlab import open_lab, run_all, running_lab, show_cell
from tools.notebooks import KERNEL

PEER = "jupyter-scatter==1.0.1"
SIZES = (10_000, 100_000, 1_000_000)
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
from utils.space.embedding_space import EmbeddingSpace
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
# By the page's clock: Playwright hears of each message of a socket, and is late by its length.
FIRST_PAINT = """most => new Promise((resolve, reject) => {
    const { shell, commands } = window.jupyterapp;
    const cell = shell.currentWidget.content.activeCell.node;
    const sample = new OffscreenCanvas(200, 120).getContext('2d', { willReadFrequently: true });
    const painted = () => {
        for (const canvas of cell.querySelectorAll('.jp-OutputArea canvas')) {
            if (canvas.clientWidth < 100 || !canvas.width) continue;
            sample.clearRect(0, 0, 200, 120);
            sample.drawImage(canvas, 0, 0, 200, 120);
            const pixels = new Uint32Array(sample.getImageData(0, 0, 200, 120).data.buffer);
            if (new Set(pixels).size >= 20) return true;
        }
        return false;
    };
    const start = performance.now();
    commands.execute('notebook:run-cell');
    const look = () => {
        const seconds = (performance.now() - start) / 1000;
        if (painted()) resolve(seconds);
        else if (seconds > most) reject(new Error(`no points on the screen after ${most} s`));
        else requestAnimationFrame(look);
    };
    look();
})"""
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
ASK = """async row => {
    const { store, kernel } = document.querySelector('.course-explorer').explorer;
    const start = performance.now();
    store.set({ picked: row, query: 'picked' });
    while (kernel?.status) await new Promise(resolve => setTimeout(resolve));
    return performance.now() - start;
}"""


@contextmanager
def page_in(python):
    """(page, lab): a browser without a GPU, and the JupyterLab of an environment."""
    with (
        launched(*SOFTWARE) as browser,
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder), python) as lab,
    ):
        yield browser.new_page(viewport={"width": 1400, "height": 900}), lab


def first_paint(page):
    """(seconds from running the cell until points are on the screen, the canvas)."""
    cell = show_cell(page, "# measured")
    seconds = page.evaluate(FIRST_PAINT, MOST_SECONDS)
    canvases = cell.locator(".jp-OutputArea canvas:visible")
    return seconds, canvases.nth(canvases.evaluate_all(LARGEST))


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
        "processor. First paint: from running the cell until points are on the screen, by the "
        "page's clock; the browser's driver listens, which costs the more the more is sent. "
        "Frames: while the pointer moves without rest; in parentheses the 95th percentile of the "
        "time between two, in ms. Neighbors: from the query to the ten nearest by cosine in the "
        "table, the median of many; among a million the kernel finds them, exactly.",
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
