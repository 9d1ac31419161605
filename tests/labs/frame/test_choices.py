"""Boxes to tick: one more is one more."""

import pytest

from utils.labs.frame.choices import Choices

GENRES = ["Comedy", "Drama", "War"]


def test_a_tick_leaves_the_others_and_the_order_is_that_of_the_options():
    choices, seen = Choices(GENRES, ["War"], "Genres"), []
    choices.observe(lambda change: seen.append(change.new), names="value")
    choices.boxes["Comedy"].value = True
    assert choices.value == ("Comedy", "War")
    choices.boxes["War"].value = False
    assert seen == [("Comedy", "War"), ("Comedy",)]


def test_a_name_that_is_no_option_is_refused():
    with pytest.raises(ValueError, match="'Western' is none of the Genres: Comedy, Drama, War"):
        Choices(GENRES, ["Western"], "Genres")
