"""The ratings that an explorer begins with."""

import numpy as np
import pytest

from tests.tools.spaces import make_space
from utils.data.my_ratings import no_ratings, save_my_ratings, with_rating
from utils.explorer.description import Description
from utils.explorer.ratings import starting_ratings
from utils.space.embedding_space import EmbeddingSpace
from utils.space.fold_in import FoldIn


@pytest.fixture
def space():
    space = make_space()
    table = space.table.assign(item_id=1000 + np.arange(len(space)))
    return EmbeddingSpace(space.vectors, table)


def test_yours_are_there_by_row_and_what_the_space_does_not_show_is_left_out(space, tmp_path):
    path = tmp_path / "my_ratings.csv"
    save_my_ratings(with_rating(with_rating(no_ratings(), 1003, 4.5), 7, 2), path)
    described = Description(space, fold_in=FoldIn())
    assert starting_ratings(described, path) == {"ratings": {"3": 4.5}}
    assert starting_ratings(Description(space), path) == {}
    assert starting_ratings(Description(make_space(), fold_in=FoldIn()), path) == {}


def test_without_a_file_there_are_none_and_a_damaged_one_is_named(space, tmp_path):
    path = tmp_path / "my_ratings.csv"
    described = Description(space, fold_in=FoldIn())
    assert starting_ratings(described, path) == {}
    path.write_text("item_id,rating,timestamp\n1003,77,0\n")
    with pytest.raises(ValueError, match="line 2: rating is 77"):
        starting_ratings(described, path)
