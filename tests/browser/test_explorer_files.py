"""What one takes away from the explorer: files that others can read, and a link that comes back."""

import csv
import io
import xml.etree.ElementTree as ElementTree

import matplotlib.image
import numpy as np
import pytest

from tests.tools.explorer_page import drag, find, open_page, open_tab
from tests.tools.spaces import make_space
from utils.space.fold_in import FoldIn

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def space():
    return make_space(80, 4)


@pytest.fixture
def view(page, space, tmp_path):
    view = open_page(page, tmp_path, space, fold_in=FoldIn())
    view.page.get_by_text("Save", exact=True).click()
    return view


def saved(view, button):
    """The bytes of the file that a button saves."""
    with view.page.expect_download() as download:
        view.page.get_by_role("button", name=button).click()
    return download.value.path().read_bytes()


def test_csv_holds_the_selection_as_it_is(view, space):
    view.set({"selection": [0, 3, 40]})
    lines = list(csv.DictReader(io.StringIO(saved(view, "as CSV").decode(), newline="")))
    assert [line["title"] for line in lines] == space.table["title"].iloc[[0, 3, 40]].tolist()
    assert [int(line["row"]) for line in lines] == [0, 3, 40]
    assert [int(line["ratings"]) for line in lines] == space.table["ratings"][[0, 3, 40]].tolist()


def test_csv_holds_what_was_found_when_nothing_is_selected(view, space):
    find(view, "movie 40")
    lines = list(csv.DictReader(io.StringIO(saved(view, "as CSV").decode(), newline="")))
    assert [int(line["row"]) for line in lines] == space.neighbors(40).index.tolist()


def test_png_is_the_picture_in_its_colors_with_legend_and_caption(view):
    picture = matplotlib.image.imread(io.BytesIO(saved(view, "as PNG")))[..., :3]
    box = view.map.bounding_box()
    assert picture.shape[1] == pytest.approx(box["width"] + 24, abs=2)
    assert picture.shape[0] > box["height"] + 60
    swatch = view.page.locator(".ee-legend .ee-swatch").first
    color = swatch.evaluate("e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number)")
    below = picture[int(box["height"]) + 32 :]
    assert (np.abs(below - np.divide(color, 255)) < 0.01).all(axis=2).sum() > 50
    written = (below < 0.5).all(axis=2)
    assert written[-40:].any()


def svg_texts(tree):
    return ["".join(node.itertext()).strip("\u2068\u2069") for node in tree.iter(f"{SVG}text")]


def test_svg_has_every_point_the_names_of_the_neighbors_and_what_is_shown(view, space):
    find(view, "movie 40")
    near = space.neighbors(40).index
    tree = ElementTree.fromstring(saved(view, "as SVG"))
    assert len(tree.findall(f".//{SVG}g[@class='points']/{SVG}circle")) == len(space)
    assert len(tree.findall(f".//{SVG}line")) == 10
    texts = svg_texts(tree)
    assert "movie 40" in texts
    assert f"1 movie {near[0]}" in texts or "1" in texts
    assert {"space: PCA map", "comedy 27", "drama 53", "war 53"} <= set(texts)
    whole = " ".join(texts).replace("\u2068", "").replace("\u2069", "")
    assert "80 of 80 movies shown, colored by genres." in whole
    assert "by cosine" in whole
    assert "Measure: cosine." in whole


def test_svg_shows_both_views_and_only_what_is_visible(page, space, tmp_path):
    view = open_page(page, tmp_path, {"a": space, "b": space})
    page.get_by_role("button", name="comedy").click()
    page.get_by_text("Save", exact=True).click()
    tree = ElementTree.fromstring(saved(view, "as SVG"))
    views = tree.findall(f"{SVG}svg")
    points = [len(one.findall(f"{SVG}g[@class='points']/{SVG}circle")) for one in views]
    assert points == [53, 53]
    texts = svg_texts(tree)
    assert {"a: PCA map", "b: PCA map"} <= set(texts)
    assert "comedy 27" not in texts


def test_the_projector_pair_is_what_the_space_writes_itself(view, space, tmp_path):
    files = []
    view.page.on("download", lambda file: files.append(file))
    view.page.get_by_role("button", name="Projector").click()
    view.page.wait_for_timeout(500)
    texts = {file.suggested_filename: file.path().read_text() for file in files}
    vectors = np.loadtxt(io.StringIO(texts["vectors.tsv"]), delimiter="\t", dtype=np.float32)
    np.testing.assert_array_equal(vectors, space.vectors)
    space.to_projector(tmp_path)
    lines = (tmp_path / "metadata.tsv").read_text().splitlines()
    titles = [line.split("\t")[0] for line in texts["metadata.tsv"].splitlines()]
    assert titles == [line.split("\t")[0] for line in lines]


def test_a_link_brings_the_view_back(view, space):
    find(view, "movie 40")
    view.page.get_by_label("Measure").select_option("dot")
    view.page.get_by_role("button", name="comedy").click()
    view.page.get_by_label("Least ratings").fill("20")
    open_tab(view, "Compare")
    view.page.get_by_label("Second view").select_option("norm against ratings")
    view.page.get_by_label("select by lasso").check()
    drag(view, [(200, 100), (450, 120), (400, 380), (150, 300), (200, 102)])
    view.page.get_by_role("button", name="Zoom in").click()
    names = ["results", "measure", "picked", "selected", "visible", "query"]
    before = [view.data(name) for name in names]
    selected, place = view.selection(), view.screen_of(40)
    assert 3 < len(selected) < len(space)
    view.page.locator("summary", has_text="Save").click()
    view.page.get_by_role("button", name="link to this view").click()
    assert view.page.get_by_label("Link to this view").input_value() == view.page.url
    view.page.reload()
    view.page.wait_for_selector("#explorer[data-ready=true]")
    assert [view.data(name) for name in names] == before
    assert view.selection() == selected
    assert view.screen_of(40) == pytest.approx(place, abs=0.1)
    assert view.page.locator("[data-side=right]").is_visible()
    assert view.page.get_by_role("button", name="comedy").get_attribute("aria-pressed") == "false"


def test_a_link_brings_ratings_and_an_axis_back(view):
    view.map.click(position={"x": 2, "y": 2})
    view.set({"ratings": {"7": 4, "9": 1}, "query": "you", "axis": {"from": [8], "to": [20, 21]}})
    view.page.get_by_role("combobox", name="Map", exact=True).select_option("0:axis")
    before = view.data("results"), view.caption()
    view.page.locator("summary", has_text="Save").click()
    view.page.get_by_role("button", name="link to this view").click()
    view.page.reload()
    view.page.wait_for_selector("#explorer[data-ready=true]")
    assert (view.data("results"), view.caption()) == before


@pytest.mark.parametrize("end", ["#view=%7B%22sel", "#view=%22text%22", "#else"])
def test_a_link_that_was_cut_off_opens_the_page_at_its_start(view, end):
    view.page.goto(view.page.url + end)
    view.page.reload()
    view.page.wait_for_selector("#explorer[data-ready=true]")
    assert view.data("visible") == "80"
    assert view.data("picked") == "-1"
