"""The kernel's answers about a large space, beside NumPy's over all rows."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tests.tools.spaces import make_space
from utils.base.paths import ROOT
from utils.explorer.answers import Answers, reply
from utils.explorer.description import MOST_BYTES, Description
from utils.explorer.explorer import EmbeddingExplorer
from utils.explorer.page import to_html
from utils.explorer.payload import pack
from utils.models.wals import WALS
from utils.space.embedding_space import EmbeddingSpace
from utils.space.fold_in import FoldIn
from utils.space.similarity import MEASURES

EXTREMES = json.loads((ROOT / "tests/tools/extreme_vectors.json").read_text("utf-8"))
ALL = {"minus": [], "mean": False, "stars": None, "k": 10, "measure": "cosine"}


def ask(space, plus, allowed=None, rule=None, **question):
    """What the kernel answers to a question that differs from ALL in some parts."""
    allowed = np.ones(len(space), bool) if allowed is None else allowed
    return Answers(space, rule).nearest({**ALL, **question}, np.array(plus), allowed)


def hand_made():
    table = pd.DataFrame({"title": ["east", "far", "north", "southwest", "nowhere"]})
    return EmbeddingSpace([[1, 0], [3, 0], [0, 1], [-1, -1], [0, 0]], table)


def test_by_hand():
    space = hand_made()
    assert ask(space, [0], measure="dot")["rows"] == [1, 2, 4, 3]
    found = ask(space, [0], measure="cosine", k=2)
    assert (found["rows"], found["scores"], found["vector"]) == ([1, 2], [1, 0], [1, 0])
    assert ask(space, [0], measure="euclidean", k=3)["scores"] == [-1, -(2**0.5), -2]
    assert ask(space, [4], measure="cosine")["scores"] == [0, 0, 0, 0]
    assert ask(space, [0, 2], minus=[1], measure="dot")["vector"] == [-2, 1]


@pytest.mark.parametrize("measure", MEASURES)
def test_rows_and_scores_are_those_of_a_full_sort(measure):
    space = make_space(5000, 24)
    scores = MEASURES[measure](space.vectors[[7]].astype(float), space.vectors.astype(float))[0]
    scores[7] = -np.inf
    best = np.argsort(-scores, kind="stable")[:50]
    found = ask(space, [7], measure=measure, k=50)
    assert found["rows"] == best.tolist()
    np.testing.assert_allclose(found["scores"], scores[best], rtol=1e-6)


@pytest.mark.parametrize("case", EXTREMES, ids=lambda case: case["name"])
@pytest.mark.parametrize("measure", MEASURES)
def test_scale_and_place_of_the_vectors_hide_no_neighbor(case, measure):
    # As many rows again, far away, so that float32 has to choose candidates.
    vectors = np.float32(case["vectors"])
    others = np.repeat(-vectors[[case["query"]]], 60, axis=0)
    table = pd.DataFrame({"title": range(len(vectors) + len(others))})
    space = EmbeddingSpace(np.vstack([vectors, others]), table)
    found = ask(space, [case["query"]], measure=measure, k=5)
    assert found["rows"] == case["nearest"][measure]


@pytest.mark.parametrize("measure", MEASURES)
def test_among_equal_rows_the_lower_comes_first(measure):
    space = make_space(300, 4)
    vectors = np.repeat(space.vectors[:3], 100, axis=0)
    found = ask(EmbeddingSpace(vectors, space.table), [7], measure=measure, k=20)
    first = 0 if measure != "dot" else 100 * int(np.argmax(space.vectors[:3] @ space.vectors[0]))
    expected = [row for row in range(first, first + 21) if row != 7]
    assert found["rows"] == expected[:20]


def test_a_filter_a_difference_and_a_mean_as_numpy_finds_them():
    space, V = make_space(400, 8), make_space(400, 8).vectors.astype(float)
    allowed = np.arange(400) % 3 > 0
    scores = np.where(allowed, V @ (V[4] + V[5] - V[7]), -np.inf)
    scores[[4, 5, 7]] = -np.inf
    found = ask(space, [4, 5], allowed, minus=[7], measure="dot")
    assert found["rows"] == np.argsort(-scores, kind="stable")[:10].tolist()
    assert allowed[4], "the caller's filter is left as it is"
    found = ask(space, [4, 5, 6], mean=True, measure="euclidean", k=400)
    np.testing.assert_allclose(found["vector"], V[[4, 5, 6]].mean(axis=0))
    assert sorted(found["rows"]) == list(range(400)), "a mean may be nearest to its own"


@pytest.mark.parametrize(("n", "shown"), [(1, 1), (40, 0)])
def test_nobody_is_left_to_be_found(n, shown):
    found = ask(make_space(n), [0], np.arange(n) < shown)
    assert (found["rows"], found["scores"]) == ([], [])


def test_five_stars_make_the_vector_that_wals_folds_in_and_the_terms_sum_to_the_score():
    space = make_space(400, 24)
    found = ask(space, [3, 9], rule=FoldIn(l2=3.0, weight=5.0), stars=[5, 5], measure="dot")
    model = WALS(dim=24, weight=5.0, l2=3.0)
    model.V = space.vectors
    history = csr_array((np.ones(2), ([0, 0], [3, 9])), shape=(1, len(space)))
    np.testing.assert_allclose(found["vector"], model.fold_in(history)[0], rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(np.sum(found["terms"], axis=1), found["scores"], rtol=1e-4)
    assert ask(space, [3], stars=[5]) is None


def test_a_message_is_answered_for_each_space_that_it_names():
    spaces = [make_space(20, 4, seed) for seed in range(3)]
    visible = np.arange(20) != 11
    buffers = [np.int32([5]).tobytes(), np.packbits(visible, bitorder="little").tobytes()]
    question = {**ALL, "type": "nearest", "id": 8, "spaces": [2, 0], "k": 18}
    answer = reply([Answers(space) for space in spaces], question, buffers)
    assert (answer["type"], answer["id"]) == ("found", 8)
    for space, found in zip([spaces[2], spaces[0]], answer["found"], strict=True):
        rows = [row for row in space.neighbors(5, 19).index if row != 11]
        assert found["rows"] == rows


# In the explorer


def test_of_a_large_space_the_browser_gets_lengths_and_no_vectors():
    space = make_space(60)
    limit = space.vectors.nbytes
    assert not Description(space, most_bytes=limit).remote
    meta, data = pack(Description(space, most_bytes=limit - 1))
    (given,) = meta["spaces"]
    assert meta["remote"]
    assert given["vectors"] is None
    norms = np.frombuffer(data, "<f4", 60, given["norms"]["offset"])
    np.testing.assert_allclose(norms, np.linalg.norm(space.vectors, axis=1), rtol=1e-6)
    assert 100_000 * 64 * 4 < MOST_BYTES < 200_000 * 64 * 4


def test_the_widget_answers_a_message(monkeypatch):
    space = make_space(30)
    widget = EmbeddingExplorer(space, most_bytes=0).widget()
    sent = []
    monkeypatch.setattr(type(widget), "send", lambda _, content: sent.append(content))
    question = {**ALL, "type": "nearest", "id": 1, "spaces": [0]}
    widget._handle_custom_msg(question, [np.int32([4]).tobytes(), b"\xff" * 4])
    assert sent[0]["found"][0]["rows"] == space.neighbors(4).index.tolist()


def test_a_page_of_too_large_a_space_is_refused_and_says_what_to_do(tmp_path):
    space = make_space(60)
    with pytest.raises(ValueError, match=r"vectors of 60 movies are too many .* space.where"):
        EmbeddingExplorer(space, most_bytes=100).to_html(tmp_path / "page.html")
    assert not list(tmp_path.iterdir())
    part = Description(space.where(np.arange(60) < 3), most_bytes=100)
    to_html(part, tmp_path / "page.html")
    assert (tmp_path / "page.html").exists()
