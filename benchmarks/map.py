"""Draw data/map.png, the picture in the README: `python -m benchmarks.map`."""

import numpy as np

from utils.base.paths import DATA
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.models.wals import WALS
from utils.plots import figure, png

MIN_RATINGS = 40
N_LABELS = 24


def apart(point, others):
    """Whether a label at (2,) `point` would cover none of those at `others`."""
    return all(abs(point[0] - x) > 0.16 or abs(point[1] - y) > 0.055 for x, y in others)


def main():
    """Embed the movies, project the directions of the well-known ones, and label some."""
    movielens = load_movielens()
    data = Interactions.from_ratings(movielens.ratings)
    known = np.flatnonzero(data.item_counts >= MIN_RATINGS)
    movies = movielens.movies_of(data.item_ids[known])
    V = WALS(dim=32, weight=5, l2=15).fit(data).V[known]
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    V = V - V.mean(axis=0)
    xy = V @ np.linalg.svd(V, full_matrices=False)[2][:2].T
    counts = data.item_counts[known]

    fig, ax = figure(8, 4.2)
    points = ax.scatter(*xy.T, c=movies["year"].astype(float), cmap="cividis", s=3 * counts**0.5)
    fig.colorbar(points, label="year")
    labelled = []
    for i in np.argsort(-counts):
        if len(labelled) < N_LABELS and apart(xy[i], labelled):
            labelled.append(xy[i])
            ax.annotate(movies["title"].iloc[i][:-7][:26], xy[i], fontsize=7, ha="center")
    ax.set(xticks=[], yticks=[])
    (DATA / "map.png").write_bytes(png(fig))


if __name__ == "__main__":
    main()
