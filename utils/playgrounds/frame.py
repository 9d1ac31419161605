"""The frame that every playground sits in: controls, a picture that follows them, its caption."""

import html

import anywidget
import ipywidgets

from utils.plots import img, png, static

WIDGET = "application/vnd.jupyter.widget-view+json"
LABELS = {"description_width": "8em"}


class Manners(anywidget.AnyWidget):
    """Nothing to see: it gives the playground that it is put in what ipywidgets cannot.

    JupyterLab leaves the keys to it: otherwise an arrow pressed in a list or on a slider goes to
    the next cell, and x cuts this one. And its spoken lines become live regions that stay while
    their words change, as screen readers want them.
    """

    _esm = """
    function render({ el }) {
        el.style.height = "1px";  // of no size, it would not be told when it is in the page
        new ResizeObserver((sizes, observer) => {
            const playground = el.closest(".course-playground");
            if (!playground) return;
            observer.disconnect();
            playground.addEventListener("focusin", event => {
                event.target.dataset.lmSuppressShortcuts = "true";
            });
            for (const line of playground.querySelectorAll(".course-spoken")) {
                line.setAttribute("aria-live", "polite");
            }
        }).observe(el);
    }
    export default { render };
    """


class Playground:
    """Controls above a picture that is drawn again at each move.

    In a running notebook it is a widget; a stored notebook keeps the first picture. What the
    picture shows is said in words above it, where a screen reader announces each change.

    Args:
        draw: takes the controls' values by name, returns (Figure, text that says what it shows),
            and after these any number of DataFrames to be shown as tables.
        controls: dict of name → ipywidgets control with a description and a value.

    Attributes:
        widget: the ipywidgets box, of CSS class "course-playground".
        caption: the words for the present picture.
        tables: the tables beside it, as HTML.
    """

    def __init__(self, draw, controls):
        self.draw, self.controls = draw, controls
        self.picture, self.beside, self.words = ipywidgets.HTML(), ipywidgets.HTML(), spoken_line()
        shown = ipywidgets.HBox([self.beside, self.picture], layout={"flex_flow": "row wrap"})
        self.widget = ipywidgets.VBox([*controls.values(), self.words, shown, Manners()])
        self.widget.add_class("course-playground")
        for control in controls.values():
            control.style = LABELS
            control.observe(self._redraw, names="value")
        self._redraw()

    def _redraw(self, change=None):
        values = {name: control.value for name, control in self.controls.items()}
        self.figure, self.caption, *tables = self.draw(**values)
        self.tables = "".join(html_table(table) for table in tables)
        self.picture.value = img(png(self.figure), self.caption)
        self.words.value = html.escape(self.caption)
        self.beside.value = self.tables

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = static(self.figure, self.caption)
        data["text/html"] += self.tables
        return {**data, WIDGET: self.widget._repr_mimebundle_()[WIDGET]}, metadata


def spoken_line():
    """An empty ipywidgets.HTML whose words are read out when they change."""
    line = ipywidgets.HTML()
    line.add_class("course-spoken")
    return line


def html_table(table):
    """A DataFrame as an HTML table; what stands in it is text, never markup.

    Args:
        table: DataFrame; its index is not shown.

    Returns:
        str.
    """
    plain = table.to_html(index=False, border=0, float_format="{:.2f}".format)
    return plain.replace("<th>", '<th scope="col" style="text-align: left">')
