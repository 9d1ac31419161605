"""The explorer's Python side: what is handed over, the outputs of a cell, the page."""

import base64
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output

from tests.tools.spaces import NASTY, make_space
from utils.explorer.explorer import TEXT, EmbeddingExplorer
from utils.explorer.page import to_html
from utils.explorer.payload import pack
from utils.explorer.picture import still, words
from utils.space.embedding_space import EmbeddingSpace


def array(meta, data, reference):
    """What the JavaScript reads at a reference."""
    kind = np.dtype(reference["type"]).newbyteorder("<")
    return np.frombuffer(data, kind, reference["length"], reference["offset"])


# What is handed over


def test_every_kind_of_column():
    table = pd.DataFrame(
        {
            "title": ["a", "b", "c"],
            "genres": ["Drama|War", "", None],
            "tuple": [("x", "y"), (), ("x",)],
            "year": pd.array([1990, None, 2001], "Int16"),
            "cluster": [2, 0, 2],
            "share": [0.5, np.nan, 1.5],
            "seen": [True, False, True],
        }
    )
    space = EmbeddingSpace(np.eye(3), table)
    meta, data = pack(space)
    columns = {column["name"]: column for column in meta["columns"]}
    assert columns["genres"]["levels"] == ["Drama", "War"]
    assert array(meta, data, columns["genres"]["starts"]).tolist() == [0, 2, 2, 2]
    assert array(meta, data, columns["tuple"]["codes"]).tolist() == [0, 1, 0]
    assert columns["cluster"]["levels"] == ["0", "2"]
    assert columns["seen"]["levels"] == ["False", "True"]
    assert columns["year"]["levels"] == ["1990", "2001"]
    np.testing.assert_array_equal(
        array(meta, data, columns["share"]["values"]), np.float32([0.5, np.nan, 1.5])
    )


def test_equal_cells_are_looked_at_once_and_each_row_has_its_own():
    cells = ["b|a", "b", None, "b|a", "", "c"]
    table = pd.DataFrame({"title": range(6), "genres": cells, "few": [7, 3, 7, 7, 3, 3]})
    meta, data = pack(EmbeddingSpace(np.ones((6, 2)), table))
    genres, few = meta["columns"]
    starts, codes = (array(meta, data, genres[part]) for part in ("starts", "codes"))
    named = [[genres["levels"][c] for c in codes[a:b]] for a, b in pairwise(starts)]
    assert named == [["b", "a"], ["b"], [], ["b", "a"], [], ["c"]]
    assert [few["levels"][c] for c in array(meta, data, few["codes"])] == list("737733")


@pytest.mark.parametrize("n", [0, 1, len(NASTY)])
def test_titles_are_found_again_by_where_they_begin(n):
    titles = np.array([*NASTY[: n - 1], "nul \0 and \ud800 half a pair"][:n], object)
    meta, data = pack(EmbeddingSpace(np.ones((n, 2)), pd.DataFrame({"title": titles})))
    starts = array(meta, data, meta["titles"]["starts"])
    whole = array(meta, data, meta["titles"]["bytes"]).tobytes()
    found = [whole[a : b - 1].decode() for a, b in pairwise(starts)]
    assert found == [*NASTY[: n - 1], "nul   and ? half a pair"][:n]
    assert len(starts) == n + 1


def test_many_texts_are_for_reading_and_many_integers_are_numbers():
    table = pd.DataFrame({"title": range(60), "text": [f"t{i}" for i in range(60)], "n": range(60)})
    meta, _ = pack(EmbeddingSpace(np.ones((60, 2)), table))
    assert [column["kind"] for column in meta["columns"]] == ["text", "number"]


def test_popularity_is_a_number_however_few_values_it_has():
    table = pd.DataFrame({"title": ["a", "b"], "ratings": [1, 2], "fame": ["x", "y"]})
    space = EmbeddingSpace(np.eye(2), table)
    meta, _ = pack(space)
    assert [column["kind"] for column in meta["columns"]] == ["number", "levels"]
    with pytest.raises(ValueError, match="popularity is the column 'fame', but it does not hold"):
        pack(space, popularity="fame")


def test_vectors_and_maps_arrive_as_they_are():
    space = make_space()
    meta, data = pack(space)
    given = meta["spaces"][0]
    np.testing.assert_array_equal(array(meta, data, given["vectors"]), space.vectors.ravel())
    np.testing.assert_array_equal(array(meta, data, given["maps"]["pca"]), space.map().ravel())


def test_spaces_of_other_rows_are_refused():
    with pytest.raises(ValueError, match="'a' .40 rows. and 'b' .39 rows. do not have the same"):
        pack({"a": make_space(40), "b": make_space(39)})
    with pytest.raises(ValueError, match="there is no space to explore"):
        pack({})


def test_an_axis_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match=r"the axis 'tone' has shape \(3,\): it must be 5 finite"):
        pack(make_space(), axes={"tone": np.ones(3)})


def test_over_time_the_points_move_and_the_map_stays():
    space = make_space()
    shifted = EmbeddingSpace(space.vectors + np.float32(1), space.table)
    meta, data = pack({"early": shifted, "late": space}, epochs=True)
    early, late = (array(meta, data, s["maps"]["pca"]).reshape(-1, 2) for s in meta["spaces"])
    np.testing.assert_allclose(late, space.map(), atol=1e-4)
    np.testing.assert_allclose(np.ptp(early - late, axis=0), 0, atol=1e-4)
    assert np.abs(early - late).max() > 0.1


# In a notebook


@pytest.fixture
def shell():
    """An IPython that displays what it is told to."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def test_a_notebook_gets_the_live_view_and_a_picture_of_its_own(shell):
    space = make_space()
    space.table.loc[0, "ratings"] = 999
    explorer = EmbeddingExplorer(space)
    with capture_output() as captured:
        display(explorer)
    live, picture = (output.data for output in captured.outputs)
    assert "application/vnd.jupyter.widget-view+json" in live
    assert live["text/plain"] == TEXT
    assert picture["text/plain"] == explorer.alt
    assert base64.b64decode(picture["image/png"]).startswith(b"\x89PNG")
    assert "&lt;img src=x onerror" in picture["text/html"]
    assert "<img src=x" not in picture["text/html"]


def test_what_the_hand_does_can_be_read_and_begins_the_next_one():
    explorer = EmbeddingExplorer(make_space())
    widget = explorer.widget()
    widget.view, widget.selected = {"measure": "dot"}, np.int32([3, 8]).tobytes()
    assert explorer.selected()["title"].tolist() == [NASTY[3], "movie 8"]
    again = EmbeddingExplorer(make_space(), view=explorer.view)
    assert (again.widget().view["measure"], again.selection) == ("dot", [3, 8])


def test_a_view_that_left_the_page_lets_go_of_its_memory():
    widget = EmbeddingExplorer(make_space()).widget()
    widget._handle_custom_msg({"type": "gone"}, [])
    assert widget.comm is None


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_any_points_can_be_shown(n):
    explorer = EmbeddingExplorer(make_space(n))
    assert f"Map of {n} movies" in explorer.alt


def test_the_picture_names_the_most_popular():
    space = make_space()
    fig = still(space, "ratings")
    top = space.table["title"][space.table["ratings"].idxmax()]
    assert top[:20] in words(space, "mine", "ratings", "movies")
    assert len(fig.axes[0].texts) >= 5


# The page


def test_the_page_is_one_file_that_loads_nothing(tmp_path):
    to_html(make_space(), tmp_path / "space.html")
    page = (tmp_path / "space.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert page.count("</script>") == 3
    assert "<img src=x" not in page


def test_the_page_is_named_after_the_first_time_and_the_last(tmp_path):
    times = {f"epoch {t}": make_space() for t in range(9)}
    to_html(times, tmp_path / "space.html", epochs=True)
    page = (tmp_path / "space.html").read_text()
    assert "<h1>Embedding explorer: epoch 0 to epoch 8</h1>" in page
