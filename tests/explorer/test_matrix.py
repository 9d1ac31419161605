"""A matrix and a table, or labels: what is shown, and what says what a row is."""

import numpy as np
import pandas as pd
import pytest

from utils.explorer.matrix import spaces_of

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
