"""The frame that every playground sits in: controls, a picture that follows them, its caption."""

import html

import ipywidgets

from utils.plots import img, png, static

WIDGET = "application/vnd.jupyter.widget-view+json"


class Playground:
    """Controls above a picture that is drawn again at each move.

    In a running notebook it is a widget; a stored notebook keeps the first picture. What the
    picture shows is said in words below it, where a screen reader announces each change.

    Args:
        draw: takes the controls' values by name, returns (Figure, text that says what it shows).
        controls: dict of name → ipywidgets control with a description and a value.

    Attributes:
        widget: the ipywidgets box, of CSS class "course-playground".
        caption: the words for the present picture.
    """

    def __init__(self, draw, controls):
        self.draw, self.controls = draw, controls
        self.picture = ipywidgets.HTML()
        self.words = ipywidgets.HTML()
        self.widget = ipywidgets.VBox([*controls.values(), self.picture, self.words])
        self.widget.add_class("course-playground")
        for control in controls.values():
            control.style = {"description_width": "8em"}
            control.observe(self._redraw, names="value")
        self._redraw()

    def _redraw(self, change=None):
        values = {name: control.value for name, control in self.controls.items()}
        self.figure, self.caption = self.draw(**values)
        self.picture.value = img(png(self.figure), self.caption)
        self.words.value = f'<div aria-live="polite">{html.escape(self.caption)}</div>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = static(self.figure, self.caption)
        return {**data, WIDGET: self.widget._repr_mimebundle_()[WIDGET]}, metadata
