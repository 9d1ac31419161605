"""The live views of an explorer: what they ask for, and what the kernel tells them."""

from dataclasses import replace
from functools import partial
from typing import Any

import anywidget
import numpy as np
import traitlets

from utils.explorer.answers import Answers, reply
from utils.explorer.columns import Block
from utils.explorer.description import Description
from utils.explorer.jobs import Job
from utils.explorer.page import page_of
from utils.explorer.payload import pack, pack_clusters, pack_columns
from utils.explorer.sources import loader, script, style
from utils.space import stored_maps
from utils.space.clusters import Clusters, clusters
from utils.space.maps import MAPS


class Widget(anywidget.AnyWidget):
    """One view, in however many places of a page."""

    _esm = loader()
    _css = style()
    code = traitlets.Unicode(script()).tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    selected = traitlets.CBytes().tag(sync=True)  # int32: as JSON, a million rows are too long


class Live:
    """All live views of one explorer, and the one long job that may be at work for them.

    Args:
        explorer: EmbeddingExplorer; its `described` gains the maps and the clusters that are made.
    """

    def __init__(self, explorer: Any):
        self.explorer = explorer
        self.widgets: list[Widget] = []
        self.job: Job | None = None

    @property
    def described(self) -> Description:
        """What is shown."""
        return self.explorer.described

    def widget(self) -> Widget:
        """A new view. It lets go of its memory when its last copy leaves the page."""
        meta, data = pack(self.described)
        meta["embeds"] = self.explorer.embed is not None
        widget = Widget(meta=meta, data=data, view=self.explorer.view)
        rules = self.described.fold_in
        answers = [Answers(s, rules.get(name)) for name, s in self.described.spaces.items()]

        def follow(_):
            rows = np.frombuffer(widget.selected, "<i4").tolist()
            self.explorer.follow({**widget.view, **({"selection": rows} if rows else {})})

        def answer(_, content, buffers):
            if content["type"] == "nearest":
                widget.send(reply(answers, content, buffers))
            else:
                self._hear(widget, content, buffers)

        widget.observe(follow, names=["view", "selected"])
        widget.on_msg(answer)
        self.widgets.append(widget)
        return widget

    def tell(self, content: dict, buffers: list | None = None) -> None:
        """Send a message to every view."""
        for widget in list(self.widgets):
            widget.send(content, buffers) if buffers else widget.send(content)

    def _hear(self, widget, content, buffers):
        kind = content["type"]
        if kind == "gone":
            self.widgets.remove(widget)
            widget.close()
        elif kind == "page":
            page = page_of(self.described, self.explorer.view)
            widget.send({"type": "page"}, [page.encode("utf-8")])
        elif kind == "embed":
            self._embed(widget, content["text"])
        elif kind == "start":
            self._start(content, np.frombuffer(buffers[0], "<i4") if buffers else None)
        elif kind == "stop":
            self.stop()

    def _embed(self, widget, text):
        """What a callback makes of a text; what goes wrong in it is for the reader to see."""
        try:
            vector = self.explorer.embedded(text)
        except Exception as error:  # the callback is the reader's: it may raise anything
            said = f"{type(error).__name__}: {error}"
            widget.send({"type": "not embedded", "text": text, "error": said})
        else:
            widget.send({"type": "embedded", "text": text, "vector": vector.tolist()})

    def stop(self) -> None:
        """End the job, if one is at work."""
        if self.job:
            self.job.stop()
        self.job = None

    def _start(self, content, rows):
        """A map of a space, or of some of its rows; or the clusters of the first space."""
        self.stop()
        if content["what"] == "clusters":
            work, arguments, done = clusters, (self.described.first,), self._clustered
        else:
            index, method = content["space"], content["method"]
            if method not in MAPS:
                return self._failed(f"there is no map {method!r}")
            vectors = self._space(index).vectors
            part = vectors if rows is None else vectors[rows]
            work, arguments = stored_maps.stored_map, (part, method, stored_maps.FOLDER)
            done = partial(self._mapped, index, method, rows)
        self.job = Job(work, arguments, self._told, done, self._failed)

    def _space(self, index):
        return list(self.described.spaces.values())[index]

    def _told(self, share):
        self.tell({"type": "told", "share": float(share)})

    def _failed(self, text):
        self.tell({"type": "failed", "text": text})

    def _mapped(self, index, method, rows, xy):
        about = {"type": "map", "space": index, "method": method, "part": rows is not None}
        if rows is None:
            self._space(index).maps[method] = xy
        self.tell(about, [np.ascontiguousarray(xy, "<f4").tobytes()])

    def _clustered(self, found: Clusters):
        self.explorer.described = replace(self.described, clusters=found)
        block = Block()
        name = self.described.cluster_name
        (column,) = pack_columns(block, self.described, [name])
        about = {"type": "clusters", "column": column, "clusters": pack_clusters(self.described)}
        self.tell(about, [block.bytes()])
