"""Ids become indices, ratings a matrix; what cannot be a rating is refused by name."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.crowds import interactions
from utils.data.interactions import Interactions


def test_ids_become_indices_in_any_order():
    data = interactions([(9, 70, 4.0, 1), (5, 30, 2.0, 2), (9, 30, 5.0, 3)])
    assert data.user_ids.tolist() == [5, 9]
    assert data.item_ids.tolist() == [30, 70]
    assert data.matrix().toarray().tolist() == [[2, 0], [5, 4]]
    assert data.item_counts.tolist() == [2, 1]
    assert data.item_index([70, 30]).tolist() == [1, 0]


def test_an_unknown_id_is_named():
    data = interactions([(9, 70, 4.0, 1)])
    with pytest.raises(KeyError, match="no item with id 71"):
        data.item_index([70, 71])


def test_a_rating_of_zero_is_stored():
    data = interactions([(9, 70, 0.0, 1), (5, 30, 2.0, 2)])
    assert data.matrix().nnz == 2
    assert data.item_counts.tolist() == [1, 1]


def table(**changed):
    columns = {"user_id": [1, 1, 2], "item_id": [7, 8, 7], "rating": [1.0, 2, 3]}
    columns |= {"timestamp": [10, 20, 30], **changed}
    return pd.DataFrame(columns, index=[2, 3, 5])


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"item_id": [7, 7, 7]}, "user 1 has item 7 twice, in rows 2 and 3 of the table"),
        ({"user_id": [1, None, 2]}, "user_id in row 3 of the table is nan, which is missing"),
        ({"user_id": [1, "1", 2]}, "user_id holds int and str: make all of them one"),
        ({"rating": [1, np.nan, 2]}, "rating in row 3 of the table is nan"),
        ({"rating": [1, 2, -np.inf]}, "rating in row 5 of the table is -inf"),
        ({"rating": [1, 2, 1e300]}, r"rating in row 5 of the table is 1e\+300"),
        ({"rating": ["1", "2", "3"]}, "rating is of type str: give a finite number"),
        ({"timestamp": [1, 2.5, 3]}, "timestamp in row 3 of the table is 2.5, .* whole seconds"),
        ({"timestamp": pd.to_datetime([1, 2, 3])}, "timestamp is of type datetime64"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow")
def test_what_cannot_be_a_rating_is_refused(changed, what):
    with pytest.raises(ValueError, match=what):
        Interactions.from_ratings(table(**changed))


def test_a_column_that_is_missing_or_there_twice_is_named():
    with pytest.raises(ValueError, match="needs one column 'rating'; its columns are: user_id"):
        Interactions.from_ratings(table().drop(columns="rating"))
    with pytest.raises(ValueError, match="needs one column 'rating'"):
        Interactions.from_ratings(pd.concat([table(), table()[["rating"]]], axis=1))


def test_texts_and_nullable_numbers_will_do():
    data = Interactions.from_ratings(
        table(
            user_id=["b", "b", "a"], rating=pd.array([1, 2, 3], "Int8"), timestamp=[1.0, 2.0, 3.0]
        )
    )
    assert data.users.tolist() == [1, 1, 0]
    assert data.ratings.tolist() == [1, 2, 3]
    assert Interactions.from_ratings(table().iloc[:0]).n_users == 0
