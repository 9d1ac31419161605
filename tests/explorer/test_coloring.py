"""The still picture's colors: which row has which level."""

import numpy as np
import pandas as pd
import pytest

from utils.explorer.coloring import MISSING, OTHERS, coloring
from utils.explorer.description import Description
from utils.space.embedding_space import EmbeddingSpace


def levels_of(values, name="x"):
    table = pd.DataFrame({"title": ["t"] * len(values), name: values})
    found = coloring(Description(EmbeddingSpace(np.eye(len(values)), table)), name)
    return [found.levels[level][0] for level in found.of]


def test_a_row_has_its_first_class_and_the_rare_ones_are_the_others():
    many = [*"aabbccddeeff", "g", None]
    assert levels_of(many) == [*many[:12], OTHERS, MISSING]
    assert levels_of([("war", "drama"), ("drama",), ()]) == ["war", "drama", MISSING]


def test_numbers_come_in_fifths_and_dates_are_written_as_days():
    assert levels_of([*np.arange(100) / 2])[::20] == ["below 9.9"] + [
        f"from {bound}" for bound in ("9.9", "19.8", "29.7", "39.6")
    ]
    days = pd.to_datetime([f"2020-01-{day:02}" for day in range(1, 11)])
    assert levels_of(days)[0] == "below 2020-01-02"
    assert levels_of([0.5, np.nan, 0.5]) == ["from 0.5", MISSING, "from 0.5"]


@pytest.mark.parametrize("name", [None, "gone", "title"])
def test_what_is_no_column_of_classes_or_numbers_colors_nothing(name):
    table = pd.DataFrame({"title": ["a", "b"]})
    assert coloring(Description(EmbeddingSpace(np.eye(2), table)), name) is None
