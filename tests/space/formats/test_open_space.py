"""Files that the owners of each format write: opened the same, or refused by line, row or key."""

import numpy as np
import pytest

from tests.tools.vector_files import (
    TABLE,
    WORDS,
    WRITERS,
    V,
    as_columns,
    as_lists,
    csv,
    npy,
    numbers_alone,
    safetensors,
)
from utils.space.embedding_space import EmbeddingSpace, open_space


@pytest.mark.parametrize("write", WRITERS)
def test_each_format_is_told_by_its_content_and_opened_the_same(write, tmp_path):
    path = tmp_path / write.__name__
    write(path)
    path = next(tmp_path.glob(write.__name__ + "*"))  # NumPy adds an ending
    path = path.rename(tmp_path / "vectors.data")
    space = open_space(path)
    np.testing.assert_allclose(space.vectors, V, rtol=1e-6)
    named = write not in (npy, safetensors, numbers_alone)
    assert list(space.labels) == (WORDS if named else list("012345"))


def test_what_was_guessed_is_said(tmp_path, capsys):
    csv(tmp_path / "a.csv")
    open_space(tmp_path / "a.csv", noun="animals")
    said = capsys.readouterr().out
    assert "a.csv: vectors: 4 columns of numbers, 'emb_0' to 'emb_3'" in said
    assert "a.csv: labels: the column 'animal'" in said
    open_space(tmp_path / "a.csv", vectors="emb", label="code")
    assert capsys.readouterr().out == ""


def test_texts_stay_texts_and_numbers_become_numbers(tmp_path):
    csv(tmp_path / "a.csv")
    table = open_space(tmp_path / "a.csv", vectors="emb").table
    assert table["code"].tolist() == TABLE["code"].tolist()
    assert table["legs"].tolist() == TABLE["legs"].tolist()


def test_a_file_of_numpy_stays_on_disk(tmp_path):
    np.save(tmp_path / "v.npy", V)
    assert isinstance(open_space(tmp_path / "v.npy").vectors.base, np.memmap)


def test_a_space_of_ours_comes_back_whole_and_so_does_its_projector_folder(tmp_path):
    space = EmbeddingSpace(V, TABLE, label="animal", noun="animals")
    space.save(tmp_path / "zoo")
    again = open_space(tmp_path / "zoo.npz")
    assert (again.label, again.noun, again.labels.tolist()) == ("animal", "animals", WORDS)
    space.to_projector(tmp_path / "out")
    again = open_space(tmp_path / "out", table=tmp_path / "out" / "metadata.tsv")
    np.testing.assert_array_equal(again.vectors, V)
    assert again.table["code"].tolist() == TABLE["code"].tolist()
    assert open_space(tmp_path / "out").labels.tolist() == WORDS


def test_a_frame_a_matrix_a_dict_and_something_like_anndata():
    for source in (as_columns(), as_lists()):
        assert open_space(source).labels.tolist() == WORDS
    assert open_space(V, label=WORDS).labels.tolist() == WORDS
    assert open_space(V, table=TABLE, label="code").labels.tolist() == TABLE["code"].tolist()
    assert open_space({"a": V, "b": V[:, :2]}, vectors="b").vectors.shape == (6, 2)

    class Cells:
        obsm = {"X_pca": V, "X_umap": V[:, :2]}
        obs = TABLE.set_index("animal")

    assert open_space(Cells, vectors="X_pca").table["id"].tolist() == WORDS
    with pytest.raises(ValueError, match=r"several matrices: 'X_pca' \(6, 4\), 'X_umap' \(6, 2\)"):
        open_space(Cells)


def test_an_embedding_layer_of_keras_by_its_name(tmp_path):
    from utils.base.backend import keras

    users, items = (keras.Input((), dtype="int32", name=name) for name in ("user", "item"))
    layers = [keras.layers.Embedding(n, 4, name=name) for n, name in ((3, "U"), (6, "movies"))]
    dot = keras.layers.Dot(1)([layers[0](users), layers[1](items)])
    dense = keras.layers.Dense(2, name="head")(keras.layers.Reshape((1,))(dot))
    model = keras.Model([users, items], dense)
    layers[1].set_weights([V])
    model.save(tmp_path / "model.keras")
    np.testing.assert_array_equal(open_space(tmp_path / "model.keras", vectors="movies").vectors, V)
    with pytest.raises(ValueError, match=r"'U' \(3, 4\), 'movies' \(6, 4\)"):
        open_space(tmp_path / "model.keras")


@pytest.mark.parametrize("binary", [True, False])
def test_what_gensim_writes_is_read(binary, tmp_path):
    models = pytest.importorskip("gensim.models", reason="gensim is not a package of ours")
    vectors = models.KeyedVectors(4)
    vectors.add_vectors(WORDS, V)
    vectors.save_word2vec_format(tmp_path / "v", binary=binary)
    space = open_space(tmp_path / "v")
    assert space.labels.tolist() == vectors.index_to_key
    np.testing.assert_array_equal(space.vectors, vectors.vectors)
