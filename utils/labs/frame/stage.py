"""A figure that is drawn again and again: what stands still in it is drawn once."""

import io
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from utils.plots import draw_map, figure, mark


class Stage:
    """Makes pictures of a figure whose `animated` artists move; nothing else may change.

    Args:
        fig: Figure. It is laid out now, with the moving artists where they are, and stays so.
    """

    def __init__(self, fig: Figure):
        self.canvas = FigureCanvasAgg(fig)
        self.canvas.draw()
        fig.set_layout_engine("none")
        for ax in fig.axes:
            ax.autoscale(False)
        self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(fig.bbox)

    def png(self) -> bytes:
        """The figure as it is now: PNG bytes, packed fast rather than small."""
        self.canvas.restore_region(self.still)
        moving = self.canvas.figure.findobj(Artist.get_animated)
        for artist in sorted(moving, key=Artist.get_zorder):
            artist.axes.draw_artist(artist)  # type: ignore[union-attr]  # all move within axes
        buffer = io.BytesIO()
        picture = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")
        picture.save(buffer, "png", compress_level=1)
        return buffer.getvalue()


def let_move(*artists: Artist) -> None:
    """Mark artists as those that a Stage draws anew for each picture."""
    for artist in artists:
        artist.set_animated(True)


class MarkedMap:
    """A 2-D map whose points stay while the marks on them move.

    Args:
        xy: (n, 2) floats.

    Attributes:
        fig: Figure, for a Stage.
    """

    def __init__(self, xy: np.ndarray):
        self.fig, self.ax = figure(height=3.6)
        draw_map(self.ax, xy, {})
        self.marks: list[Artist] = []

    def show(self, *arguments: Any) -> None:
        """Take the old marks away and make others; arguments as of plots.mark after `ax`."""
        for old in self.marks:
            old.remove()
        self.marks = mark(self.ax, *arguments)
        let_move(*self.marks)
