"""What live views ask of the kernel, and what they are told."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.spaces import make_space
from utils.explorer.explorer import EmbeddingExplorer
from utils.explorer.payload import pack
from utils.space import stored_maps
from utils.space.clusters import clusters
from utils.space.embedding_space import EmbeddingSpace


def islands():
    rng = np.random.default_rng(0)
    vectors = np.repeat(np.eye(6)[:2], 30, axis=0) + rng.normal(0, 0.02, (60, 6))
    table = pd.DataFrame({"title": [f"t{i}" for i in range(60)], "kind": ["a"] * 30 + ["b"] * 30})
    return EmbeddingSpace(vectors, table)


class Heard:
    """An explorer with a live view, and what the view is told."""

    def __init__(self, explorer, monkeypatch):
        self.explorer, self.messages = explorer, []
        self.widget = explorer.widget()
        monkeypatch.setattr(
            type(self.widget), "send", lambda _, content, buffers=None: self.take(content, buffers)
        )

    def take(self, content, buffers):
        self.messages.append((content, buffers))

    def ask(self, content, *buffers):
        self.widget._handle_custom_msg(content, list(buffers))

    def after(self, content, *buffers):
        """The last message once the job that one asked for is over."""
        self.ask(content, *buffers)
        self.explorer._live.job.wait()
        return self.messages[-1]


@pytest.fixture
def heard(monkeypatch, tmp_path):
    monkeypatch.setattr(stored_maps, "FOLDER", tmp_path)
    return lambda explorer: Heard(explorer, monkeypatch)


def test_a_map_is_made_told_of_and_kept(heard, tmp_path):
    live = heard(EmbeddingExplorer(make_space()))
    content, (xy,) = live.after({"type": "start", "what": "map", "space": 0, "method": "t-sne"})
    assert content == {"type": "map", "space": 0, "method": "t-sne", "part": False}
    made = np.frombuffer(xy, "<f4").reshape(-1, 2)
    space = live.explorer.described.first
    np.testing.assert_array_equal(made, space.maps["t-sne"])
    told = [content["share"] for content, _ in live.messages[:-1]]
    assert told[-1] == 1
    assert told == sorted(told)
    assert list(pack(live.explorer.described)[0]["spaces"][0]["maps"]) == ["pca", "t-sne"]


def test_a_map_of_a_part_is_of_its_rows_alone(heard):
    live = heard(EmbeddingExplorer(make_space()))
    rows = np.array([3, 4, 8, 9, 12, 20], "<i4")
    asked = {"type": "start", "what": "map", "space": 0, "method": "pca"}
    content, (xy,) = live.after(asked, rows.tobytes())
    assert content["part"]
    assert np.frombuffer(xy, "<f4").reshape(-1, 2).shape == (6, 2)
    assert list(live.explorer.described.first.maps) == ["pca"]


def test_clusters_are_found_shown_and_kept(heard):
    live = heard(EmbeddingExplorer(islands()))
    content, _ = live.after({"type": "start", "what": "clusters"})
    assert content["column"]["levels"] == ["kind: a", "kind: b"]
    assert content["column"]["missing"] == "in no cluster"
    found = content["clusters"]
    assert found["column"] == "cluster"
    assert [(one["size"], one["purity"]) for one in found["found"]] == [(30, 1.0), (30, 1.0)]
    assert pack(live.explorer.described)[0]["clusters"] == found


def test_a_job_can_be_stopped_and_a_wrong_one_is_said(heard):
    live = heard(EmbeddingExplorer(make_space(3000, 30)))
    live.ask({"type": "start", "what": "map", "space": 0, "method": "t-sne"})
    job = live.explorer._live.job
    live.ask({"type": "stop"})
    job.wait()
    assert "t-sne" not in live.explorer.described.first.maps
    live.ask({"type": "start", "what": "map", "space": 0, "method": "umap"})
    assert live.messages[-1][0] == {"type": "failed", "text": "there is no map 'umap'"}


# A question in words


def test_a_text_becomes_a_vector_and_what_goes_wrong_is_said(heard):
    def embed(text):
        return {"ok": np.arange(5), "row": np.ones((1, 5)), "long": np.ones(6)}[text]

    live = heard(EmbeddingExplorer(make_space(), embed=embed))
    assert live.widget.meta["embeds"]
    for text in ("ok", "row", "long", "gone"):
        live.ask({"type": "embed", "text": text})
    ok, row, long, gone = (content for content, _ in live.messages)
    assert ok == {"type": "embedded", "text": "ok", "vector": [0, 1, 2, 3, 4]}
    assert row["vector"] == [1] * 5
    assert long["type"] == gone["type"] == "not embedded"
    assert "(6,): it must be 5 finite numbers" in long["error"]
    assert gone["error"] == "KeyError: 'gone'"


def test_a_cell_asks_with_a_vector_or_a_text(heard):
    live = heard(EmbeddingExplorer(make_space(), embed=lambda text: np.full(5, len(text))))
    live.explorer.ask([1, 2, 3, 4, 5])
    live.explorer.ask("abc")
    asked = [content["patch"]["outside"] for content, _ in live.messages]
    assert asked == [
        {"text": "a vector", "vector": [1, 2, 3, 4, 5]},
        {"text": "abc", "vector": [3] * 5},
    ]
    assert live.explorer.view["query"] == "outside"
    with pytest.raises(ValueError, match="must be 5 finite numbers"):
        live.explorer.ask([1, 2, np.nan, 4, 5])
    with pytest.raises(ValueError, match="a text needs embed="):
        EmbeddingExplorer(make_space()).ask("abc")


def test_a_space_that_stays_in_the_kernel_is_asked_with_a_vector_from_outside(heard):
    space = make_space()
    live = heard(EmbeddingExplorer(space, most_bytes=0))
    vector = [1.0, -1, 0, 2, 0]
    question = {"type": "nearest", "id": 1, "spaces": [0], "measure": "cosine", "k": 5}
    question |= {"minus": [], "mean": False, "stars": None, "outside": vector}
    live.ask(question, b"", np.packbits(np.ones(40, bool), bitorder="little").tobytes())
    rows = live.messages[-1][0]["found"][0]["rows"]
    assert rows == space.neighbors(vector, 5).index.tolist()


# Clusters that are handed over


def test_clusters_must_be_of_the_same_rows():
    with pytest.raises(ValueError, match="the clusters are of 60 rows, the space of 40"):
        EmbeddingExplorer(make_space(), clusters=clusters(islands()))


def test_a_column_of_the_same_name_stays():
    space = islands()
    space.table["cluster"] = "mine"
    described = EmbeddingExplorer(space, clusters=clusters(space)).described
    assert described.cluster_name == "cluster found"
    assert described.columns["cluster"].eq("mine").all()
