"""Boxes to tick: any of some names, and a click on one leaves the others as they are."""

import html
from collections.abc import Sequence

import ipywidgets
import traitlets


class Choices(ipywidgets.VBox):
    """Checkboxes, side by side.

    A list in which several can be chosen drops all others at a plain click.

    Args:
        options: the names.
        value: those that are ticked at first.
        description: what they are, in the plural.

    Attributes:
        value: tuple of the ticked names, in the order of the options.

    Raises:
        ValueError: if a name is ticked that is no option.
    """

    value = traitlets.Tuple()

    def __init__(self, options: Sequence[str], value: Sequence[str], description: str):
        unknown = [name for name in value if name not in options]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is none of the {description}: {', '.join(options)}")
        self.description = description
        self.boxes = {name: _box(name, name in value) for name in options}
        heading = ipywidgets.HTML(html.escape(description))
        row = ipywidgets.HBox(list(self.boxes.values()), layout={"flex_flow": "row wrap"})
        super().__init__([heading, row], value=self._ticked())
        for box in self.boxes.values():
            box.observe(self._tick, names="value")

    def _ticked(self):
        return tuple(name for name, box in self.boxes.items() if box.value)

    def _tick(self, change):
        self.value = self._ticked()


def _box(name, ticked):
    return ipywidgets.Checkbox(ticked, description=name, indent=False, layout={"width": "10em"})
