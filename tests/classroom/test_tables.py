"""Tables of grades, by hand; remarks that are kept, and texts that no spreadsheet runs."""

import csv
import json

import pytest

from utils.classroom.tables import as_text, total, with_remarks, write_tables


def mark(key, points, **more):
    about = {"id": key, "status": "passed" if points else "not yet", "points": points}
    return {**about, "misconception": "", "file": "a.ipynb", "cell": 3, "flags": [], **more}


def grades():
    ann = {"student": "ann", "name": "=Ann", "id": "7", "notes": ["late"]}
    bob = {"student": "bob", "name": "Bob", "id": "", "notes": []}
    ann["marks"] = [mark("a.f", 2.0), mark("a.g", 0.25, flags=["odd", "old"])]
    bob["marks"] = [mark("a.f", None, status="missing"), mark("a.g", 1.0)]
    return {"exercises": {"a.f": 2.0, "a.g": 1.0}, "students": [ann, bob]}


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert as_text(text) == "'" + text
    assert as_text("a" + text) == "a" + text


def test_a_total_counts_what_is_left_to_decide():
    ann, bob = grades()["students"]
    assert total(ann) == (2.25, 0)
    assert total(bob) == (1.0, 1)


def test_the_tables_by_hand(tmp_path):
    write_tables(grades(), tmp_path)
    ann, bob = rows(tmp_path / "grades.csv")
    assert ann == {
        **{"student": "ann", "name": "'=Ann", "id": "7", "points": "2.25", "of": "3"},
        **{"to decide": "0", "a.f": "2", "a.g": "0.25", "notes": "late"},
    }
    assert (bob["a.f"], bob["to decide"]) == ("missing", "1")
    long = rows(tmp_path / "long.csv")
    assert [(row["student"], row["exercise"], row["points"]) for row in long] == [
        ("ann", "a.f", "2"), ("ann", "a.g", "0.25"), ("bob", "a.f", ""), ("bob", "a.g", "1"),
    ]  # fmt: skip
    assert long[1]["flags"] == "odd; old"
    assert json.loads((tmp_path / "grades.json").read_text()) == grades()


def test_remarks_are_put_in_and_the_file_stays(tmp_path):
    assert with_remarks(grades(), tmp_path) == grades()
    text = 'student,exercise,points,remark\nbob,a.f,"1,5",by mail\n\'ann,,,well done\n'
    (tmp_path / "remarks.csv").write_text(text)
    ann, bob = with_remarks(grades(), tmp_path)["students"]
    assert (bob["marks"][0]["points"], bob["marks"][0]["remark"]) == (1.5, "by mail")
    assert ann["remark"] == "well done"
    assert (tmp_path / "remarks.csv").read_text() == text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("eve,,,hello", "line 2: there is no eve"),
        ("ann,a.h,1,", "line 2: there is no ann / a.h"),
        ("ann,a.f,much,", "line 2: 'much' are no points"),
    ],
)
def test_a_remark_that_fits_nobody_is_refused(tmp_path, line, said):
    (tmp_path / "remarks.csv").write_text(f"student,exercise,points,remark\n{line}\n")
    with pytest.raises(ValueError, match=said):
        with_remarks(grades(), tmp_path)
