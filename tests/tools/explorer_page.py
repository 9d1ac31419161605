"""Open a stand-alone explorer in a page, and read its state."""

import math
from dataclasses import dataclass

from playwright.sync_api import Page

from utils.explorer.description import Description
from utils.explorer.page import to_html

N = 300  # rows of the space of the fixtures
ROOT = "document.querySelector('#explorer')"


@dataclass(frozen=True)
class View:
    """An explorer in a browser page."""

    page: Page

    @property
    def map(self):
        """The left canvas, the one that listens."""
        return self.page.locator("[data-side=left] .ee-top")

    def data(self, name):
        """A data attribute of the explorer."""
        return self.page.locator("#explorer").get_attribute(f"data-{name}")

    def state(self, name):
        """A part of its state."""
        return self.page.evaluate(f"{ROOT}.explorer.store.state[{name!r}]")

    def set(self, patch):
        """Change its state as a control would."""
        self.page.evaluate(f"patch => {ROOT}.explorer.store.set(patch)", patch)

    def selection(self):
        """The rows that are selected."""
        return self.state("selection")

    def caption(self):
        """The live caption, without the marks that isolate titles."""
        text = self.page.locator(".ee-caption").inner_text()
        return text.replace("\u2068", "").replace("\u2069", "")

    def screen_of(self, row):
        """Where a row is on the left canvas, in pixels."""
        return tuple(self.page.evaluate(f"row => {ROOT}.explorer.panes[0].screenOf(row)", row))


def open_page(page, folder, spaces, **options):
    """Write the page of a space, open it from disk, wait until it is ready. Returns a View."""
    to_html(Description(spaces, **{"noun": "movies", **options}), folder / "space.html")
    page.goto((folder / "space.html").as_uri())
    page.wait_for_selector("#explorer[data-ready=true]", timeout=15_000)
    return View(page)


def find(view, title):
    """Search for a title and take the first that is found."""
    box = view.page.get_by_role("combobox", name="Find")
    box.fill(title)
    box.press("Enter")


def table_rows(view, caption):
    """The row numbers of a table, from top to bottom."""
    lines = view.page.get_by_role("region", name=caption).locator("tbody tr")
    return [int(row) for row in lines.evaluate_all("lines => lines.map(l => l.dataset.row)")]


def drag(view, places):
    """Press at the first of [(x, y)] on the left map, move along them, release."""
    box = view.map.bounding_box()
    mouse = view.page.mouse
    mouse.move(box["x"] + places[0][0], box["y"] + places[0][1])
    mouse.down()
    for x, y in places[1:]:
        mouse.move(box["x"] + x, box["y"] + y, steps=4)
    mouse.up()


def use_everything(view):
    """Something in each tab, and each menu open."""
    find(view, "movie 40")
    rows = {"selection": [10, 11, 12], "sum": {"plus": [20], "minus": [21]}, "ratings": {"40": 5}}
    view.set({**rows, "axis": {"from": [1], "to": [2, 0]}})
    for tab in view.page.get_by_role("tab").all():
        tab.click()
    view.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


def open_tab(view, name):
    """Show one of the panels beside the map."""
    view.page.get_by_role("tab", name=name).click()


def settled(view):
    """Wait until no point moves any more."""
    view.page.wait_for_function(f"() => !{ROOT}.explorer.panes.some(pane => pane.moving)")


def lower_bound(slider):
    """The number that the slider for the least popularity says."""
    return math.floor(float(slider.get_attribute("aria-valuetext").split()[2]))
