"""The ratings lab: stars for the movies you know, and what a model makes of them."""

import html
from pathlib import Path

import ipywidgets
import numpy as np
import pandas as pd
import traitlets
from scipy.sparse import csr_array

from utils.data.my_ratings import (
    MY_RATINGS,
    STARS,
    load_my_ratings,
    save_my_ratings,
    with_rating,
    without_rating,
)
from utils.evaluation.ranking import NOTHING, recommend
from utils.labs.frame.lab import LABELS, Lab
from utils.labs.frame.search import TitleSearch
from utils.labs.frame.stage import MarkedMap
from utils.models.recommender import Recommender
from utils.plots import BLUE, ORANGE, RED
from utils.space.embedding_space import EmbeddingSpace

K = 10
LIKED = 3.5


def ratings_lab(
    space: EmbeddingSpace, recommender: Recommender, example: pd.DataFrame, path: Path = MY_RATINGS
) -> Lab:
    """A lab in which you rate movies and see what is recommended to you.

    Args:
        space: EmbeddingSpace whose table has the columns item_id and `ratings` (their number).
        recommender: has score(histories: (1, n) CSR of stars) → (1, n) floats.
        example: DataFrame of item_id, rating and timestamp, used and shown as an example as long
            as you have rated nothing; it is never written to the file.
        path: where your ratings are kept.

    Returns:
        Lab with the control `ratings`, a RatingEditor.

    Raises:
        ValueError: if the file is damaged; says the file, the line and the value.
    """
    table, places = space.table, space.map("pca")
    plane = MarkedMap(places)

    def draw(ratings):
        rows = pd.Index(table["item_id"]).get_indexer(ratings["item_id"])
        stars = ratings["rating"].to_numpy()
        history = csr_array((stars, (np.zeros(len(rows), int), rows)), shape=(1, len(space)))
        top = recommend(recommender, history, min(K, len(space)))[0]
        top = top[top != NOTHING]
        groups = {
            f"{LIKED:g} stars or more": (rows[stars >= LIKED], ORANGE, "*"),
            "fewer stars": (rows[stars < LIKED], RED, "X"),
            "recommended": (top, BLUE, "o"),
        }
        found = table.iloc[top][["title", "ratings"]]
        found.insert(0, "rank", range(1, len(top) + 1))
        plane.show(places, groups, zip(top, map(str, found["rank"]), strict=True))
        whose = "Example ratings" if editor.is_example else "Your ratings"
        best = f"the first is {found['title'].iloc[0]}" if len(found) else "nothing is left to rate"
        words = f"{whose} ({len(rows)}) → {len(found)} recommendations; {best}."
        return words, [found]

    editor = RatingEditor(table, example, path)
    return Lab(plane.fig, draw, {"ratings": editor})


class RatingEditor(ipywidgets.VBox):
    """Search a movie, give it stars; below, what is rated, each with a button to remove it.

    Args:
        movies: DataFrame of item_id, title and ratings.
        example: the ratings that stand in while the file holds none.
        path: the file.

    Attributes:
        value: DataFrame of item_id, rating and timestamp: yours, or the example.
        is_example: whether it is the example.
    """

    value = traitlets.Instance(pd.DataFrame)

    def __init__(self, movies: pd.DataFrame, example: pd.DataFrame, path: Path):
        self.movies, self.example, self.path = movies, example, path
        self.titles = movies.set_index("item_id")["title"]
        self.search = TitleSearch(movies["title"], movies["ratings"], 0)
        options = [(f"{stars:g} stars", stars) for stars in STARS]
        self.stars = ipywidgets.Dropdown(
            options=options, value=4.0, description="Stars", style=LABELS
        )
        self.button = ipywidgets.Button(description="Rate this movie")
        self.button.on_click(self._rate)
        self.problem, self.rated = ipywidgets.HTML(), ipywidgets.VBox()
        give = ipywidgets.HBox([self.stars, self.button])
        parts = [self.search, give, self.problem, self.rated]
        super().__init__(parts)
        self._show(load_my_ratings(movies["item_id"], path))

    def _rate(self, button):
        item_id = self.movies["item_id"].iloc[self.search.value]
        self._change(lambda mine: with_rating(mine, item_id, self.stars.value))

    def _change(self, edit):
        """Edit what the file holds now: another notebook may have written to it."""
        try:
            mine = edit(load_my_ratings(self.movies["item_id"], self.path))
            save_my_ratings(mine, self.path)
        except (ValueError, OSError) as error:
            self.problem.value = f'<div role="alert">Not saved: {html.escape(str(error))}</div>'
            return
        self.problem.value = ""
        self._show(mine)
        self.search.text.focus()

    def _show(self, mine):
        self.is_example = mine.empty
        value = self.example if self.is_example else mine
        heading = "Example ratings, until you give your own" if self.is_example else "Your ratings"
        lines = [self._line(*pair) for pair in zip(value["item_id"], value["rating"], strict=True)]
        self.rated.children = [ipywidgets.HTML(f"<b>{heading}</b>"), *lines]
        self.value = value

    def _line(self, item_id, stars):
        title = self.titles[item_id]
        words = ipywidgets.HTML(html.escape(f"{stars:g} ★  {title}"))
        if self.is_example:
            return words
        button = ipywidgets.Button(description="Remove", tooltip=f"Remove {title}")
        button.on_click(lambda _: self._change(lambda mine: without_rating(mine, item_id)))
        return ipywidgets.HBox([button, words])
