"""The explorer as a page of its own, in a real browser: what it finds, selects and compares."""

import numpy as np
import pytest

from tests.tools.explorer_page import (
    N,
    drag,
    find,
    lower_bound,
    open_page,
    open_tab,
    settled,
    table_rows,
)
from utils.space.embedding_space import EmbeddingSpace
from utils.space.similarity import MEASURES, top_k

# Neighbors


def test_search_then_neighbors_by_each_measure_as_numpy_finds_them(view, space):
    find(view, "MÓVIE 41")
    assert view.data("picked") == "41"
    for measure in MEASURES:
        view.page.get_by_label("Measure").select_option(measure)
        expected = space.neighbors(41, 10, measure)
        assert table_rows(view, f"10 nearest, by {measure}") == expected.index.tolist()
        first = view.page.locator(".ee-results tbody tr").first.locator("td").nth(1)
        assert float(first.inner_text()) == pytest.approx(expected["score"].iloc[0], rel=5e-3)


def test_arrow_keys_choose_in_the_list(view):
    box = view.page.get_by_role("combobox", name="Find")
    box.fill("movie 1")
    options = view.page.get_by_role("listbox", name="Titles found").get_by_role("option")
    assert options.count() == 12
    box.press("ArrowDown")
    chosen = options.nth(1)
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    row = chosen.get_attribute("data-row")
    box.press("Enter")
    assert view.data("picked") == row
    assert options.count() == 0


def test_the_caption_tells_where_the_map_misleads(view, space):
    find(view, "movie 50")
    near = space.neighbors(50, 10, "cosine").index
    xy = space.map()
    distances = np.linalg.norm(xy - xy[50], axis=1)
    distances[50] = np.inf
    agreed = len(set(near) & set(np.argsort(distances)[:10]))
    said = f"{agreed} of these 10 are among the 10 nearest on the map"
    assert said in view.caption()
    assert ("here it misleads" in view.caption()) == (agreed < 5)
    scores = space.vectors @ space.vectors[50] / np.linalg.norm(space.vectors, axis=1)
    only = sorted(set(np.argsort(distances)[:10]) - set(near), key=lambda row: scores[row])
    listed = view.page.get_by_role("list", name="Near on the map, farther").get_by_role("button")
    assert listed.all_inner_texts() == [space.table["title"][row] for row in only[:3]]
    listed.first.click()
    assert view.data("picked") == str(only[0])


def test_filters_leave_neighbors_among_what_is_shown(view, space):
    view.page.get_by_role("button", name="comedy").click()
    shown = np.array([g != ("comedy",) for g in space.table["genres"]])
    assert view.data("visible") == str(shown.sum())
    find(view, "movie 41")
    scores = np.where(shown, space.vectors @ space.vectors[41], -np.inf)
    scores[41] = -np.inf
    view.page.get_by_label("Measure").select_option("dot")
    assert table_rows(view, "10 nearest") == top_k(scores[None], 10)[0].tolist()
    least = view.page.get_by_label("Least ratings")
    least.fill("90")
    bound = lower_bound(least)
    assert view.data("visible") == str((shown & (space.table["ratings"] >= bound)).sum())


# Hover and selection


def test_hover_finds_the_point_and_a_click_asks_for_it(view):
    x, y = view.screen_of(60)
    view.map.hover(position={"x": x, "y": y})
    row = int(view.data("hover"))
    assert np.hypot(*np.subtract(view.screen_of(row), (x, y))) <= 1
    view.map.click(position={"x": x, "y": y})
    assert view.data("picked") == str(row)


@pytest.mark.parametrize("tool", ["select a box", "select by lasso"])
def test_what_lies_inside_is_selected(view, tool):
    view.page.get_by_label(tool).check()
    corners = [(200, 150), (500, 150), (500, 350), (200, 350)]
    drag(view, [corners[0], corners[2]] if "box" in tool else [*corners, (200, 152)])
    places = np.array([view.screen_of(row) for row in range(N)])
    inside = ((places > (200, 150)) & (places < (500, 350))).all(axis=1)
    assert 5 < inside.sum() < N
    assert view.selection() == np.flatnonzero(inside).tolist()
    assert f"{inside.sum()} selected" in view.caption()


def test_the_mean_of_a_selection_and_what_it_has_in_common(view, space):
    comedies = [row for row in range(N) if row % 3 == 0]
    view.set({"selection": comedies, "tab": "selection"})
    common = view.page.get_by_role("list", name="More frequent here than elsewhere")
    assert "genres: comedy: 100 of 100" in common.inner_text()
    view.page.get_by_role("button", name="nearest to the mean").click()
    mean = space.vectors[comedies].mean(axis=0)
    expected = space.neighbors(mean, 10, "cosine").index.tolist()
    assert table_rows(view, "10 nearest") == expected


def test_arithmetic(view, space):
    for title, button in [("movie 40", "+ add"), ("movie 50", "− subtract"), ("movie 60", "+ add")]:
        find(view, title)
        view.page.get_by_text(button, exact=True).click()
    open_tab(view, "Axes")
    view.page.get_by_role("button", name="nearest to the sum").click()
    query = space.vectors[40] - space.vectors[50] + space.vectors[60]
    near = [r for r in space.neighbors(query, 20).index if r not in (40, 50, 60)]
    assert table_rows(view, "10 nearest") == near[:10]


def test_points_are_laid_along_an_axis(view, space):
    for title, button in [("movie 40", "axis from"), ("movie 50", "axis to")]:
        find(view, title)
        view.page.get_by_text(button, exact=True).click()
    open_tab(view, "Axes")
    view.page.get_by_role("button", name="lay the points along it").click()
    settled(view)
    assert "along from “movie 40” to “movie 50”" in view.caption()
    axis = space.vectors[50] - space.vectors[40]
    cosine = space.vectors @ axis / np.linalg.norm(space.vectors, axis=1)
    xs = [view.screen_of(row)[0] for row in range(N)]
    np.testing.assert_array_equal(np.argsort(xs)[[0, -1]], np.argsort(cosine)[[0, -1]])
    assert np.corrcoef(xs, cosine)[0, 1] > 0.9999


def test_a_named_axis_is_chosen_from_a_list(page, space, tmp_path):
    probe = np.random.default_rng(1).normal(size=8)
    spaces = {"plain": space, "bent": EmbeddingSpace(space.vectors[:, ::-1], space.table)}
    view = open_page(page, tmp_path, spaces, axes={"older <b> newer": probe})
    open_tab(view, "Axes")
    view.set({"axis": {"from": [1], "to": [2]}, "right": {"space": 1, "layout": "axis"}})
    assert view.state("right")["layout"] == "axis"
    view.page.get_by_role("combobox", name="Axis", exact=True).select_option("older <b> newer")
    assert view.state("right")["layout"] == "pca"  # the other space has no such direction
    settled(view)
    assert "plain: along older <b> newer" in view.caption()
    cosine = space.vectors @ probe / np.linalg.norm(space.vectors, axis=1)
    xs = [view.screen_of(row)[0] for row in range(N)]
    assert np.corrcoef(xs, cosine)[0, 1] > 0.9999
    view.page.get_by_role("combobox", name="Axis", exact=True).select_option("from two sets")
    assert view.state("left")["layout"] == "pca"
