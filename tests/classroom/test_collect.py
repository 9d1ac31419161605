"""Who handed in which files: folders, lone files, a roster, an archive."""

import zipfile

import pytest

from utils.classroom.collect import students_in, submissions


def test_students_are_folders_files_and_lines_of_a_roster(tmp_path):
    names = (
        "Ann Roe_4711_assignsubmission_file/01_x.ipynb",
        "bob/a/01_x.ipynb",
        "cho.ipynb",
        "roeann_LATE_4712_99_01_x.ipynb",
        "__MACOSX/dov.ipynb",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "roster.csv").write_text("student,name\nbob,Bob B.\neve,Eve E.\n")
    found = students_in(tmp_path, tmp_path / "roster.csv")
    assert [(s.key, s.name, s.id, len(s.files)) for s in found] == [
        ("Ann Roe", "Ann Roe", "4711", 1),
        ("bob", "Bob B.", "", 1),
        ("cho", "cho", "", 1),
        ("eve", "Eve E.", "", 0),
        ("roeann", "roeann", "4712", 1),
    ]
    (tmp_path / "roster.csv").write_text("who\nbob\n")
    with pytest.raises(ValueError, match="lacks the column name, student"):
        students_in(tmp_path, tmp_path / "roster.csv")


def test_an_archive_that_would_write_elsewhere_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../evil.ipynb", "{}")
    with (
        pytest.raises(ValueError, match="would write outside its folder"),
        submissions(tmp_path / "a.zip"),
    ):
        pass
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("ann/01.ipynb", "{}")
    with submissions(tmp_path / "b.zip") as folder:
        assert students_in(folder)[0].key == "ann"
    assert not folder.exists()
