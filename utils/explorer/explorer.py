"""EmbeddingExplorer: a space to look into, in a notebook."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from utils.explorer.description import Description
from utils.explorer.live import Live
from utils.explorer.matrix import spaces_of
from utils.explorer.page import to_html
from utils.explorer.picture import seen, still, words
from utils.explorer.ratings import starting_ratings
from utils.plots import show_live, show_other_still, static

TEXT = "[embedding explorer: run this cell to use it]"


class EmbeddingExplorer:
    """Search a space, ask for neighbors, color, filter, select, calculate, compare.

    Args:
        spaces: EmbeddingSpace; or dict of name → EmbeddingSpace over the same rows; or, with a
            table, a matrix of (n, dim) floats, or dict of name → matrix.
        table: what the rows of a matrix are: DataFrame, or n labels.
        embed: makes a vector of a text, (dim,) floats: then the explorer has a box to ask in words.
        view: the `view` of another explorer of the same rows, to begin there.
        options: what else a Description takes: popularity, fold_in, axes, epochs,
            clusters, noun, most_bytes; and for a table `label`, the column that says what a row is.

    Attributes:
        described: the Description that everything here is made from.
        view: dict, what is shown beyond the defaults; follows the hand.

    Raises:
        ValueError: as Description, and as matrix.spaces_of.
    """

    def __init__(
        self,
        spaces: Any,
        table: pd.DataFrame | Sequence | None = None,
        view: dict | None = None,
        embed: Callable[[str], ArrayLike] | None = None,
        **options: Any,
    ):
        if table is not None:
            about = {"label": options.pop("label", None), "noun": options.get("noun", "rows")}
            spaces = spaces_of(spaces, table, **about)
        self.described = Description(spaces, **options)
        self.view = {**starting_ratings(self.described), **(view or {})}
        self.embed = embed
        self._pictures: list[str] = []
        self._live = Live(self)
        self._observers: list[Callable[[EmbeddingExplorer], object]] = []

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return words(self.described, self.view)

    @property
    def selection(self) -> list[int]:
        """Numbers of the selected rows."""
        return self.view.get("selection", [])

    @property
    def picked(self) -> int | None:
        """Number of the picked row; None without one."""
        return self.view.get("picked")

    @property
    def axes(self) -> dict[str, np.ndarray]:
        """The axes that were kept by hand: name → (dim,) float64, from one mean to the other."""
        vectors = self.described.first.vectors
        return {
            axis["name"]: vectors[axis["to"]].mean(axis=0, dtype=float)
            - vectors[axis["from"]].mean(axis=0, dtype=float)
            for axis in self.view.get("kept", [])
        }

    def selected(self) -> pd.DataFrame:
        """The selected rows of the table."""
        return self.described.table.iloc[self.selection]

    def neighbors(self) -> pd.DataFrame:
        """What is nearest to the picked row among all, as the view asks for it.

        Raises:
            ValueError: if none is picked.
        """
        if self.picked is None:
            raise ValueError("no row is picked: click one, or call focus(row)")
        k, measure = self.view.get("k", 10), self.view.get("measure", "cosine")
        return self.described.first.neighbors(self.picked, k, measure)

    def select(self, rows: ArrayLike) -> None:
        """Select rows, here and in every live view.

        Args:
            rows: numbers of rows; or an (n,) bool mask.

        Raises:
            IndexError: if there is no such row.
        """
        rows = np.asarray(rows)
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(int)
        self._set(selection=self._checked(rows).tolist())

    def focus(self, row: int) -> None:
        """Pick a row, here and in every live view.

        Raises:
            IndexError: if there is no such row.
        """
        (row,) = self._checked(np.array([row], int)).tolist()
        self._set(picked=row, query="picked")

    def ask(self, query: str | ArrayLike) -> None:
        """Ask what is nearest to a vector from outside, here and in every live view.

        Args:
            query: (dim,) floats; or a text, of which `embed` makes such.

        Raises:
            ValueError: if the vector has another shape or is not finite, or there is no `embed`.
        """
        if isinstance(query, str):
            text, vector = query, self.embedded(query)
        else:
            text, vector = "a vector", self._fitting(query)
        self._set(outside={"text": text, "vector": vector.tolist()}, query="outside")

    def embedded(self, text: str) -> np.ndarray:
        """(dim,) float64, what `embed` makes of a text. Raises as `ask`."""
        if self.embed is None:
            raise ValueError("a text needs embed=, a function that makes a vector of it")
        return self._fitting(self.embed(text))

    def _fitting(self, query):
        vector, dim = np.asarray(query, float), self.described.first.vectors.shape[1]
        if vector.shape == (1, dim):  # models embed a list of one text
            vector = vector[0]
        if vector.shape != (dim,) or not np.isfinite(vector).all():
            raise ValueError(
                f"the query has the shape {vector.shape}: it must be {dim} finite numbers, as many "
                "as the space has dimensions"
            )
        return vector

    def observe(self, call: Callable[["EmbeddingExplorer"], object]) -> None:
        """Have a function called with this explorer whenever its view changes."""
        self._observers.append(call)

    def _checked(self, rows):
        n = len(self.described)
        wrong = rows[(rows < 0) | (rows >= n)]
        if len(wrong):
            raise IndexError(f"there is no row {wrong[0]}: the rows are 0 to {n - 1}")
        return rows

    def _set(self, **patch):
        self.follow({**self.view, **patch})
        self._live.tell({"type": "set", "patch": patch})

    def follow(self, view: dict) -> None:
        """Take over what a live view shows."""
        changed = seen(view) != seen(self.view)
        self.view = view
        for picture in self._pictures if changed else []:
            show_other_still(picture, static(still(self.described, view), self.alt))
        for call in self._observers:
            call(self)

    def to_html(self, path: str | Path) -> None:
        """Write the explorer as one file that needs no kernel and no network.

        Args:
            path: of the HTML file.

        Raises:
            ValueError: if there are more vectors than `most_bytes`.
        """
        to_html(self.described, path, self.view)

    def widget(self) -> anywidget.AnyWidget:
        """A new live view. It lets go of its memory when its last copy leaves the page."""
        return self._live.widget()

    def _ipython_display_(self):
        """The live view and, for when there is no kernel, a picture."""
        data, metadata = self.widget()._repr_mimebundle_()
        self._pictures.append(uuid4().hex)
        live = {**data, "text/plain": TEXT}, metadata
        picture = static(still(self.described, self.view), self.alt)
        show_live(live, picture, still_id=self._pictures[-1])
