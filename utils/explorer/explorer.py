"""EmbeddingExplorer: a space to look into, in a notebook."""

import anywidget
import traitlets
from IPython.display import display

from utils.embeddings import EmbeddingSpace
from utils.explorer.page import write_page
from utils.explorer.payload import pack
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
    selection = traitlets.List().tag(sync=True)


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

    Attributes:
        view: dict, what is shown beyond the defaults; follows the hand.
        selection: list of the rows that are selected.

    Raises:
        ValueError: as `payload.pack`.
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
    ):
        self.meta, self.data = pack(spaces, popularity, fold_in, axes, epochs, noun)
        self.view, self.selection = view or {}, (view or {}).get("selection", [])
        named = {"space": spaces} if isinstance(spaces, EmbeddingSpace) else spaces
        name, self.space = list(named.items())[-1 if epochs else 0]
        self.popularity = popularity
        self.alt = words(self.space, name, popularity, noun)

    def selected(self):
        """The selected rows of the table, as a DataFrame."""
        return self.space.table.iloc[self.selection]

    def to_html(self, path):
        """Write the explorer as one file that needs no kernel and no network.

        Args:
            path: of the HTML file.
        """
        write_page(path, {**self.meta, "view": self.view}, self.data)

    def widget(self):
        """A new live view. It lets go of its memory when its last copy leaves the page."""
        widget = _Widget(
            meta=self.meta, data=self.data, alt=self.alt, view=self.view, selection=self.selection
        )

        def follow(change):
            setattr(self, change["name"], change["new"])

        def answer(_, content, buffers):
            if content.get("type") == "gone":
                widget.close()

        widget.observe(follow, names=["view", "selection"])
        widget.on_msg(answer)
        return widget

    def _ipython_display_(self):
        """The live view and, as an output of its own, a picture.

        A notebook that is opened again has no kernel: of an output that holds both, JupyterLab
        would show only "model not found". While the view lives it hides the picture.
        """
        bundle = self.widget()._repr_mimebundle_()[0]
        display({**bundle, "text/plain": TEXT}, raw=True)
        data, metadata = static(still(self.space, self.popularity), self.alt)
        display(data, metadata=metadata, raw=True)
