"""One look for every figure: a palette that color-blind readers can tell apart, and alt text."""

import base64
import html
import io
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import matplotlib
import numpy as np
from cycler import cycler
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from PIL import Image

# Okabe and Ito 2008, "Color universal design"; orange and red darker, so that a line is seen on
# white (contrast 3 and more) and each is still told from the other.
BLUE, ORANGE, GREEN, RED, PURPLE, GRAY = (
    "#0072B2",
    "#C78200",
    "#009E73",
    "#B84300",
    "#CC79A7",
    "#666666",
)
Groups = Mapping[str, tuple[Any, str, str]]  # label → (rows, color, marker)
Bundle = tuple[dict[str, Any], dict[str, Any]]  # data and metadata, by mime type
DPI = 96  # dots an inch
STYLE: dict[Any, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, GRAY]),
    "font.size": 10,
}


def figure(width: float = 7.0, height: float = 3.2, n_columns: int = 1) -> tuple[Figure, Any]:
    """A new figure in the course's style.

    Args:
        width, height: in inches.
        n_columns: how many axes side by side.

    Returns:
        (Figure, Axes), or (Figure, array of Axes) for more than one column.
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
        return fig, fig.subplots(1, n_columns)


def draw_map(
    ax: Axes, xy: np.ndarray, groups: Groups, names: Iterable[tuple[int, str]] = ()
) -> None:
    """Points of a 2-D map, some of them marked and some named.

    Args:
        ax: Axes.
        xy: (n, 2) floats; all points are drawn in gray.
        groups, names: as of mark.
    """
    ax.scatter(xy[:, 0], xy[:, 1], s=5, color=GRAY, alpha=0.25, linewidths=0)
    mark(ax, xy, groups, names)
    ax.axis("off")


def mark(
    ax: Axes, xy: np.ndarray, groups: Groups, names: Iterable[tuple[int, str]] = ()
) -> list[Artist]:
    """Mark and name some points of a 2-D map.

    Args:
        ax: Axes.
        xy: (n, 2) floats.
        groups: dict of label → (rows, color, marker): what is marked, the last on top.
        names: pairs (row, text) to write beside a point.

    Returns:
        List of the Artists, among them the legend if there are groups.
    """
    marks: list[Artist] = []
    for label, (rows, color, marker) in groups.items():
        style: dict[str, Any] = {
            "s": 110 if marker == "*" else 45,
            "edgecolors": "white",
            "linewidths": 0.5,
        }
        marks.append(ax.scatter(*xy[rows].T, color=color, marker=marker, label=label, **style))
    for row, text in names:
        literal = text.replace("$", r"\$")  # a title is no formula
        beside: dict[str, Any] = {"xytext": (5, 4), "textcoords": "offset points", "fontsize": 8}
        written = ax.annotate(literal, xy[row], **beside)
        written.set_path_effects([withStroke(linewidth=2, foreground="white")])
        marks.append(written)
    if groups:
        place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        marks.append(ax.legend(**place, ncols=len(groups), frameon=False))
    return marks


class NumberGrid:
    """A small table as colored cells that hold their numbers; to show others is cheap.

    Args:
        ax: Axes, filled by the table.
        outlined: (n_rows, n_columns) bool, the cells that get a frame.
        low, high: where the colors end.
    """

    def __init__(self, ax: Axes, outlined: np.ndarray, low: float, high: float):
        self.middle = (low + high) / 2
        self.image = ax.imshow(
            np.zeros(outlined.shape), cmap="cividis", vmin=low, vmax=high, aspect="auto"
        )
        self.texts = {}
        for i, j in np.ndindex(outlined.shape):
            self.texts[i, j] = ax.text(j, i, "", ha="center", va="center")
            if outlined[i, j]:
                ax.add_patch(Rectangle((j - 0.45, i - 0.45), 0.9, 0.9, fill=False, ec=RED, lw=3))
        ax.set_xticks([])
        ax.set_yticks([])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)

    def show(self, values: np.ndarray, notes: np.ndarray | None = None) -> None:
        """Color each cell by its value and write it, with one decimal, and a note if there is one.

        Args:
            values: (n_rows, n_columns) floats.
            notes: (n_rows, n_columns) str, or None.
        """
        self.image.set_data(values)
        for cell, text in self.texts.items():
            number = round(float(values[cell]), 1) + 0.0  # no −0.0
            text.set_text(f"{number:.1f}{'' if notes is None else notes[cell]}")
            text.set_color("white" if values[cell] < self.middle else "black")


def png(fig: Figure) -> bytes:
    """The figure as PNG bytes; a letter that the font lacks is a box, and whole in the alt text."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font")
        fig.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def img(picture: bytes, alt: str) -> str:
    """An HTML img element that holds the picture itself.

    Args:
        picture: PNG bytes.
        alt: text that says what is drawn; special characters are escaped.

    Returns:
        str.
    """
    data = base64.b64encode(picture).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}">'


def static(fig: Figure, alt: str) -> Bundle:
    """What a notebook stores of a figure.

    JupyterLab drops the alt text of a bare PNG, so HTML comes with it; GitHub shows the PNG.

    Returns:
        (data, metadata): two dicts by mime type.
    """
    picture = _smaller(png(fig))
    encoded = base64.b64encode(picture).decode()
    data = {"image/png": encoded, "text/html": img(picture, alt), "text/plain": alt}
    return data, {"image/png": {"alt": alt}}


# Of a live view and the picture that follows it, one is seen: the view as long as it lives. A
# notebook that is opened again has no kernel, and JupyterLab would say "model not found" instead.
ONE_OF_TWO = """<style>
:is(.jp-OutputArea-child, .output_area):not(:has(.course-live)):has(+ * .course-still),
:is(.jp-OutputArea-child, .output_area):has(.course-live) + :has(.course-still) { display: none; }
</style>"""


def show_live(live: Bundle, still: Bundle, still_id: str | None = None) -> None:
    """Display a widget and, as an output of its own, what a stored notebook shows instead.

    Args:
        live: (data, metadata) of the widget, as two dicts by mime type. Once it is drawn, an
            element of it has the CSS class "course-live".
        still: (data, metadata) with HTML among the data.
        still_id: for show_other_still, if what is stored is to follow the widget.
    """
    display(live[0], metadata=live[1], raw=True)
    data, metadata = _beside(still)
    display(data, metadata=metadata, raw=True, display_id=still_id)


def show_other_still(still_id: str, still: Bundle) -> None:
    """Put something else in the place of what show_live stored under this name."""
    data, metadata = _beside(still)
    display(data, metadata=metadata, raw=True, display_id=still_id, update=True)


def _beside(still):
    """What is stored beside a widget: it hides while the widget lives."""
    data, metadata = still
    page = f'{ONE_OF_TWO}<div class="course-still">{data["text/html"]}</div>'
    return {**data, "text/html": page}, metadata


def _smaller(picture):
    """The same PNG with a palette of its own, as a chart has few colors: a third of the bytes."""
    buffer = io.BytesIO()
    colors = Image.open(io.BytesIO(picture)).convert("RGB")
    colors.quantize(256).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def show(fig: Figure, alt: str) -> None:
    """Display a figure with a text that says what it shows to whoever does not see it.

    Args:
        fig: Figure.
        alt: one or two sentences: what is drawn, and what one sees in it.
    """
    data, metadata = static(fig, alt)
    display(data, metadata=metadata, raw=True)
