"""The lab of lesson 02: its table is what the loss asks for, by either method."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.labs.factorization import factorization_lab, factorize, groups_of

NAN = np.nan
STRANGERS = np.array(
    [[5, 4, NAN, NAN, NAN], [4, 5, NAN, NAN, NAN], [NAN, NAN, 5, 4, NAN], [NAN, NAN, NAN, 5, 4]]
)
RATED = ~np.isnan(STRANGERS)
METHODS = ("gradient descent", "WALS")
PEOPLE, FILMS = ["Ann", "Bob", "Cho", "Dov"], ["w 0", "w 1", "m 0", "m 1", "m 2"]


def loss(A, U, V, l2, gravity):
    scores = U @ V.T
    seen = np.nansum((A - scores) ** 2)
    return seen + gravity * (scores**2).sum() + l2 * ((U**2).sum() + (V**2).sum())


def make_lab():
    return factorization_lab(STRANGERS, PEOPLE, FILMS)


def test_one_rating_is_pulled_to_where_its_loss_is_least():
    # (4 − s)² + s² has its minimum at s = 2; L2 of 1 moves (4 − uv)² + u² + v² from 4 to 3.
    one = np.array([[4.0]])
    for method in METHODS:
        for l2, gravity, score in ((0, 0, 4), (0, 1, 2), (1, 0, 3)):
            U, V = factorize(one, dim=1, l2=l2, gravity=gravity, steps=300, method=method)
            assert (U @ V.T).item() == pytest.approx(score, abs=0.01)


@given(
    l2=st.floats(0, 2),
    gravity=st.floats(0, 1),
    dim=st.integers(1, 4),
    method=st.sampled_from(METHODS),
)
@settings(deadline=None, max_examples=40)
def test_every_setting_of_the_sliders_lowers_the_loss(l2, gravity, dim, method):
    losses = [
        loss(STRANGERS, *factorize(STRANGERS, dim, l2, gravity, steps, method), l2, gravity)
        for steps in (0, 1, 10, 100, 300)
    ]
    assert np.all(np.diff(losses) <= 1e-6 * losses[0])


@pytest.mark.parametrize("method", METHODS)
def test_gravity_separates_strangers_and_costs_what_was_seen(method):
    def scores(gravity):
        U, V = factorize(STRANGERS, 2, 0, gravity, 300, method)
        return U @ V.T

    free, pulled = scores(0), scores(0.3)
    assert np.abs(free[:2, 2:]).max() > 2
    assert np.abs(pulled[:2, 2:]).max() < 0.2
    assert np.abs(free - STRANGERS)[RATED].max() < 0.1
    assert np.abs(pulled - STRANGERS)[RATED].mean() > 1


def test_a_move_changes_the_picture_and_its_words():
    lab = make_lab()
    before, words = lab.picture.value, lab.caption
    assert words.startswith("300 steps of gradient descent, 2 dimensions, L2 0, gravity 0.")
    lab.controls["gravity"].value = 0.3
    assert lab.picture.value != before
    assert "gravity 0.3. The 8 rated cells, outlined, are missed by 1.20 stars" in lab.caption


def test_the_cells_between_groups_are_told_apart_and_never_as_minus_zero():
    lab = make_lab()
    lab.controls["gravity"].value = 1.0
    U, V = factorize(STRANGERS, 2, 0, 1.0, 300, METHODS[0])
    scores = U @ V.T
    empty, between = ~RATED, np.zeros((4, 5), bool)
    between[:2, 2:] = between[2:, :2] = True
    for name, cells in (("between the groups", between & empty), ("ones get", empty & ~between)):
        low, high = scores[cells].min().round(1) + 0, scores[cells].max().round(1) + 0
        assert (name in lab.caption) == cells.any()
        assert not cells.any() or f"{low} to {high} stars" in lab.caption
    assert "-0.0" not in lab.caption
    assert not any("-0.0" in text.get_text() for text in lab.figure.axes[0].texts)


def test_what_hangs_together_is_a_group_by_hand():
    observed = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0]], bool)
    rows, columns = np.split(groups_of(observed), [3])
    assert rows[0] == rows[2] == columns[0] != rows[1] == columns[1]
    assert columns[2] not in rows


def test_the_table_shows_each_score_and_each_rating():
    texts = [text.get_text() for text in make_lab().figure.axes[0].texts]
    U, V = factorize(STRANGERS, 2, 0, 0, 300, METHODS[0])
    assert [float(text.split("\n")[0]) for text in texts] == (U @ V.T).round(1).ravel().tolist()
    assert [text.partition("rated ")[2] for text in texts if "rated" in text] == list("54455454")


def test_a_full_table_has_no_words_about_empty_cells():
    lab = factorization_lab([[3.0, 4.0], [1.0, 2.0]], ["a", "b"], ["c", "d"])
    assert lab.caption.endswith("stars on average.")


def test_names_that_do_not_fit_and_a_table_without_ratings_are_refused():
    with pytest.raises(ValueError, match=r"shape \(4, 5\).*3 users and 5 movies"):
        factorization_lab(STRANGERS, PEOPLE[:3], FILMS)
    with pytest.raises(ValueError, match="no cell of the table is rated"):
        factorization_lab(np.full((4, 5), NAN), PEOPLE, FILMS)
