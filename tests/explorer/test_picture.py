"""The still picture: what it names, and its words."""

import numpy as np
import pytest

from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.explorer.picture import seen, still, words


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


def test_the_picture_belongs_to_the_view():
    space = make_space(60)
    space.map("pca"), space.map("t-sne")
    view = {"color": "genres", "left": {"space": 0, "layout": "pca"}, "selection": [1, 2]}
    described = Description(space)
    (ax,) = still(described, view).axes
    assert ax.get_legend().get_title().get_text() == "genres"
    drawn = np.vstack([points.get_offsets() for points in ax.collections])
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(space.map("pca"), axis=0), rtol=1e-6)
    opacity = np.concatenate([points.get_alpha() for points in ax.collections])
    assert (opacity == 0.5).sum() == 2
    assert "by pca, space, colored by genres." in words(described, view)
    assert "by t-sne, space." in words(described)


def test_only_what_the_picture_shows_makes_another_one():
    view = {"color": "genres", "left": {"space": 0, "layout": "pca", "camera": None}}
    moved = {**view, "left": {**view["left"], "camera": {"x": 1}}, "tab": "axes"}
    assert seen(view) == seen(moved)
    assert seen(view) != seen({**view, "color": "year"})


@pytest.mark.parametrize(
    "view",
    [{"left": {"space": 7, "layout": "gone"}}, {"color": "gone"}, {"left": None, "selection": []}],
)
def test_what_the_view_names_and_is_not_there_is_left_out(view):
    assert len(still(Description(make_space()), view).axes) == 1
