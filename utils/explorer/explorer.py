"""EmbeddingExplorer: a space to look into, in a notebook."""

from pathlib import Path

import anywidget
import numpy as np
import pandas as pd
import traitlets

from utils.explorer.answers import Answers, reply
from utils.explorer.description import Description
from utils.explorer.page import to_html
from utils.explorer.payload import pack
from utils.explorer.picture import still, words
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
        spaces: EmbeddingSpace; or dict of name → EmbeddingSpace over the same rows.
        view: the `view` of another explorer of the same rows, to begin there.
        options: what else a Description takes: popularity, fold_in, axes, epochs, noun, most_bytes.

    Attributes:
        described: the Description that everything here is made from.
        view: dict, what is shown beyond the defaults; follows the hand.

    Raises:
        ValueError: as Description.
    """

    def __init__(self, spaces, view: dict | None = None, **options):
        self.described = Description(spaces, **options)
        self.view = view or {}
        self.alt = words(self.described)

    @property
    def selection(self) -> list[int]:
        """Numbers of the selected rows."""
        return self.view.get("selection", [])

    def selected(self) -> pd.DataFrame:
        """The selected rows of the table."""
        return self.described.table.iloc[self.selection]

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
            self.view = {**widget.view, **({"selection": rows} if rows else {})}

        def answer(_, content, buffers):
            if content["type"] == "gone":
                widget.close()
            else:
                widget.send(reply(answers, content, buffers))

        widget.observe(follow, names=["view", "selected"])
        widget.on_msg(answer)
        return widget

    def _ipython_display_(self):
        """The live view and, for when there is no kernel, a picture."""
        data, metadata = self.widget()._repr_mimebundle_()
        show_live(({**data, "text/plain": TEXT}, metadata), still(self.described), self.alt)
