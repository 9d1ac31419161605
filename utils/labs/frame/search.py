"""A search box for titles: part of one is enough, whatever the case and the accents."""

import html
import unicodedata
from collections.abc import Iterable, Sequence

import ipywidgets
import traitlets

from utils.labs.frame.lab import LABELS, spoken_line

N_SHOWN = 8
N_LETTERS = 40  # of a title on a map


def plain(text: str) -> str:
    """The text in lower case and without accents, so that "Amélie" is found as "amelie"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def shortened(text: str, most: int = N_LETTERS) -> str:
    """The text, or its beginning and "…" where it is longer than so many letters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def matching(titles: Sequence[str], text: str) -> list[int]:
    """Positions of the titles that contain every word of the text.

    Args:
        titles: sequence of str that plain() made.
        text: what was typed, in any spelling that plain() forgives.

    Returns:
        list of int, in the order of the titles.
    """
    words = plain(text).split()
    return [row for row, title in enumerate(titles) if all(word in title for word in words)]


class TitleSearch(ipywidgets.VBox):
    """A box to type in, and a list of the titles that match; the first of them is chosen.

    Args:
        titles: sequence of str.
        weights: (n,) numbers; of the matches, those with the largest are listed first.
        value: row of the title that is chosen at first.

    Attributes:
        value: row of the chosen title; it stays while nothing matches.
    """

    value = traitlets.Int()

    def __init__(self, titles: Iterable[str], weights: Iterable[float], value: int):
        self.titles, self.weights = list(titles), list(weights)
        self.plain_titles = [plain(title) for title in titles]
        self.text = ipywidgets.Text(
            description="Find a movie", placeholder="part of a title", style=LABELS
        )
        self.found = ipywidgets.Select(description="Matches", rows=4, style=LABELS)
        self.found.layout.width = self.text.layout.width = "34em"
        self.status = spoken_line()
        super().__init__([self.text, self.found, self.status], value=value)
        self._list([value])
        self.text.observe(self._type, names="value")
        self.found.observe(self._choose, names="value")

    def _type(self, change):
        rows = matching(self.plain_titles, self.text.value)
        self._list(sorted(rows, key=lambda row: -self.weights[row]))

    def _list(self, rows):
        shown = rows[:N_SHOWN]
        self.found.options = [(self.titles[row], row) for row in shown]
        self.found.value = shown[0] if shown else None
        words = f"matches: {len(rows):,}" if rows else f"no title contains {self.text.value!r}"
        words += f", the best known {N_SHOWN} are listed" if len(rows) > N_SHOWN else ""
        self.status.value = html.escape(words)

    def _choose(self, change):
        if self.found.value is not None:
            self.value = self.found.value
