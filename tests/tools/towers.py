"""Two towers trained for a moment on a small crowd."""

import pandas as pd

from tests.tools.crowds import crowd
from utils.models.two_tower import train_two_tower

HISTORIES = crowd(20, 12, seed=0).matrix()
GENRES = [("Comedy",), ("Drama",), ("Comedy", "Drama")]
MOVIES = pd.DataFrame(
    {"title": [f"Movie {i % 5}" for i in range(12)], "year": 1990, "genres": GENRES * 4}
)


def trained(histories=HISTORIES, **settings):
    return train_two_tower(histories, MOVIES, epochs=3, dim=4, **settings)
