"""A matrix and a table, or labels: what is shown, and what says what a row is."""

import numpy as np
import pandas as pd
import pytest

from utils.explorer.matrix import space_of, spaces_of

V = np.eye(3)


def test_a_list_of_labels_is_enough():
    space, label = space_of(V, ["a", "b", "c"])
    assert label == "label"
    assert space.table["title"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"id": [1, 2, 3], "Name": ["x", "y", "z"]}, "Name"),
        ({"kind": ["k", "k", "l"], "gene": ["x", "y", "z"]}, "gene"),
        ({"text": ["x", "y", "z"], "title": ["p", "q", "r"]}, "title"),
    ],
)
def test_the_label_is_a_usual_name_or_the_text_that_repeats_least(columns, expected):
    assert space_of(V, pd.DataFrame(columns))[1] == expected


def test_a_table_without_text_is_labelled_by_its_rows():
    space, label = space_of(V, pd.DataFrame({"x": [1, 2, 3]}))
    assert (label, space.table["title"].tolist()) == ("title", ["row 0", "row 1", "row 2"])


def test_a_label_can_be_named_and_one_that_is_not_there_is_told():
    table = pd.DataFrame({"name": ["a", "b", "c"], "code": ["p", "q", "r"]})
    assert space_of(V, table, "code")[1] == "code"
    with pytest.raises(ValueError, match="the label is the column 'kode', but the columns are"):
        space_of(V, table, "kode")


def test_several_matrices_share_a_table():
    spaces, label = spaces_of({"epoch 0": V, "epoch 1": 2 * V}, ["a", "b", "c"])
    assert (list(spaces), label) == (["epoch 0", "epoch 1"], "label")
    assert spaces["epoch 1"].vectors[0, 0] == 2
    with pytest.raises(ValueError, match="there is no matrix to explore"):
        spaces_of({}, ["a"])
