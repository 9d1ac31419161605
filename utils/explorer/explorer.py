"""EmbeddingExplorer: a space to look into, in a notebook."""

import anywidget
import numpy as np
import traitlets
from IPython.display import display

from utils.explorer.answers import Answers, reply
from utils.explorer.page import to_html
from utils.explorer.payload import MOST_BYTES, named_spaces, pack, rules_of
from utils.explorer.picture import still, words
from utils.explorer.sources import loader, script, style
from utils.plots import static

TEXT = "[embedding explorer: run this cell to use it]"


class _Widget(anywidget.AnyWidget):
    _esm = loader()
    _css = style()
    code = traitlets.Unicode(script()).tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    selected = traitlets.CBytes().tag(sync=True)  # int32: as JSON, a million rows are too long


class EmbeddingExplorer:
    """Search a space, ask for neighbors, color, filter, select, calculate, compare.

    Args:
        spaces: EmbeddingSpace; or dict of name → EmbeddingSpace over the same rows, of which the
            first two are shown side by side.
        popularity: the column of the table that counts how popular a row is.
        fold_in: payload.FoldIn, or dict of name → FoldIn: how your ratings make your vector.
        axes: dict of name → (dim,) floats, directions of the first space, say of a probe.
        epochs: True if the spaces are one model at different times: then a slider moves the points.
        noun: what the rows are, in the plural.
        view: the `view` of another explorer of the same rows, to begin there.
        most_bytes: of vectors that the browser is given. If they are more, they stay in the kernel,
            and the browser asks it for neighbors: then there are no axes and no page of its own.

    Attributes:
        view: dict, what is shown beyond the defaults; follows the hand.

    Raises:
        ValueError: as `payload.named_spaces`.
    """

    def __init__(
        self,
        spaces,
        popularity="ratings",
        fold_in=None,
        axes=None,
        epochs=False,
        noun="movies",
        view=None,
        most_bytes=MOST_BYTES,
    ):
        self.spaces = named_spaces(spaces, axes)
        self.options = {
            "popularity": popularity,
            "fold_in": fold_in,
            "axes": axes,
            "epochs": epochs,
            "noun": noun,
            "most_bytes": most_bytes,
        }
        self.view = view or {}
        name, self.space = list(self.spaces.items())[-1 if epochs else 0]
        self.alt = words(self.space, name, popularity, noun)

    @property
    def selection(self):
        """Numbers of the selected rows, as a list."""
        return self.view.get("selection", [])

    def selected(self):
        """The selected rows of the table, as a DataFrame."""
        return self.space.table.iloc[self.selection]

    def to_html(self, path):
        """Write the explorer as one file that needs no kernel and no network.

        Args:
            path: of the HTML file.

        Raises:
            ValueError: if there are more vectors than `most_bytes`.
        """
        to_html(self.spaces, path, self.view, **self.options)

    def widget(self):
        """A new live view. It lets go of its memory when its last copy leaves the page."""
        meta, data = pack(self.spaces, **self.options)
        widget = _Widget(meta=meta, data=data, alt=self.alt, view=self.view)
        rules = rules_of(self.spaces, self.options["fold_in"])
        answers = [Answers(space, rules[name]) for name, space in self.spaces.items()]

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
        """The live view and, as an output of its own, a picture.

        A notebook that is opened again has no kernel: of an output that holds both, JupyterLab
        would show only "model not found". While the view lives it hides the picture.
        """
        bundle = self.widget()._repr_mimebundle_()[0]
        display({**bundle, "text/plain": TEXT}, raw=True)
        data, metadata = static(still(self.space, self.options["popularity"]), self.alt)
        display(data, metadata=metadata, raw=True)
