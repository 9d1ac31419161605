"""The frame that every lab sits in: controls, a picture that follows them, its caption."""

import asyncio
import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
from matplotlib.figure import Figure

from utils.labs.frame.stage import Stage
from utils.labs.frame.work import Stopped, Worker
from utils.plots import img, show_live, static

TEXT = "[lab: run this cell to use it]"
LABELS = {"description_width": "8em"}


class Manners(anywidget.AnyWidget):
    """Nothing to see: it gives the lab that it is put in what ipywidgets cannot.

    JupyterLab leaves the keys to it: otherwise an arrow pressed in a list or on a slider goes to
    the next cell, and x cuts this one. Its spoken lines become live regions that stay while their
    words change, as screen readers want them. Its sliders get the names and the values beside
    them: of a slider over 1, 2, 5, 10 they would tell the position. A value that can be typed gets
    a name, too; one that cannot, of a slider over steps, is no stop of Tab. And a button is called
    what its tooltip says, so that two that read "Remove" differ.
    """

    _esm = """
    function dressSlider(handle) {
        const row = handle.closest(".widget-inline-hbox");
        const readout = row.querySelector(".widget-readout");
        const name = row.querySelector("label").textContent;
        handle.setAttribute("aria-label", name);
        handle.setAttribute("aria-valuetext", readout.textContent);
        if (row.classList.contains("course-steps")) readout.tabIndex = -1;
        readout.setAttribute("role", "textbox");
        readout.setAttribute("aria-label", `${name}, as a number`);
    }
    function dress(lab) {
        for (const line of lab.querySelectorAll(".course-spoken")) {
            line.setAttribute("aria-live", "polite");
        }
        for (const button of lab.querySelectorAll("button[title]")) {
            button.setAttribute("aria-label", button.title);
        }
        lab.querySelectorAll("[role=slider]").forEach(dressSlider);
    }
    function render({ el }) {
        el.style.height = "1px";  // of no size, it would not be told when it is in the page
        new ResizeObserver((sizes, observer) => {
            const lab = el.closest(".course-lab");
            if (!lab) return;
            observer.disconnect();
            lab.addEventListener("focusin", event => {
                event.target.dataset.lmSuppressShortcuts = "true";
            });
            new MutationObserver(() => dress(lab)).observe(lab,
                { characterData: true, childList: true, subtree: true });
            dress(lab);
        }).observe(el);
    }
    export default { render };
    """


class Lab:
    """Controls above a picture that follows each move.

    In a running notebook it is a widget; a stored notebook keeps the first picture. What the
    picture shows is said in words above it, where a screen reader announces each change.

    Args:
        fig: Figure; what `draw` changes in it are its `animated` artists (see Stage).
        draw: takes the controls' values by name, brings the figure up to date, and returns
            (text that says what it shows, list of DataFrames to be shown as tables). Fast; what
            is slow belongs to prepare.
        controls: dict of name → ipywidgets control with a description and a value.
        prepare: what `draw` needs as its first argument, if that takes long: a function of
            report and the values of the controls `needs`, called once for each combination of
            them. It calls report(share done) often, and may be stopped there.
        needs: names of controls.

    Attributes:
        widget: the ipywidgets box, of CSS class "course-lab".
        caption: the words for the present picture.
        tables: the tables beside it, as HTML.
        worker: Worker, in the box if there is something to prepare.
    """

    def __init__(
        self,
        fig: Figure,
        draw: Callable[..., tuple[str, list[pd.DataFrame]]],
        controls: Mapping[str, ipywidgets.Widget],
        prepare: Callable | None = None,
        needs: Sequence[str] = (),
    ):
        self.figure, self.draw, self.controls = fig, draw, controls
        self.prepare, self.needs = prepare, needs
        self.prepared: dict[tuple, Any] = {}
        self.worker, self._task = Worker(), None
        self.picture, self.beside, self.words = ipywidgets.HTML(), ipywidgets.HTML(), spoken_line()
        shown = ipywidgets.HBox([self.picture, self.beside], layout={"flex_flow": "row wrap"})
        working, self._manners = [self.worker] if prepare else [], Manners()
        parts = [*controls.values(), *working, self.words, shown, self._manners]
        self.widget = ipywidgets.VBox(parts)
        self.widget.add_class("course-lab").add_class("course-live")
        self._prepare()
        self._describe()
        self.stage = Stage(fig)
        self._show()
        for control in controls.values():
            control.style = LABELS
            if isinstance(control, ipywidgets.SelectionSlider):
                control.add_class("course-steps")
            control.observe(self._move, names="value")

    def _values(self):
        return {name: control.value for name, control in self.controls.items()}

    def _setting(self):
        return tuple(self.controls[name].value for name in self.needs)

    def _move(self, change):
        if self._task:
            self._task.cancel()
        if self.prepare is None or self._setting() in self.prepared:
            self._redraw()
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no notebook, so nobody could press a button
            self._prepare()
            self._redraw()
        else:
            self._task = loop.create_task(self._prepare_aside())

    def _prepare(self):
        if self.prepare:
            self.prepared[self._setting()] = self.prepare(lambda share: None, *self._setting())

    async def _prepare_aside(self):
        setting, before = self._setting(), "the picture is still the one before"
        try:
            self.prepared[setting] = await self.worker.run(
                lambda report: self.prepare(report, *setting),
                on_slow=lambda: self._say(f"Working; {before}."),
            )
        except Stopped as stopped:
            self._say(f"Stopped at {stopped.args[0]:.0%}; {before}: {self.caption}")
        except Exception as error:
            self._say(f"Failed: {error}; {before}: {self.caption}")
            raise
        else:
            self._redraw()

    def _redraw(self):
        self._describe()
        self._show()

    def _describe(self):
        prepared = [self.prepared[self._setting()]] if self.prepare else []
        self.caption, tables = self.draw(*prepared, **self._values())
        self.tables = "".join(html_table(table) for table in tables)

    def _show(self):
        self.picture.value = img(self.stage.png(), self.caption)
        self.beside.value = self.tables
        self._say(self.caption)

    def _say(self, words):
        self.words.value = html.escape(words)

    def _ipython_display_(self):
        """The lab and, for when there is no kernel, its picture and tables as they are now."""
        data = {**self.widget._repr_mimebundle_(), "text/plain": TEXT}
        _, metadata = self._manners._repr_mimebundle_()  # how Colab loads a widget of anywidget's
        still, about = static(self.figure, self.caption)
        still["text/html"] += self.tables
        show_live((data, metadata), (still, about))


def spoken_line() -> ipywidgets.HTML:
    """An empty ipywidgets.HTML whose words are read out when they change."""
    line = ipywidgets.HTML()
    line.add_class("course-spoken")
    return line


def html_table(table: pd.DataFrame) -> str:
    """A DataFrame as an HTML table; what stands in it is text, never markup.

    Args:
        table: DataFrame; its index is not shown.

    Returns:
        str.
    """
    plain = table.to_html(index=False, border=0, float_format="{:.2f}".format)
    spaced = '<table style="border-collapse: separate; border-spacing: 1em 0"'
    return plain.replace("<th>", '<th scope="col" style="text-align: left">').replace(
        "<table", spaced
    )
