"""The search box of the labs: titles in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.frame.search import N_SHOWN, TitleSearch, matching, plain, shortened

TITLES = [
    "Amélie",
    "<img src=x onerror=alert(1)>",
    'The "Best" & Worst',
    "Matrix, The (1999)",
    "Señor $5 and $9",
]


@pytest.mark.parametrize(
    "typed, row",
    [
        ("amelie", 0),
        ("AMÉL", 0),
        ("<img", 1),
        ('"best" &', 2),
        ("the matrix", 3),
        ("senor $9", 4),
    ],
)
def test_part_of_a_title_is_found_in_any_case_accent_and_order(typed, row):
    assert matching([plain(title) for title in TITLES], typed) == [row]


@given(st.text(), st.data())
def test_every_part_of_a_title_finds_it(title, data):
    start = data.draw(st.integers(0, len(title)))
    stop = data.draw(st.integers(start, len(title)))
    assert matching([plain(title)], title[start:stop].casefold()) == [0]


def test_of_many_matches_the_best_known_are_listed():
    search = TitleSearch([f"Movie {n}" for n in range(30)], range(30), 0)
    search.text.value = "movie"
    assert [row for _, row in search.found.options] == list(range(29, 29 - N_SHOWN, -1))
    assert search.status.value.count("matches: 30, the best known") == 1


def test_typing_chooses_the_best_known_match_and_another_can_be_chosen():
    search = TitleSearch(TITLES, [9, 50, 1, 20, 0], 0)
    search.text.value = "e"
    assert search.value == 1
    search.found.value = 2
    assert search.value == 2


def test_the_choice_stays_while_nothing_matches():
    search = TitleSearch(TITLES, [9, 50, 1, 20, 0], 0)
    search.text.value = "<b>zz"
    assert search.value == 0 and search.found.options == ()
    assert "&lt;b&gt;zz" in search.status.value and "<b>" not in search.status.value


def test_what_is_cut_says_so():
    assert shortened("Casablanca", 10) == "Casablanca"
    assert shortened("Casa Blanca, the film", 6) == "Casa…"
