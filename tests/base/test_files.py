"""A file is replaced whole or not at all."""

import pytest

from utils.base.files import replacing


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
