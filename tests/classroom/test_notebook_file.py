"""Files that are no notebooks, or odd ones, read as text."""

import pytest

from utils.classroom.notebook_file import Unreadable, read_cells
from utils.classroom.submission import read_submission

EXERCISES = {"ratings.mask_seen": "mask_seen", "start.score": "score"}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is empty"),
        (b"[1]", "it has no cells"),
        (b"{", "it is no notebook"),
        (b"[" * 100_000, "it is no notebook"),
        (b"\xff\xfe\x00", "it is no notebook"),
        (b'{"cells":\n<<<<<<< HEAD\n[]}', "merge conflict"),
    ],
)
def test_a_file_that_is_no_notebook_says_why(tmp_path, raw, reason):
    (tmp_path / "a.ipynb").write_bytes(raw)
    with pytest.raises(Unreadable, match=reason):
        read_cells(tmp_path / "a.ipynb")
    read = read_submission([tmp_path / "a.ipynb"], EXERCISES)
    assert read.unreadable == {"a.ipynb"}
    assert reason in read.notes[0]
