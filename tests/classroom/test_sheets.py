"""The sheets of Moodle and Canvas: grades go in, nothing else changes."""

import csv

import pytest

from utils.classroom.sheets import fill_sheet


def student(key, points, name=None, identifier=""):
    marks = [{"id": "a", "points": points}]
    return {"student": key, "name": name or key, "id": identifier, "marks": marks}


GRADES = {
    "exercises": {"a": 1.0},
    "students": [
        student("Ann Roe", 0.5, identifier="4711"),
        student("bob", 1.0, name="Bob Bär"),
        student("open", None, name="Open Case"),
        student("gone", 1.0),
    ],
}
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
    "Participant 4711,A. R.,a@x,Submitted,,10.00,\n"
    'Participant 2,"Bär, Bob",b@x,Submitted,,10.00,"keep, this"\n'
    "Participant 3,Open Case,o@x,Submitted,,10.00,\n"
    "Participant 4,Nobody,n@x,No submission,,10.00,\n"
)
GERMAN = (
    "ID;Vollständiger Name;Status;Bewertung;Höchste Bewertung\r\n"
    "Teilnehmer/in4711;A. R.;Abgegeben;;10,00\r\n"
)
CANVAS = (
    "Student,ID,SIS User ID,Section,Lesson 01 (77),Lesson 02 (78)\n"
    "    Points Possible,,,,8,5\n"
    '"Roe, A.",4711,,1,,\n'
    '"Bär, Bob",4712,,1,,3\n'
)


def filled(tmp_path, text, **options):
    (tmp_path / "sheet.csv").write_bytes(text.encode("utf-8-sig"))
    told = fill_sheet(tmp_path / "sheet.csv", GRADES, tmp_path / "out.csv", **options)
    return told, (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")


def test_moodle_is_filled_by_number_or_name_and_the_rest_stays(tmp_path):
    (unknown, left), text = filled(tmp_path, MOODLE)
    before, after = (list(csv.reader(t.splitlines())) for t in (MOODLE, text))
    assert [row[4] for row in after[1:]] == ["5.00", "10.00", "", ""]
    assert [row[:4] + row[5:] for row in after] == [row[:4] + row[5:] for row in before]
    assert (unknown, left) == (["gone"], ["open"])


def test_moodle_speaks_german_and_keeps_its_line_ends(tmp_path):
    _, text = filled(tmp_path, GERMAN)
    assert text.splitlines()[1] == "Teilnehmer/in4711;A. R.;Abgegeben;5.00;10,00"
    assert text.count("\r\n") == GERMAN.count("\r\n")


def test_canvas_is_filled_in_the_column_that_is_named(tmp_path):
    (unknown, _), text = filled(tmp_path, CANVAS, column="Lesson 01 (77)")
    after = list(csv.reader(text.splitlines()))
    assert [row[4:] for row in after[1:]] == [["8", "5"], ["4.00", ""], ["8.00", "3"]]
    assert unknown == ["open", "gone"]


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        (CANVAS, None, "which column"),
        (CANVAS, "Lesson 09 (1)", "there is no column"),
        ("a,b\n1,2\n", None, "neither of Moodle"),
    ],
)
def test_what_is_not_clear_is_asked(tmp_path, text, column, said):
    with pytest.raises(ValueError, match=said):
        filled(tmp_path, text, column=column)
