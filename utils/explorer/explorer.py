"""EmbeddingExplorer: a space to look into, in a notebook."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets
from numpy.typing import ArrayLike

from utils.explorer.answers import Answers, reply
from utils.explorer.description import Description
from utils.explorer.matrix import spaces_of
from utils.explorer.page import page_of, to_html
from utils.explorer.payload import pack
from utils.explorer.picture import still, words
from utils.explorer.ratings import starting_ratings
from utils.explorer.sources import loader, script, style
from utils.plots import show_live

TEXT = "[embedding explorer: run this cell to use it]"


class _Widget(anywidget.AnyWidget):
    _esm = loader()
    _css = style()
    code = traitlets.Unicode(script()).tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    selected = traitlets.CBytes().tag(sync=True)  # int32: as JSON, a million rows are too long


class EmbeddingExplorer:
    """Search a space, ask for neighbors, color, filter, select, calculate, compare.

    Args:
        spaces: EmbeddingSpace; or dict of name → EmbeddingSpace over the same rows; or, with a
            table, a matrix of (n, dim) floats, or dict of name → matrix.
        table: what the rows of a matrix are: DataFrame, or n labels.
        view: the `view` of another explorer of the same rows, to begin there.
        options: what else a Description takes: popularity, fold_in, axes, epochs, noun,
            most_bytes; and for a table `label`, the column that says what a row is.

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
        **options: Any,
    ):
        if table is not None:
            about = {"label": options.pop("label", None), "noun": options.get("noun", "rows")}
            spaces = spaces_of(spaces, table, **about)
        self.described = Description(spaces, **options)
        self.view = {**starting_ratings(self.described), **(view or {})}
        self.alt = words(self.described)
        self._live: list[_Widget] = []
        self._observers: list[Callable[[EmbeddingExplorer], object]] = []

    @property
    def selection(self) -> list[int]:
        """Numbers of the selected rows."""
        return self.view.get("selection", [])

    @property
    def picked(self) -> int | None:
        """Number of the picked row; None without one."""
        return self.view.get("picked")

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
        self._follow({**self.view, **patch})
        for widget in self._live:
            widget.send({"type": "set", "patch": patch})

    def _follow(self, view):
        self.view = view
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
        meta, data = pack(self.described)
        widget = _Widget(meta=meta, data=data, view=self.view)
        rules = self.described.fold_in
        answers = [Answers(s, rules.get(name)) for name, s in self.described.spaces.items()]

        def follow(_):
            rows = np.frombuffer(widget.selected, "<i4").tolist()
            self._follow({**widget.view, **({"selection": rows} if rows else {})})

        def answer(_, content, buffers):
            if content["type"] == "gone":
                self._live.remove(widget)
                widget.close()
            elif content["type"] == "page":
                page = page_of(self.described, self.view)
                widget.send({"type": "page"}, [page.encode("utf-8")])
            else:
                widget.send(reply(answers, content, buffers))

        widget.observe(follow, names=["view", "selected"])
        widget.on_msg(answer)
        self._live.append(widget)
        return widget

    def _ipython_display_(self):
        """The live view and, for when there is no kernel, a picture."""
        data, metadata = self.widget()._repr_mimebundle_()
        show_live(({**data, "text/plain": TEXT}, metadata), still(self.described), self.alt)
