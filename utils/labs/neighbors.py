"""The neighbors lab: a movie, a measure, and what lies next to it."""

import ipywidgets
import numpy as np
import pandas as pd

from utils.labs.frame.lab import Lab
from utils.labs.frame.search import TitleSearch
from utils.labs.frame.stage import MarkedMap
from utils.plots import BLUE, ORANGE
from utils.space.embedding_space import EmbeddingSpace
from utils.space.similarity import MEASURES

K = 10
SHOWN = ["rank", "title", "ratings", "score"]


def neighbors_lab(space: EmbeddingSpace, title: str) -> Lab:
    """A lab that searches a space.

    Args:
        space: EmbeddingSpace whose table has the column `ratings`, the number of ratings. The
            picture is its PCA map, unless it has another map by that name.
        title: the movie to begin with.

    Returns:
        Lab with the controls movie, measure and least (number of ratings).

    Raises:
        KeyError: if no row has this title.
    """

    places = space.map("pca")
    plane = MarkedMap(places)

    def draw(movie, measure, least):
        rows, table = neighbors_among(space, movie, measure, least)
        query = space.table["title"].iloc[movie]
        groups = {"neighbors": (rows, BLUE, "o"), "the movie": ([movie], ORANGE, "*")}
        plane.show(places, groups, zip(rows, map(str, table["rank"]), strict=True))
        among = f"among movies with at least {least} ratings" if least else "among all movies"
        found = f"closest is {table['title'].iloc[0]}" if len(table) else "there is none"
        return f"Neighbors of {query} by {measure}, {among}: {found}.", [table]

    controls = {
        "movie": TitleSearch(space.table["title"], space.table["ratings"], space.row(title)),
        "measure": ipywidgets.Dropdown(
            options=list(MEASURES), value="cosine", description="Measure"
        ),
        "least": ipywidgets.IntSlider(0, 0, 100, description="Least ratings"),
    }
    return Lab(plane.fig, draw, controls)


def neighbors_among(
    space: EmbeddingSpace, row: int, measure: str, least: int, k: int = K
) -> tuple[np.ndarray, pd.DataFrame]:
    """The closest rows to one, rows with few ratings left out.

    Args:
        space: EmbeddingSpace with a column `ratings`.
        row: number of the query; it may itself have few ratings.
        measure: "dot", "cosine" or "euclidean".
        least: the smallest number of ratings of a neighbor.
        k: how many, or fewer if there are not so many.

    Returns:
        (rows (m,) int, DataFrame of rank, title, ratings and score), closest first.
    """
    allowed = space.table["ratings"].to_numpy() >= least
    allowed[row] = False
    others = np.flatnonzero(allowed)
    if not len(others):
        return others, space.table.iloc[:0].assign(rank=0, score=0.0)[SHOWN]
    found = space.where(allowed).neighbors(space.vectors[row], k, measure)
    return others[found.index], found.assign(rank=range(1, len(found) + 1))[SHOWN]
