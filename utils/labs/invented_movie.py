"""Invent a movie: where its features put it on the map, and who would get it."""

from collections.abc import Sequence

import ipywidgets
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.decomposition import PCA

from utils.base.seed import SEED
from utils.evaluation.audience import Audience
from utils.labs.frame.choices import Choices
from utils.labs.frame.lab import Lab
from utils.labs.frame.search import shortened
from utils.labs.frame.stage import MarkedMap
from utils.models.two_tower import TwoTower
from utils.plots import BLUE, ORANGE
from utils.space.similarity import nearest

K = 20  # length of a list
N_NEIGHBORS = 5
LEAST = 20  # ratings of a movie that is on the map


def invented_movie_lab(
    model: TwoTower,
    histories: csr_array,
    movies: pd.DataFrame,
    title: str,
    year: int,
    genres: Sequence[str],
) -> Lab:
    """A lab that places a movie of your own among those with LEAST or more ratings.

    Args:
        model: TwoTower.
        histories: (B, n_items) CSR of the people whom it may be shown to.
        movies: DataFrame of n_items rows: title, year, genres.
        title, year, genres: the movie to begin with.

    Returns:
        Lab with the controls title, year and genres.
    """
    audience = Audience(model, histories, K)
    rows = np.flatnonzero(np.bincount(histories.indices, minlength=len(movies)) >= LEAST)
    known, directions = movies.iloc[rows], model.item_embeddings()[rows, :-1]
    pca = PCA(2, random_state=SEED).fit(directions)
    xy = pca.transform(directions)
    plane = MarkedMap(xy)

    def draw(title, year, genres):
        movie = pd.DataFrame({"title": [title], "year": [year], "genres": [genres]})
        phi = model.phi(movie)[:, :-1]
        near, scores = nearest(phi[0], directions, min(N_NEIGHBORS, len(rows)), "cosine")
        table = known[["title", "year"]].iloc[near].assign(cosine=scores)
        table.insert(0, "rank", np.arange(len(near)) + 1)
        n_people = int((audience.margins(movie) > 0).sum())
        place = pca.transform(phi).clip(xy.min(axis=0), xy.max(axis=0))  # the map does not grow
        groups = {"nearest": (near, BLUE, "o"), "yours": ([len(rows)], ORANGE, "*")}
        name = title.strip() or "(no title)"
        names = [*zip(near, table["rank"].astype(str), strict=True), (len(rows), shortened(name))]
        plane.show(np.vstack([xy, place]), groups, names)
        kinds = ", ".join(genres) or "no genre"
        words = (
            f"{name} ({year}; {kinds}) lands next to {table['title'].iloc[0]}. It is among the "
            f"{K} best for {n_people} of {len(audience.psi)} people."
        )
        return words, [table]

    every_genre = sorted({genre for row in movies["genres"] for genre in row})
    return Lab(plane.fig, draw, _controls(title, year, genres, every_genre))


def _controls(title, year, genres, every_genre):
    return {
        "title": ipywidgets.Text(title, description="Title", continuous_update=False),
        "year": ipywidgets.IntSlider(year, 1920, 2016, description="Year"),
        "genres": Choices(every_genre, genres, "Genres"),
    }
