"""grades.json, grades.csv, long.csv; and the teacher's remarks, which are never overwritten."""

import csv
import json
from pathlib import Path
from typing import Any

from utils.base.files import replacing

REMARKS = ("student", "exercise", "points", "remark")


def as_text(value: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def with_remarks(grades: dict[str, Any], out: Path) -> dict[str, Any]:
    """Put the remarks of out/remarks.csv, and the points decided there, into the grades.

    The file is made, with a header alone, where there is none: columns student, exercise (or
    empty for the whole), points (or empty) and remark.

    Raises:
        ValueError: if a line names nobody, or points that are no number.
    """
    path = out / "remarks.csv"
    if not path.exists():
        _write(path, [REMARKS])
    marks = {(s["student"], m["id"]): m for s in grades["students"] for m in s["marks"]}
    people = {s["student"]: s for s in grades["students"]}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            key = row["student"].removeprefix("'"), row["exercise"] or ""
            target = marks.get(key) if key[1] else people.get(key[0])
            if target is None:
                raise ValueError(f"{path}, line {line}: there is no {' / '.join(key)}")
            target["remark"] = row["remark"] or ""
            if row["points"]:
                target["points"] = _number(row["points"], path, line)
    return grades


def _number(text, path, line):
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{path}, line {line}: {text!r} are no points") from None


def total(student: dict[str, Any]) -> tuple[float, int]:
    """(points, how many exercises a person still has to decide)."""
    points = [mark["points"] for mark in student["marks"]]
    return round(sum(p for p in points if p is not None), 4), points.count(None)


def write_tables(grades: dict[str, Any], out: Path) -> None:
    """Write grades.json, grades.csv (a row a student) and long.csv (a row an exercise)."""
    with replacing(out / "grades.json") as file:
        file.write_text(json.dumps(grades, indent=1, ensure_ascii=False), encoding="utf-8")
    of = sum(grades["exercises"].values())
    wide = [["student", "name", "id", "points", "of", "to decide", *grades["exercises"], "notes"]]
    long = [["student", "exercise", "status", "points", "misconception", "file", "cell", "flags"]]
    for student in grades["students"]:
        points, n_open = total(student)
        cells = [
            m["status"] if m["points"] is None else f"{m['points']:g}" for m in student["marks"]
        ]
        person = [as_text(student[name]) for name in ("student", "name", "id")]
        notes = as_text("; ".join(student["notes"]))
        wide.append([*person, f"{points:g}", f"{of:g}", n_open, *cells, notes])
        for mark in student["marks"]:
            given = "" if mark["points"] is None else f"{mark['points']:g}"
            row = [mark["id"], mark["status"], given, mark["misconception"], as_text(mark["file"])]
            long.append([person[0], *row, mark["cell"], as_text("; ".join(mark["flags"]))])
    _write(out / "grades.csv", wide)
    _write(out / "long.csv", long)


def _write(path, rows):
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8-sig", newline="") as f:
        csv.writer(f).writerows(rows)
