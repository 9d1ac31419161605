"""The type in which a right answer reaches the lesson."""

import numpy as np
import pytest
from scipy import sparse

from utils.base.backend import tf
from utils.exercises.judge.form import cast, casting, form, has_form

ARRAY = np.array([[1.0, 0.0]])
CSR = sparse.csr_matrix(ARRAY)


@pytest.mark.parametrize(
    ("value", "model", "type_", "kind"),
    [
        ([[1, 2]], ARRAY, np.ndarray, "f"),
        (((1.0, 2.0),), ARRAY, np.ndarray, "f"),
        (tf.constant([[1.0, 2.0]]), ARRAY, np.ndarray, "f"),
        (sparse.coo_matrix([[1.0, 2.0]]), ARRAY, np.ndarray, "f"),
        (np.array([[1.0, 2.0]]).view(np.matrix), ARRAY, np.ndarray, "f"),
        ([[1, 0]], np.array([[True, False]]), np.ndarray, "b"),
        ([[1.0, 2.0]], np.array([[1, 2]]), np.ndarray, "i"),
        ([[1.0, 2.0]], CSR, sparse.csr_matrix, "f"),
        (sparse.coo_array([[1.0, 2.0]]), CSR, sparse.csr_matrix, "f"),
        (3, np.float64(1), np.float64, "f"),
        (np.array(3.0), np.float64(1), np.float64, "f"),
        (tf.constant(3.0), np.float64(1), np.float32, "f"),
        ([1, 0], tf.constant([True, False]), type(tf.constant(1)), "b"),
    ],
)
def test_any_container_is_cast_to_the_type_and_kind_of_the_model(value, model, type_, kind):
    got = cast(value, model)
    assert type(got) is type_
    assert has_form(got, model)
    np.testing.assert_array_equal(
        np.asarray(got.toarray() if sparse.issparse(got) else got, float),
        np.asarray(value.toarray() if sparse.issparse(value) else value, float),
    )
    assert np.dtype(got.dtype.as_numpy_dtype if tf.is_tensor(got) else got.dtype).kind == kind


def test_what_fits_is_not_touched():
    narrow = ARRAY.astype("float32")
    assert cast(narrow, ARRAY) is narrow
    assert cast(CSR, CSR) is CSR


def test_a_reference_may_give_plain_python_numbers():
    assert has_form(np.float64(2), 0.5)
    assert type(cast(2, 0.5)) is np.float64
    assert cast((1, 2), [3, 4]).tolist() == [1, 2]


def test_what_holds_no_numbers_stays_what_it_is():
    assert cast(None, ARRAY) is None


def test_a_casting_function_keeps_its_name_and_takes_names():
    def total(x, times=1):
        """Their sum."""
        return [sum(x) * times]

    answer = casting(total, np.array([1.0]))
    assert answer.__name__ == "total"
    assert answer([1, 2], times=2).tolist() == [6.0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([1], "a list"),
        ((1,), "a tuple"),
        (np.array([True]), "an array of bool"),
        (np.float64(2), "a number"),
        (True, "a number"),
        (CSR, "a csr_matrix"),
        (tf.constant([1.0]), "a tensor"),
    ],
)
def test_a_form_in_words(value, words):
    assert form(value) == words
