"""The still picture: what it names, and its words."""

import pytest

from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.explorer.picture import still, words


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_any_points_can_be_shown(n):
    said = words(Description(make_space(n)))
    assert f"Map of {n} movies" in said


def test_the_picture_names_the_most_popular():
    space = make_space()
    fig = still(Description(space))
    top = space.table["title"][space.table["ratings"].idxmax()]
    assert top[:20] in words(Description(space))
    assert len(fig.axes[0].texts) >= 5
