"""The explorer with several spaces, over time, and with a vector of your own."""

import json

import numpy as np
import pytest

from tests.tools.explorer_page import N, drag, find, open_page, open_tab, settled, table_rows
from utils.space.embedding_space import EmbeddingSpace
from utils.space.similarity import top_k

YOU = """() => {
    const [left] = document.querySelector('#explorer').explorer.panes;
    const { x, y } = left.marks().find(mark => mark.kind === 'you');
    return [x, y];
}"""


# Several spaces


@pytest.fixture
def pair(page, space, tmp_path):
    other = EmbeddingSpace(space.vectors * [3, 1, 1, 1, 1, 1, 0.1, 0.1], space.table)
    return open_page(page, tmp_path, {"plain": space, "bent": other}), other


def test_two_spaces_share_query_and_selection_and_say_how_much_they_agree(pair, space):
    view, other = pair
    find(view, "movie 41")
    expected = [s.neighbors(41, 10, "cosine").index.tolist() for s in (space, other)]
    assert json.loads(view.data("results")) == expected
    shared = len(set(expected[0]) & set(expected[1]))
    view.page.wait_for_selector("#explorer:not([data-agreement=''])")
    assert f"The two spaces share {shared} of these 10." in view.caption()
    lists = [[set(s.neighbors(r, 10).index) for r in range(0, N, 2)] for s in (space, other)]
    mean = np.mean([len(a & b) / 10 for a, b in zip(*lists, strict=True)])
    assert float(view.data("agreement")) == pytest.approx(mean, abs=1e-3)
    open_tab(view, "Compare")
    apart = view.page.get_by_role("list", name="They disagree most").get_by_role("listitem")
    both = np.array([len(a & b) for a, b in zip(*lists, strict=True)])
    least = 2 * np.argsort(both, kind="stable")[:5]
    assert apart.all_inner_texts() == [f"movie {r} {both[r // 2]} of 10" for r in least]
    view.page.get_by_label("select a box").check()
    drag(view, [(100, 100), (300, 300)])
    assert len(view.selection()) > 5
    colors = "document.querySelector('#explorer').explorer.colors"
    assert view.page.evaluate(f"new Set({colors}).size") == 4  # two genres, selected and pale


def test_what_the_keys_announce_is_not_said_over_when_the_agreement_comes(pair):
    view, _ = pair
    view.page.wait_for_selector("#explorer:not([data-agreement=''])")
    app = "document.querySelector('#explorer').explorer"
    view.page.evaluate(f"() => {{ {app}.store.set({{ k: 5 }}); {app}.announce(33); }}")
    view.page.wait_for_selector("#explorer:not([data-agreement=''])")
    assert view.caption() == "At “movie 33”."


def test_a_slider_moves_through_time(page, space, tmp_path):
    times = {f"epoch {t}": EmbeddingSpace(space.vectors * (t + 1), space.table) for t in range(3)}
    view = open_page(page, tmp_path, times, epochs=True)
    spread = np.ptp([view.screen_of(row) for row in range(N)], axis=0)
    view.page.get_by_label("Time").fill("0")
    assert view.state("left")["space"] == 0
    assert view.page.get_by_label("Time").get_attribute("aria-valuetext") == "epoch 0"
    settled(view)
    early = np.ptp([view.screen_of(row) for row in range(N)], axis=0)
    np.testing.assert_allclose(early, spread / 3, atol=1)


# You


def test_ratings_become_a_vector_with_its_reasons(view, space):
    for title, stars in [("movie 40", "5"), ("movie 50", "2")]:
        find(view, title)
        view.page.get_by_label("your rating", exact=True).select_option(stars)
    V, Y = space.vectors.astype(float), space.vectors[[40, 50]].astype(float)
    A = V.T @ V + 4 * Y.T @ Y + 2 * np.eye(8)
    u = np.linalg.solve(A, 5 * Y.T @ [1, 0.25])
    scores = V @ u
    scores[[40, 50]] = -np.inf
    rows = top_k(scores[None], 10)[0]
    assert table_rows(view, "10 nearest, by dot") == rows.tolist()
    cells = view.page.locator(".ee-results tbody tr").first.locator("td").all_inner_texts()
    terms = 5 * np.array([1, 0.25]) * (Y @ np.linalg.solve(A, V[rows[0]]))
    for row, term in zip((40, 50), terms, strict=True):
        assert f"movie {row}" in cells[2]
        assert f"{abs(term):.2g}"[:4] in cells[2]


def test_your_vector_moves_on_a_linear_map_as_you_rate(view, space):
    V = space.vectors.astype(float)
    xy, middle = space.map("pca"), V.mean(axis=0)
    plane = np.linalg.lstsq(V - middle, xy, rcond=None)[0]
    seen = []
    for stars in "1", "5":
        find(view, "movie 40")
        view.page.get_by_label("your rating", exact=True).select_option(stars)
        find(view, "movie 50")
        view.page.get_by_label("your rating", exact=True).select_option("4")
        Y, targets = V[[40, 50]], [(int(stars) - 1) / 4, 0.75]
        u = np.linalg.solve(V.T @ V + 4 * Y.T @ Y + 2 * np.eye(8), 5 * Y.T @ targets)
        u *= np.linalg.norm(V, axis=1).mean() / np.linalg.norm(u)
        you = view.page.evaluate(YOU)
        # Three rows fix how places on the map become pixels.
        pixels = np.array([view.screen_of(row) for row in (1, 2, 3)])
        frame = np.linalg.solve(np.c_[xy[[1, 2, 3]], np.ones(3)], pixels)
        assert you == pytest.approx(list(np.append((u - middle) @ plane, 1) @ frame), abs=2)
        seen.append(you)
    assert np.hypot(*np.subtract(*seen)) > 5
