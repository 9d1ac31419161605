"""Points by a table that a teacher may change."""

import pytest

from utils.classroom.marks import Marks, load_marks


def test_marks_come_from_a_table(tmp_path):
    path = tmp_path / "marks.toml"
    path.write_text('[steps]\nran = 0.3\n[points]\n"ratings.mask_seen" = 2\n')
    marks = load_marks(path, ["ratings.mask_seen"])
    assert marks.given("ratings.mask_seen", "not yet", "ran") == 0.6
    assert marks.given("ratings.recall_at_k", "passed", "") == 1
    assert marks.given("ratings.recall_at_k", "stopped", "") is None
    assert Marks().given("x", "not yet", "gradient") == 0.75


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[steps]\nrun = 1", "'run' is not a step"),
        ("[steps]\nran = 2", "ran = 2 is not a number from 0 to 1"),
        ("[points]\nx = 1", "'x' is not an exercise"),
        ("[point]\nx = 1", "'point' is not a table"),
        ("steps", "marks.toml: "),
    ],
)
def test_a_wrong_table_of_marks_is_refused(tmp_path, text, said):
    (tmp_path / "marks.toml").write_text(text)
    with pytest.raises(ValueError, match=said):
        load_marks(tmp_path / "marks.toml", ["ratings.mask_seen"])
