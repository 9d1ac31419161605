"""Values over a pipe, as a JSON head and raw bytes: nothing that is read can run.

A message is a dict of None, bools, numbers, text, arrays of numbers, lists and tuples of these.
"""

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

KINDS = "biuf"
MAX_HEAD, MAX_BODY = 1 << 20, 128 << 20  # bytes of one message


class Garbled(ValueError):
    """What was read is no message."""


class Foreign:
    """Stands for a value that cannot be sent: it has a type's name and a text, and no more."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self):
        return self.text


def pack(message: Mapping[str, Any]) -> bytes:
    """The bytes of a message."""
    blobs: list[bytes] = []
    head = json.dumps({key: _packed(value, blobs) for key, value in message.items()}).encode()
    body = b"".join(blobs)
    return struct.pack("<II", len(head), len(body)) + head + body


def read(take: Callable[[int], bytes]) -> dict[str, Any]:
    """The next message.

    Args:
        take: (n) -> exactly n bytes, or raises.

    Raises:
        Garbled: if the bytes are no message, or too many.
    """
    n_head, n_body = struct.unpack("<II", take(8))
    if n_head > MAX_HEAD or n_body > MAX_BODY:
        raise Garbled(f"a message of {n_head + n_body:,} bytes")
    head, body = take(n_head), _Reader(take(n_body))
    try:
        return {str(k): _unpacked(v, body) for k, v in json.loads(head).items()}
    except Exception as error:  # json and NumPy raise a dozen types, SyntaxError among them
        raise Garbled(str(error)) from None


class _Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, n: int) -> bytes:
        """The next n bytes.

        Raises:
            ValueError: if there are not so many.
        """
        if n < 0 or self.at + n > len(self.data):
            raise ValueError("a message that ends too soon")
        self.at += n
        return self.data[self.at - n : self.at]


def _packed(value, blobs):
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in KINDS:
        blobs.append(np.ascontiguousarray(value).tobytes())
        number = isinstance(value, np.generic)
        return {
            "is": "array",
            "dtype": value.dtype.str,
            "shape": list(value.shape),
            "number": number,
            "n": len(blobs[-1]),
        }
    if value is None or isinstance(value, (bool, float, str)):
        return {"is": "json", "value": value}
    if isinstance(value, int) and abs(value) < 2**63:
        return {"is": "json", "value": value}
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {"is": kind, "parts": [_packed(part, blobs) for part in value]}
    return {"is": "foreign", "type": type(value).__name__[:60], "text": _text(value)}


def _unpacked(head, body):
    kind = head["is"]
    if kind == "json":
        value = head["value"]
        if value is not None and not isinstance(value, (bool, int, float, str)):
            raise ValueError("a value of JSON that is none of ours")
        return value
    if kind in ("list", "tuple"):
        parts = [_unpacked(part, body) for part in head["parts"]]
        return tuple(parts) if kind == "tuple" else parts
    if kind == "array":
        return _array(head, body)
    name = str(head["type"])[:60]
    return type(name if name.isidentifier() else "object", (Foreign,), {})(str(head["text"])[:200])


def _array(head, body):
    dtype = np.dtype(head["dtype"])
    if dtype.kind not in KINDS:
        raise ValueError(f"an array of {dtype}")
    shape = [int(n) for n in head["shape"]]
    array = np.frombuffer(body.take(int(head["n"])), dtype).reshape(shape).copy()
    return array[()] if head["number"] else array


def _text(value):
    try:
        return repr(value)[:200]
    except Exception:
        return "?"
