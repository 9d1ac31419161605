"""What an explorer is asked to show: brought into one form, or refused by name."""

import numpy as np
import pytest

from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.space.fold_in import FoldIn


def test_spaces_of_other_rows_are_refused():
    with pytest.raises(ValueError, match="'a' .40 rows. and 'b' .39 rows. do not have the same"):
        Description({"a": make_space(40), "b": make_space(39)})
    with pytest.raises(ValueError, match="there is no space to explore"):
        Description({})


@pytest.mark.parametrize("given", [None, 3, "space.npz", np.eye(3), {"a": np.eye(3)}, [1]])
def test_what_is_no_space_is_refused_with_what_to_do(given):
    with pytest.raises(ValueError, match="is no EmbeddingSpace: give a matrix with its table"):
        Description(given)


def test_two_spaces_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two spaces would be called '1': give one another name"):
        Description({1: make_space(), "1": make_space()})


def test_an_axis_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match=r"the axis 'tone' has shape \(3,\): it must be 5 finite"):
        Description(make_space(), axes={"tone": np.ones(3)})


def test_one_rule_is_taken_for_every_space_and_a_name_that_no_space_has_is_refused():
    spaces = {"a": make_space(), "b": make_space()}
    assert Description(spaces, fold_in=FoldIn(l2=2.0)).fold_in["b"].l2 == 2
    assert Description(spaces, fold_in={"b": FoldIn()}).fold_in.get("a") is None
    with pytest.raises(ValueError, match="fold_in names 'c', but the spaces are called 'a', 'b'"):
        Description(spaces, fold_in={"c": FoldIn()})


def test_popularity_is_the_usual_column_or_one_that_is_there_and_holds_numbers():
    space = make_space()
    assert Description(space).popularity == "ratings"
    assert Description(space, popularity="year").popularity == "year"
    with pytest.raises(ValueError, match="popularity is the column 'fame', but the columns are"):
        Description(space, popularity="fame")
    space.table["ratings"] = "many"
    assert Description(space).popularity is None
    with pytest.raises(ValueError, match="column 'ratings', but it does not hold numbers"):
        Description(space, popularity="ratings")


def test_what_is_described_cannot_be_changed():
    described = Description(make_space())
    with pytest.raises(AttributeError):
        described.noun = "books"


def test_an_option_that_does_not_exist_is_named():
    with pytest.raises(TypeError, match="popularty"):
        Description(make_space(), popularty="ratings")
