"""How long a lab takes from a move to its new picture, in JupyterLab in headless Chromium."""

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tools.chromium import launched
from tools.jupyterlab import open_lab, run_all, running_lab, show_cell
from tools.notebooks import KERNEL

NOTEBOOK = "notebooks/measured.ipynb"
RIGHT, LEFT = "ArrowRight", "ArrowLeft"
THERE_AND_BACK = 2 * (5 * (RIGHT,) + 5 * (LEFT,))
SETUP = """
import sys
sys.path.insert(0, "..")
import numpy as np
from utils.space.embedding_space import EmbeddingSpace
from utils.data.interactions import Interactions
from utils.data.splits import random_split
from utils.data.movielens import load_movielens
from utils.data.my_ratings import no_ratings, with_rating
from utils.retrieval.item_index import ItemIndex
from utils.models.two_tower import train_two_tower
from utils.models.wals import WALS

data = load_movielens()
split = random_split(Interactions.from_ratings(data.ratings))
model = WALS(dim=32, weight=5, l2=15).fit(split.train)
movies = data.movies_of(split.train.item_ids)
titles = movies["title"].to_numpy()
years = movies["year"].astype(float).fillna(1990).to_numpy()
kinds = movies["genres"].str.join("|").str.get_dummies().to_numpy()
kinds = kinds / np.maximum(np.linalg.norm(kinds, axis=1, keepdims=True), 1)
space = EmbeddingSpace(model.V, movies.assign(ratings=split.train.item_counts))
scores = model.score(split.history)
scores = np.where(scores >= np.sort(scores)[:, [-300]], 10 * (scores - 1), -np.inf)
towers = train_two_tower(split.train.matrix(), movies, epochs=1)
rng = np.random.default_rng(0)
crowd = (model.V[rng.integers(len(titles), size=100_000)]
         + 0.05 * rng.normal(size=(100_000, 32)).astype("float32"))
queries = model.fold_in(split.history)[:100]
stars = np.where(np.arange(20).reshape(4, 5) % 3, np.nan, 4)
"""


@dataclass(frozen=True)
class Lab:
    """A lab, and moves in it that are made in turn.

    Attributes:
        name: for the table; says what is moved.
        code: the cell that shows it.
        moves: pairs (label of a slider, key) or (text of a button, anything).
    """

    name: str
    code: str
    moves: tuple


def there_and_back(name, slider, code):
    """The Lab whose one slider goes to the right and back again."""
    return Lab(name, code, tuple((slider, key) for key in THERE_AND_BACK))


LABS = (
    there_and_back(
        "02, factorization: gravity",
        "Gravity",
        "from utils.labs.factorization import factorization_lab\n"
        "factorization_lab(stars, list('abcd'), list('vwxyz'))",
    ),
    there_and_back(
        "03, neighbors: least ratings",
        "Least ratings",
        "from utils.labs.neighbors import neighbors_lab\nneighbors_lab(space, 'Toy Story (1995)')",
    ),
    Lab(
        "03, ratings: rate and remove",
        "from utils.labs.ratings import ratings_lab\n"
        "ratings_lab(space, model, with_rating(no_ratings(), 2, 4.0))",
        10 * (("Rate this movie", ""), ("Remove", "")),
    ),
    there_and_back(
        "04, softmax: angle",
        "Angle of ψ, °",
        "from utils.labs.softmax import softmax_lab\nsoftmax_lab(np.eye(5, 2), list('vwxyz'))",
    ),
    there_and_back(
        "06, negatives: step",
        "Step",
        "from utils.labs.negatives import negatives_lab\n"
        "lab = negatives_lab(); lab.controls['step'].value = 40; lab",
    ),
    there_and_back(
        "07, invented movie: year",
        "Year",
        "from utils.labs.invented_movie import invented_movie_lab\n"
        "invented_movie_lab(towers, split.train.matrix(), movies, 'Robot Cop', 1990, ('Sci-Fi',))",
    ),
    there_and_back(
        "08, index: effort",
        "Effort",
        "from utils.labs.index import index_lab\n"
        "index_lab({'IVF': ItemIndex(crowd)}, crowd, queries)",
    ),
    there_and_back(
        "08, re-ranking: λ",
        "λ",
        "from utils.labs.reranking import reranking_lab\n"
        "reranking_lab(scores[::3], kinds, years, titles, split.target[::3])",
    ),
    Lab(
        "04, capacity, which trains: a new width or depth",
        "from utils.labs.capacity import capacity_lab\n"
        "lab = capacity_lab(); lab.controls['width'].value = 1; lab",
        (
            *5 * [("Width", RIGHT)],
            ("Hidden layers", RIGHT),
            *5 * [("Width", LEFT)],
            ("Hidden layers", RIGHT),
            *5 * [("Width", RIGHT)],
        ),
    ),
    Lab(
        "06, negatives, which trains: a new number",
        "from utils.labs.negatives import HARD\n"
        "lab = negatives_lab(); lab.controls['number'].value = 1\n"
        "lab.controls['kind'].value = HARD; lab",
        (("How many", RIGHT), ("How many", RIGHT)),
    ),
    Lab(
        "08, index, which measures a curve: a new k",
        "index_lab({'IVF': ItemIndex(crowd)}, crowd, queries)  # new",
        (("k", LEFT), ("k", LEFT)),
    ),
)
PRESS = """async (lab, [label, key]) => {
    const rows = [...lab.querySelectorAll('.widget-hslider, button')];
    const row = rows.find(row => (row.querySelector('label') ?? row).textContent.trim() === label);
    const picture = lab.querySelector('img');
    const start = performance.now();
    const drawn = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`no new picture after ${label} ${key}`)), 60000);
        new MutationObserver((changes, observer) => {
            const next = lab.querySelector('img');
            if (!next || next === picture) return;
            observer.disconnect();
            resolve(next);
        }).observe(lab, { childList: true, subtree: true });
    });
    if (row.matches('button')) row.click();
    else row.querySelector('[role=slider]').dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true }));
    await (await drawn).decode();
    return performance.now() - start;
}"""


def measure(page, lab):
    """Milliseconds of each move of a lab in the open notebook, one after the other."""
    lab = show_cell(page, lab.code).locator(".course-lab")
    lab.locator("img").wait_for()
    return [lab.evaluate(PRESS, list(move)) for move in lab.moves]


def times():
    """{name of a lab: list of milliseconds}."""
    with (
        launched() as browser,
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as course,
    ):
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL})
        cells = (SETUP.strip(), *(lab.code for lab in LABS))
        notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
        nbformat.write(notebook, course.folder / NOTEBOOK)
        page = browser.new_page()
        open_lab(page, course, NOTEBOOK)
        run_all(page)
        return {lab.name: measure(page, lab) for lab in LABS}


def section():
    """Markdown lines."""
    rows = [
        f"| {name} | {len(ms)} | {statistics.median(ms):.0f} | {max(ms):.0f} |"
        for name, ms in times().items()
    ]
    return [
        "## The labs",
        "",
        "Milliseconds from a key to the new picture, in JupyterLab in headless Chromium: the way "
        "to the kernel and back, the drawing, the decoding. On the course's data.",
        "",
        "| lesson, lab: what is moved | moves | median, ms | worst, ms |",
        "|---|---|---|---|",
        *rows,
    ]
