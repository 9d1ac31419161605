"""Values over a pipe: what goes in comes out, and nonsense is refused."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from utils.classroom import wire


def sent(value):
    return wire.read(io.BytesIO(wire.pack({"value": value})).read)["value"]


@pytest.mark.parametrize(
    "value", [None, True, 3, -2.5, "ü\n", float("inf"), [1, [2]], (1, (2,)), [], np.float32(0.1)]
)
def test_plain_values_keep_value_and_type(value):
    assert sent(value) == value
    assert type(sent(value)) is type(value)


@given(arrays(st.sampled_from(["f4", "f8", "i8", "u1", "?"]), array_shapes(min_side=0)))
def test_arrays_keep_value_shape_and_type(array):
    got = sent(array)
    assert got.dtype == array.dtype
    np.testing.assert_array_equal(got, array)


def test_other_things_arrive_as_their_name_and_text_alone():
    got = sent({1: 2})
    assert (type(got).__name__, repr(got)) == ("dict", "{1: 2}")
    assert isinstance(got, wire.Foreign)
    assert isinstance(sent(np.array([object()])), wire.Foreign)


@pytest.mark.parametrize(
    "head",
    [
        b"[]", b'{"a": 1}', b'{"a": {"is": "array", "dtype": "O", "shape": [1], "n": 0}}',
        b'{"a": {"is": "array", "dtype": "<f8", "shape": [9], "n": 72, "number": false}}',
        b'{"a": {"is": "array", "dtype": "<f8", "shape": [-1], "n": -8, "number": false}}',
        b'{"a": {"is": "json", "value": {"x": 1}}}', b'{"a": {"is": "pickle"}}', b"\xff",
        b'{"a": {"is": "array", "dtype": "(1,", "shape": [1], "n": 0, "number": false}}',
        b'{"a": {"is": "array", "dtype": "<f8", "shape": [1], "n": Infinity, "number": false}}',
        b'{"a": {"is": "array", "dtype": "<f8", "shape": [1e400], "n": 0, "number": false}}',
        b"[" * 50_000,
    ],
)  # fmt: skip
def test_nonsense_is_refused(head):
    message = struct.pack("<II", len(head), 0) + head
    with pytest.raises(wire.Garbled):
        wire.read(io.BytesIO(message).read)


def test_a_message_that_is_too_large_is_not_even_read():
    with pytest.raises(wire.Garbled, match="a message of"):
        wire.read(io.BytesIO(struct.pack("<II", 8, 2**31)).read)
