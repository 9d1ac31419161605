"""EmbeddingSpace: checked parts, neighbors, maps, files that come back the same."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.closed import all_closed
from utils.base.paths import ROOT
from utils.data.movielens import load_movielens
from utils.space.embedding_space import EmbeddingSpace

TITLES = ["east", "far east", "north", "", "NA"]
VECTORS = np.array([[1, 0], [3, 0], [0, 1], [-1, -1], [0.5, 0.5]], np.float32)
TABLE = pd.DataFrame({"title": TITLES, "ratings": [5, 1, 4, 2, 3], "genre": list("aabbc")})


@pytest.fixture
def space():
    return EmbeddingSpace(VECTORS.copy(), TABLE.copy())


def random_space(n, dim, seed=0):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"title": [f"movie {row}" for row in range(n)]})
    return EmbeddingSpace(rng.normal(size=(n, dim)), table)


# Parts that fit


def test_vectors_and_table_must_have_the_same_length():
    with pytest.raises(ValueError, match=r"shape \(4, 2\) do not fit a table of 5 rows"):
        EmbeddingSpace(VECTORS[:4], TABLE)


def test_a_title_is_needed():
    with pytest.raises(ValueError, match="needs a column 'title'; its columns are: ratings"):
        EmbeddingSpace(VECTORS, TABLE[["ratings"]])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_vector_that_is_not_finite_is_named(bad):
    vectors = VECTORS.copy()
    vectors[2, 1] = bad
    with pytest.raises(ValueError, match=r"row 2 \(north\) is not finite"):
        EmbeddingSpace(vectors, TABLE)


def test_rows_are_numbered_from_zero_whatever_the_table_came_with():
    space = EmbeddingSpace(VECTORS, TABLE.sort_values("ratings"))
    assert space.table.index.tolist() == [0, 1, 2, 3, 4]
    assert space.row("far east") == 0


def test_an_unknown_title_is_named(space):
    with pytest.raises(KeyError, match="no row is called 'West'"):
        space.row("West")


def test_two_columns_of_one_name_and_two_rows_of_names_are_refused():
    with pytest.raises(ValueError, match="two columns are called 'genre'"):
        EmbeddingSpace(VECTORS, pd.concat([TABLE, TABLE[["genre"]]], axis=1))
    with pytest.raises(ValueError, match="2 rows of column names"):
        EmbeddingSpace(VECTORS, pd.concat({"title": TABLE}, axis=1))


# Neighbors


def test_neighbors_by_hand(space):
    by_dot = space.neighbors(0, k=2, measure="dot")
    assert by_dot["title"].tolist() == ["far east", "NA"]
    assert by_dot["score"].tolist() == [3.0, 0.5]
    by_cosine = space.neighbors(0, k=3, measure="cosine")
    assert by_cosine["title"].tolist() == ["far east", "NA", "north"]
    assert space.neighbors(0, k=1, measure="euclidean")["title"].tolist() == ["NA"]


def test_a_vector_is_a_query_too(space):
    found = space.neighbors(np.array([0, 2.0]), k=2, measure="cosine")
    assert found["title"].tolist() == ["north", "NA"]
    assert found.columns.tolist() == ["score", "title", "ratings", "genre"]


@given(n=st.integers(1, 12), k=st.integers(1, 15), measure=st.sampled_from(["dot", "euclidean"]))
def test_a_row_is_never_its_own_neighbor(n, k, measure):
    space = random_space(n, 3)
    found = space.neighbors(0, k, measure)
    assert 0 not in found.index
    assert len(found) == min(k, n - 1)
    assert found["score"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (-1, "no row -1: rows are 0 to 4"),
        (5, "no row 5: rows are 0 to 4"),
        (1.5, "no row 1.5"),
        (True, "no row True"),
        ("north", r"space\.row\('north'\) gives it"),
        (np.array([np.nan, 1]), "the query holds nan at 0"),
        (np.ones(3), "the query has the shape"),
    ],
)
def test_a_query_that_is_none_is_refused(space, query, what):
    with pytest.raises(ValueError, match=what):
        space.neighbors(query)


def test_a_list_of_none_is_refused(space):
    with pytest.raises(ValueError, match="k is 0: ask for at least 1"):
        space.neighbors(0, k=0)


def test_a_column_of_the_table_keeps_its_name():
    theirs = TABLE.assign(score=list("vwxyz"), norm=1, row=2, x=3)
    found = EmbeddingSpace(VECTORS, theirs).neighbors(0, 2, "dot")
    assert found["score"].tolist() == ["w", "z"]
    assert found["dot score"].tolist() == [3, 0.5]
    again = EmbeddingSpace(VECTORS, theirs.assign(**{"dot score": 0})).neighbors(0, 2, "dot")
    assert again["dot dot score"].tolist() == [3, 0.5]


# Maps


def test_a_map_is_computed_once(space):
    assert space.map() is space.map("pca")


def test_an_unknown_map_is_named(space):
    with pytest.raises(ValueError, match="unknown map 'umap': choose one of pca, t-sne"):
        space.map("umap")


def test_a_part_keeps_its_place_on_the_map(space):
    xy = space.map()
    part = space.where(space.table["ratings"] >= 3)
    assert part.table["title"].tolist() == ["east", "north", "NA"]
    np.testing.assert_array_equal(part.map(), xy[[0, 2, 4]])


# Files


def test_a_space_comes_back_the_same(space, tmp_path):
    space.map()
    space.save(tmp_path / "my.space")
    again = EmbeddingSpace.load(tmp_path / "my.space")
    np.testing.assert_array_equal(again.vectors, space.vectors)
    np.testing.assert_array_equal(again.maps["pca"], space.maps["pca"])
    pd.testing.assert_frame_equal(again.table, space.table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.space.csv", "my.space.npz"]


def test_another_process_finds_the_same_scores(space, tmp_path):
    space.save(tmp_path / "space")
    code = (
        "import sys; from utils.space.embedding_space import EmbeddingSpace;"
        "print(EmbeddingSpace.load(sys.argv[1]).neighbors(0, 4)['score'].tolist())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "space")]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == str(space.neighbors(0, 4)["score"].tolist())


def test_a_pair_of_two_saves_is_refused(space, tmp_path):
    space.save(tmp_path / "a")
    space.where(np.arange(5) > 0).save(tmp_path / "b")
    (tmp_path / "b.csv").replace(tmp_path / "a.csv")
    with pytest.raises(ValueError, match="are not of one save"):
        EmbeddingSpace.load(tmp_path / "a")


def test_a_truncated_file_is_refused(space, tmp_path):
    space.save(tmp_path / "a")
    whole = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(whole[: len(whole) // 2])
    with all_closed(), pytest.raises(ValueError, match=r"a\.npz is damaged"):
        EmbeddingSpace.load(tmp_path / "a")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        EmbeddingSpace.load(tmp_path / "nowhere")


def test_every_type_of_the_courses_movies_comes_back(tmp_path):
    movies = load_movielens().movies
    space = EmbeddingSpace(np.ones((len(movies), 1)), movies)
    space.save(tmp_path / "movies")
    pd.testing.assert_frame_equal(EmbeddingSpace.load(tmp_path / "movies").table, space.table)


def test_what_a_file_would_change_is_refused_and_nothing_is_written(tmp_path):
    table = TABLE.assign(tags=[np.zeros(2)] * 5)
    with pytest.raises(ValueError, match="column 'tags' holds numpy.ndarray"):
        EmbeddingSpace(VECTORS, table).save(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_save_without_types_is_refused(space, tmp_path):
    space.save(tmp_path / "a")
    with np.load(tmp_path / "a.npz") as whole:
        np.savez(tmp_path / "a.npz", **{k: v for k, v in whole.items() if k != "note"})
    with pytest.raises(ValueError, match="older version of the course: save the space again"):
        EmbeddingSpace.load(tmp_path / "a")


def test_the_projector_gets_vectors_and_table(space, tmp_path):
    space.to_projector(tmp_path)
    assert (tmp_path / "vectors.tsv").read_text().splitlines()[1] == "3\t0"
    assert (tmp_path / "metadata.tsv").read_text().splitlines()[1] == "east\t5\ta"
