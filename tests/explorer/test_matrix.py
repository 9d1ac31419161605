"""A matrix and a table, or labels: what is shown, and what says what a row is."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from utils.explorer.matrix import spaces_of
from utils.space.embedding_space import EmbeddingSpace

V = np.eye(3)


def test_a_list_of_labels_is_enough():
    space = spaces_of(V, ["a", "b", "c"])
    assert (space.labels.tolist(), space.noun) == (["a", "b", "c"], "rows")


def test_a_label_is_guessed_and_said_or_named_and_then_the_title_is_a_column(capsys):
    table = pd.DataFrame({"title": ["a", "b", "c"], "code": ["p", "q", "r"]})
    assert spaces_of(V, table).label == "title"
    assert "labels: the column 'title'" in capsys.readouterr().out
    space = spaces_of(V, table, "code", "genes")
    assert (space.label, space.noun) == ("code", "genes")
    assert capsys.readouterr().out == ""


def test_several_matrices_share_a_table_and_the_guess_is_said_once(capsys):
    table = pd.DataFrame({"name": ["a", "b", "c"]})
    spaces = spaces_of({"epoch 0": V, "epoch 1": 2 * V}, table)
    assert list(spaces) == ["epoch 0", "epoch 1"]
    assert spaces["epoch 1"].vectors[0, 0] == 2
    assert capsys.readouterr().out.count("labels:") == 1


def test_no_matrix_and_a_table_of_another_length_are_refused():
    with pytest.raises(ValueError, match="there is no matrix to explore"):
        spaces_of({}, ["a"])
    with pytest.raises(ValueError, match=r"\(3, 3\) do not fit a table of 2 rows"):
        spaces_of(V, ["a", "b"])


@pytest.mark.parametrize("labels", [{"a", "b", "c"}, "abc", {"a": 1, "b": 2, "c": 3}])
def test_labels_without_an_order_or_in_one_text_are_refused(labels):
    with pytest.raises(ValueError, match="the labels are a .* no list of a label for each row"):
        spaces_of(V, labels)


def test_a_table_of_numbers_is_a_matrix():
    assert spaces_of(pd.DataFrame(V), ["a", "b", "c"]).vectors.tolist() == V.tolist()


def test_what_is_masked_is_no_number():
    with pytest.raises(ValueError, match=r"row 1 \(b\) is not finite"):
        spaces_of(np.ma.masked_array(V, V * [0, 1, 0]), ["a", "b", "c"])
    with pytest.raises(ValueError, match=r"row 2 \(c\) is not finite"):
        EmbeddingSpace(np.ma.masked_array(V, V * [0, 0, 1]), pd.DataFrame({"title": list("abc")}))


def test_what_is_no_matrix_says_what_it_is():
    with pytest.raises(ValueError, match="a csr_array is sparse: give its .toarray()"):
        spaces_of(csr_array(V), ["a", "b", "c"])
    with pytest.raises(ValueError, match="a object is no matrix of numbers"):
        spaces_of(object(), ["a", "b", "c"])
