"""The explorer under fingers, on a telephone."""

import numpy as np
import pytest

from tests.tools.explorer_page import open_page
from tests.tools.spaces import make_space


@pytest.fixture
def page_options():
    return {"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 800}}


@pytest.fixture
def view(page, tmp_path):
    return open_page(page, tmp_path, make_space(200))


@pytest.fixture
def touch(view):
    """Touch the map at [(x, y)], one finger each: "touchStart", "touchMove" or "touchEnd"."""
    session = view.page.context.new_cdp_session(view.page)
    view.map.scroll_into_view_if_needed()
    box = view.map.bounding_box()

    def send(kind, places):
        points = [
            {"x": box["x"] + x, "y": box["y"] + y, "id": finger}
            for finger, (x, y) in enumerate(places)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


def test_one_finger_moves_the_map(view, touch):
    before = np.array(view.screen_of(60))
    touch("touchStart", [(100, 100)])
    touch("touchMove", [(110, 130)])
    touch("touchMove", [(130, 180)])
    touch("touchEnd", [])
    np.testing.assert_allclose(view.screen_of(60), before + (30, 80), atol=1)
    assert view.data("picked") == "-1"


def test_two_fingers_zoom_where_they_are(view, touch):
    start, end = [(100, 100), (200, 150)], [(60, 120), (260, 220)]
    before = np.array([view.screen_of(row) for row in (20, 90)])
    touch("touchStart", start[:1])
    touch("touchStart", start)
    touch("touchMove", [(80, 110), (230, 185)])
    touch("touchMove", end)
    touch("touchEnd", end[:1])
    touch("touchMove", [(20, 20)])  # the finger that stays on moves nothing
    touch("touchEnd", [])
    expected = np.add(end[0], 2 * (before - start[0]))
    after = np.array([view.screen_of(row) for row in (20, 90)])
    np.testing.assert_allclose(after, expected, atol=1)
    assert view.data("picked") == "-1"


def test_a_tap_picks_what_is_near_the_finger(view, touch):
    x, y = view.screen_of(60)
    touch("touchStart", [(x, y)])
    touch("touchEnd", [])
    picked = int(view.data("picked"))
    assert np.hypot(*np.subtract(view.screen_of(picked), (x, y))) <= 1


def test_one_finger_draws_a_lasso_and_a_second_one_drops_it(view, touch):
    controls = view.page.get_by_role("button", name="Controls")
    controls.tap()
    view.page.get_by_label("select by lasso").check()
    controls.tap()
    touch("touchStart", [(60, 60)])
    for place in [(300, 60), (300, 260), (60, 260)]:
        touch("touchMove", [place])
    touch("touchEnd", [])
    places = np.array([view.screen_of(row) for row in range(200)])
    inside = ((places > 60) & (places < (300, 260))).all(axis=1)
    assert 5 < inside.sum() < 200
    assert view.selection() == np.flatnonzero(inside).tolist()
    touch("touchStart", [(60, 60)])
    touch("touchMove", [(90, 90)])
    touch("touchStart", [(90, 90), (200, 200)])
    touch("touchEnd", [])
    assert view.selection() == np.flatnonzero(inside).tolist()
