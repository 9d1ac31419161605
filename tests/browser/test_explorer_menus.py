"""The explorer's menus and larger views: filters, full screen, play, parts, clusters."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.explorer_page import N, open_page, open_tab
from utils.space.clusters import clusters
from utils.space.embedding_space import EmbeddingSpace


def menu(view, name):
    view.page.locator("summary", has_text=name).click()


# Filter


def test_any_column_filters_and_what_is_left_can_be_selected(view, space):
    menu(view, "Filter")
    view.page.get_by_role("combobox", name="Column").select_option("genres")
    view.page.get_by_role("textbox", name="holds").fill("COMEDY")
    expected = [row for row in range(N) if "comedy" in space.table["genres"][row]]
    assert view.data("visible") == str(len(expected))
    view.page.get_by_role("button", name="select what is left").click()
    assert view.selection() == expected
    view.page.get_by_role("button", name="Take the filter of genres away").click()
    assert view.data("visible") == str(N)


def test_a_slider_of_numbers_filters_and_the_menu_closes_by_escape(view, space):
    menu(view, "Filter")
    view.page.get_by_role("combobox", name="Column").select_option("year")
    slider = view.page.get_by_role("slider", name="from")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    least = int(slider.get_attribute("aria-valuetext"))
    assert least > space.table["year"].min()
    assert view.data("visible") == str((space.table["year"] >= least).sum())
    slider.press("Escape")
    assert not view.page.get_by_role("button", name="clear all filters").is_visible()
    summary = view.page.locator("summary", has_text="Filter")
    assert summary.inner_text() == "Filter (1)"
    assert summary.evaluate("one => one === document.activeElement")


# Full screen


def test_full_screen_fills_the_screen_and_comes_back(view):
    before = view.map.bounding_box()["height"]
    view.page.get_by_role("button", name="Full screen").click()
    view.page.wait_for_function("() => document.fullscreenElement?.id === 'explorer'")
    view.page.wait_for_function(
        "least => document.querySelector('.ee-top').getBoundingClientRect().height > least",
        arg=before,
    )
    view.page.get_by_role("button", name="Full screen").click()
    view.page.wait_for_function("() => !document.fullscreenElement")


# Play


@pytest.fixture
def epochs(page, space, tmp_path):
    spaces = {f"epoch {i}": EmbeddingSpace(space.vectors * (i + 1), space.table) for i in range(3)}
    return open_page(page, tmp_path, spaces, epochs=True)


def test_play_goes_from_the_first_epoch_to_the_last_and_stops(epochs):
    button = epochs.page.get_by_role("button", name="Play")
    button.click()
    assert epochs.state("left")["space"] == 0
    epochs.page.wait_for_function(
        "() => document.querySelector('#explorer').explorer.store.state.left.space === 2"
    )
    button.wait_for()
    slider = epochs.page.get_by_label("Time")
    assert slider.get_attribute("aria-valuetext") == "epoch 2"


# Parts and clusters in a page without a kernel


def test_a_part_is_isolated_scored_and_let_go_again(view):
    whole = view.state("left")["layout"]
    view.set({"selection": list(range(0, 60, 2))})
    menu(view, "Maps")
    view.page.get_by_role("button", name="isolate the 30 selected").click()
    assert (view.data("visible"), view.state("left")["layout"]) == ("30", "part")
    view.page.locator("[data-side=left] .ee-score", has_text="keeps").wait_for()
    assert view.page.get_by_role("button", name="make a t-SNE map").count() == 0
    view.page.get_by_role("button", name="show all again").click()
    assert (view.data("visible"), view.state("left")["layout"]) == (str(N), whole)


def test_the_score_beside_a_map_and_the_color_of_each_row_are_those_of_numpy(view, space):
    xy = space.map("pca")
    near = [set(space.neighbors(row, 10).index) for row in range(N)]
    gaps = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    onmap = gaps.argsort(axis=1, kind="stable")[:, :10]
    kept = np.array([len(near[row] & set(onmap[row])) / 10 for row in range(N)])
    menu(view, "Maps")
    view.page.get_by_role("button", name="color by the neighbors that the map keeps").click()
    name = "neighbors kept by the PCA map"
    view.page.wait_for_function(
        "name => document.querySelector('#explorer').explorer.store.state.color === name", arg=name
    )
    values = view.page.evaluate(
        "name => [...document.querySelector('#explorer').explorer.data.columns"
        ".find(column => column.name === name).values]",
        name,
    )
    np.testing.assert_allclose(values, kept, atol=1e-6)
    score = view.page.locator("[data-side=left] .ee-score", has_text="keeps")
    said = score.inner_text()  # waits for it
    assert float(said.split()[2]) == pytest.approx(100 * kept.mean(), abs=3)


def test_a_cluster_is_selected_by_its_name(page, tmp_path):
    rng = np.random.default_rng(0)
    vectors = np.repeat(np.eye(6)[:2], 30, axis=0) + rng.normal(0, 0.02, (60, 6))
    kinds = [f"<b>{kind}</b>" for kind in np.repeat(["east", "west"], 30)]
    table = {"title": [f"t{row}" for row in range(60)], "kind": kinds}
    space = EmbeddingSpace(vectors, pd.DataFrame(table))
    view = open_page(page, tmp_path, space, clusters=clusters(space))
    open_tab(view, "Clusters")
    view.page.get_by_role("button", name="Select kind: <b>west</b>").click()
    assert view.selection() == list(range(30, 60))
    view.page.get_by_role("button", name="color by them").click()
    assert view.state("color") == "cluster"
