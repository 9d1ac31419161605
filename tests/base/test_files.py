"""A file is replaced whole or not at all; of a damaged one it is said that it is."""

import io

import numpy as np
import pytest

from tests.tools.closed import all_closed
from utils.base.files import load_arrays, replacing


def test_a_file_is_replaced_and_its_folder_made(tmp_path):
    path = tmp_path / "new" / "file.txt"
    for text in ("first", "second"):
        with replacing(path) as temporary:
            temporary.write_text(text)
        assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_what_was_there_stays_if_writing_fails(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("precious")
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:
        temporary.write_text("half of i")
        raise ZeroDivisionError
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


# Arrays


def npz():
    file = io.BytesIO()
    np.savez_compressed(file, a=np.arange(999), b=np.array("text"))
    return file.getvalue()


def npy():
    file = io.BytesIO()
    np.save(file, np.arange(9))
    return file.getvalue()


def test_arrays_come_back_by_their_names(tmp_path):
    (tmp_path / "a.npz").write_bytes(npz())
    with all_closed():
        arrays = load_arrays(tmp_path / "a.npz", "never")
    assert sorted(arrays) == ["a", "b"]
    assert np.array_equal(arrays["a"], np.arange(999)) and str(arrays["b"]) == "text"


DAMAGED = {
    "cut off": npz()[:200],
    "without its end": npz()[:-30],
    "empty": b"",
    "a byte of the numbers": npz()[:80] + b"!!!!" + npz()[84:],
    "another kind of file": npy(),
    "text": b"no arrays",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damaged_arrays_are_refused_and_the_file_is_closed(tmp_path, damage):
    (tmp_path / "a.npz").write_bytes(DAMAGED[damage])
    with all_closed(), pytest.raises(ValueError, match=r"a\.npz is damaged \(.+\): build it again"):
        load_arrays(tmp_path / "a.npz", "build it again")


def test_missing_arrays_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_arrays(tmp_path / "nowhere.npz", "never")
