"""The re-ranking lab of lesson 08: its list, its prices, and its sliders at rest."""

import re

import numpy as np
import pytest
from scipy.sparse import csr_array

from utils.labs.reranking import K, Lists, reranking_lab

N_USERS, N_ITEMS, N_KINDS = 12, 90, 5
RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(N_USERS, N_ITEMS))
SCORES[:, -9:] = -np.inf
KINDS = np.eye(N_KINDS)[np.arange(N_ITEMS) % N_KINDS]
YEARS = 1950.0 + np.arange(N_ITEMS) // 2
TITLES = np.array([f"<b>{n}</b>" for n in range(N_ITEMS)])
HIDDEN = csr_array((np.argsort(np.argsort(-SCORES)) % 7 == 1).astype(float))


@pytest.fixture(scope="module")
def lists():
    return Lists(SCORES, KINDS, YEARS, HIDDEN)


@pytest.fixture
def lab():
    return reranking_lab(SCORES, KINDS, YEARS, TITLES, HIDDEN)


def test_measures_by_hand():
    hidden = csr_array([[1, 0, 0, 1], [0, 1, 0, 0]])
    kinds, years = np.array([[1, 0], [1, 0], [0, 1], [0, 0]]), np.array([2000, 2002, 2004, 2010])
    three = Lists(np.zeros((2, 4)), kinds, years, hidden)
    # Found 1 of 2 and 1 of 1; alike: one pair of three in the first list, none in the second.
    measures = three.measures(np.array([[0, 1, 2], [1, 2, 3]]))
    np.testing.assert_allclose(measures, (0.75, 1 / 6, 12022 / 6))


def test_without_a_wish_the_list_is_by_score(lists):
    np.testing.assert_array_equal(lists.ranked(1.0, 0.0, 5), np.argsort(-SCORES)[:, :K])


def test_diversity_makes_lists_less_alike_and_freshness_newer(lists):
    plain, diverse, fresh = (
        lists.measures(lists.ranked(*wish, 5)) for wish in ((1.0, 0.0), (0.3, 0.0), (1.0, 4.0))
    )
    assert diverse[1] < plain[1] and fresh[2] > plain[2] + 5


def test_what_is_no_candidate_is_never_in_a_list(lists):
    assert lists.ranked(0.5, 4.0, 20).max() < N_ITEMS - 9


def test_the_table_shows_both_lists_and_where_a_title_was(lab):
    lab.controls["person"].value = 3
    rows = re.findall(r"<tr>(.*?)</tr>", lab.tables, flags=re.S)
    cells = [re.findall(r"<td>(.*?)</td>", row, flags=re.S) for row in rows]
    before = np.argsort(-SCORES[3])[:K]
    assert len(cells) == K
    assert [cell[1] for cell in cells] == [f"&lt;b&gt;{item}&lt;/b&gt;" for item in before]
    for _, _, after, place in cells:
        number = int(re.search(r"\d+", after)[0])
        place_before = np.flatnonzero(before == number)
        assert place == (str(place_before[0] + 1) if len(place_before) else "none")


def test_wishes_at_rest_change_nothing(lab):
    lab.controls["trade_off"].value, lab.controls["weight"].value = 1, 0
    assert "person 0 gets 0 other movies" in lab.caption
    for old, new in re.findall(r"([\d.]+) → ([\d.]+) \(", lab.caption):
        assert old == new


def test_each_wish_alone_is_told_beside_both(lab, lists):
    lab.controls["trade_off"].value, lab.controls["weight"].value = 0.5, 3
    alone = [lists.measures(lists.ranked(*wish, 5))[0] for wish in ((0.5, 0.0), (1.0, 3.0))]
    expected = "diversity alone {:.3f}, freshness alone {:.3f}".format(*alone)
    assert expected in lab.caption
    recall = lab.figure.axes[0]
    assert recall.lines[1].get_xdata()[1:3] == pytest.approx(alone)


def test_the_axis_of_years_holds_what_the_knobs_reach_and_hardly_more(lab):
    first, last = lab.figure.axes[-1].get_xlim()
    reached = []
    for weight in (0, 4):
        for half_life in lab.controls["half_life"].options:
            lab.controls["weight"].value, lab.controls["half_life"].value = weight, half_life
            reached += list(lab.figure.axes[-1].lines[1].get_xdata())
    assert first < min(reached) and max(reached) < last
    assert max(reached) - min(reached) > 0.5 * (last - first)
