"""Invent a movie: where its features put it on the map, and who would get it."""

import ipywidgets
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from utils.paths import SEED
from utils.playgrounds.frame import Playground
from utils.playgrounds.stage import MarkedMap
from utils.plots import BLUE, ORANGE
from utils.similarity import nearest

K = 20  # length of a list
N_NEIGHBORS = 5
LEAST = 20  # ratings of a movie that is on the map


class Audience:
    """People with their lists as they are, so that a movie that is not in them can apply.

    Args:
        model: TwoTower.
        histories: (B, n_items) CSR; what was watched is in no list.
        k: length of the lists.
    """

    def __init__(self, model, histories, k):
        self.model, self.psi = model, model.psi(histories)
        scores = self.psi @ model.item_embeddings().T
        scores[histories.nonzero()] = -np.inf
        self.bar = np.partition(scores, -k, axis=1)[:, -k]

    def margins(self, movies):
        """How far each movie is above the last place of each person's list.

        Args:
            movies: DataFrame of n rows with title, year and genres.

        Returns:
            (B, n) floats; positive where the movie is in the list.
        """
        return self.psi @ self.model.phi(movies).T - self.bar[:, None]


def invented_movie(model, histories, movies, title, year, genres):
    """A playground that places a movie of your own among those with LEAST or more ratings.

    Args:
        model: TwoTower.
        histories: (B, n_items) CSR of the people whom it may be shown to.
        movies: DataFrame of n_items rows: title, year, genres.
        title, year, genres: the movie to begin with.

    Returns:
        Playground with the controls title, year and genres.
    """
    audience = Audience(model, histories, K)
    rows = np.flatnonzero(histories.astype(bool).sum(axis=0) >= LEAST)
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
        names = [*zip(near, table["rank"].astype(str), strict=True), (len(rows), title)]
        plane.show(np.vstack([xy, place]), groups, names)
        kinds = ", ".join(genres) or "no genre"
        words = (
            f"{title} ({year}; {kinds}) lands next to {table['title'].iloc[0]}. It is among the "
            f"{K} best for {n_people} of {len(audience.psi)} people."
        )
        return words, [table]

    every_genre = sorted({genre for row in movies["genres"] for genre in row})
    controls = {
        "title": ipywidgets.Text(title, description="Title", continuous_update=False),
        "year": ipywidgets.IntSlider(year, 1920, 2016, description="Year"),
        "genres": ipywidgets.SelectMultiple(
            options=every_genre, value=genres, rows=6, description="Genres"
        ),
    }
    return Playground(plane.fig, draw, controls)
