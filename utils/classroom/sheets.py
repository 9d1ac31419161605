"""Fills the sheet that the teacher exported from an LMS, and changes nothing else in it."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from utils.base.files import replacing
from utils.classroom.tables import total

GRADE = {  # Moodle's column "Grade" and "Full name" in the languages that we have met
    "grade", "bewertung", "note", "calificación", "valutazione", "cijfer", "nota", "ocena",
}  # fmt: skip
NAME = {
    "full name", "vollständiger name", "nom complet", "nombre completo", "nome completo",
    "cognome e nome", "volledige naam", "pełna nazwa",
}  # fmt: skip
MAXIMUM = {
    "maximum grade", "beste bewertung", "höchste bewertung", "note maximale", "calificación máxima",
    "valutazione massima", "maximumcijfer", "nota máxima", "maksymalna ocena",
}  # fmt: skip
CANVAS_COLUMN = re.compile(r".+ \(\d+\)")


def fill_sheet(
    path: Path, grades: dict[str, Any], out: Path, column: str | None = None
) -> tuple[list[str], list[str]]:
    """Write a copy of the sheet with the grades in it.

    Args:
        path: Path of the CSV file as the LMS wrote it: Moodle's grading worksheet, or Canvas's
            gradebook.
        grades: what grade_class() gives.
        out: Path of the copy.
        column: the column of Canvas, as in "Lesson 01 (4711)"; needed if there are several.

    Returns:
        The students whom the sheet does not know, by key, and those with something left to
        decide, whose cells stay as they were.

    Raises:
        ValueError: if it is neither kind of sheet, or the column is not clear.
    """
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig")
    delimiter = csv.Sniffer().sniff(text.splitlines()[0], ",;\t").delimiter
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    place = _moodle(rows) or _canvas(rows, column)
    unknown, left = _fill(rows, place, grades)
    file = io.StringIO(newline="")
    ending = "\r\n" if b"\r\n" in raw else "\n"
    csv.writer(file, delimiter=delimiter, lineterminator=ending).writerows(rows)
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    with replacing(out) as temporary:
        temporary.write_bytes((mark + file.getvalue()).encode())
    return unknown, left


class _Place:
    """Where a sheet has what: columns by number, and how much a full grade is, row by row."""

    def __init__(self, grade, name, first, ids, most):
        self.grade, self.name, self.first, self.ids, self.most = grade, name, first, ids, most


def _moodle(rows):
    names = [cell.strip().lower() for cell in rows[0]]
    grade = next((i for i, name in enumerate(names) if name in GRADE), None)
    name = next((i for i, cell in enumerate(names) if cell in NAME), None)
    if grade is None or name is None:
        return None
    most = next((i for i, cell in enumerate(names) if cell in MAXIMUM), None)

    def ids(row):
        return re.findall(r"\d+", row[0])  # "Participant 4711", in any language

    return _Place(grade, name, 1, ids, lambda row: _float(row[most]) if most is not None else 100)


def _canvas(rows, column):
    names = [cell.strip() for cell in rows[0]]
    if not {"Student", "ID"} <= set(names):
        raise ValueError("this sheet is neither of Moodle (a grading worksheet) nor of Canvas")
    columns = [name for name in names if CANVAS_COLUMN.fullmatch(name)]
    if column is None and len(columns) != 1:
        raise ValueError(f"which column? Say it with --column; there are: {', '.join(columns)}")
    if (column or columns[0]) not in names:
        raise ValueError(f"there is no column {column!r}; there are: {', '.join(columns)}")
    grade, identifier = names.index(column or columns[0]), names.index("ID")
    most = next((row[grade] for row in rows[1:3] if "Points Possible" in row[0]), "100")
    first = next(i for i, row in enumerate(rows) if i and row[identifier].strip().isdigit())
    return _Place(
        grade,
        names.index("Student"),
        first,
        lambda row: [row[identifier]],
        lambda row: _float(most),
    )


def _fill(rows, place, grades):
    full = sum(grades["exercises"].values())
    by_id = {s["id"]: s for s in grades["students"] if s["id"]}
    by_name = {_plain(s["name"]): s for s in grades["students"]}
    met, left = set(), []
    for row in rows[place.first :]:
        if len(row) <= place.grade:
            continue
        known = next((by_id[i] for i in place.ids(row) if i in by_id), None)
        student = known or by_name.get(_plain(row[place.name]))
        if student is None:
            continue
        met.add(student["student"])
        points, n_open = total(student)
        if n_open:
            left.append(student["student"])
        else:
            row[place.grade] = f"{points / full * place.most(row):.2f}"
    return [s["student"] for s in grades["students"] if s["student"] not in met], left


def _plain(name):
    """A name for comparing: the words in alphabetical order, so that "Roe, Ann" is "Ann Roe"."""
    return " ".join(sorted(re.findall(r"\w+", name.lower())))


def _float(text):
    return float(text.replace(",", ".") or 100)
