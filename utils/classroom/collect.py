"""Finds out who handed in which files: a folder, or the archive that an LMS lets one download."""

import csv
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_.*")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
MAX_UNPACKED = 2 << 30  # bytes


@dataclass
class Student:
    """Who, and what they handed in.

    Attributes:
        key: a name for files and tables, unique.
        name: as the LMS or the roster writes it.
        id: the number of the LMS, or "".
        files: paths of notebooks, in the order of their names.
    """

    key: str
    name: str
    id: str = ""
    files: list[Path] = field(default_factory=list)


@contextmanager
def submissions(path: Path) -> Iterator[Path]:
    """The folder of submissions; an archive is unpacked to one for as long as it is needed.

    Raises:
        ValueError: if there is nothing, or the archive is damaged, too large, or would write
            outside its folder.
    """
    if path.is_dir():
        yield path
        return
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path} is neither a folder nor a zip archive")
    folder = Path(mkdtemp(prefix="submissions-"))
    try:
        _unpack(path, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(path, folder):
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        if sum(m.file_size for m in members) > MAX_UNPACKED:
            raise ValueError(f"{path} would unpack to more than {MAX_UNPACKED >> 30} GB")
        for member in members:
            target = (folder / member.filename).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValueError(f"{path} would write outside its folder: {member.filename}")
        archive.extractall(folder)


def students_in(folder: Path, roster: Path | None = None) -> list[Student]:
    """The students of a folder: one folder or one file each.

    Args:
        folder: Path. A folder in it is a student, with all notebooks beneath; so is a notebook
            that lies directly in it.
        roster: Path of a CSV file with the columns student and name, or None. Whoever is in it
            and handed nothing in has no files.

    Returns:
        A list of Students in the order of their keys.

    Raises:
        ValueError: if there is neither a notebook nor a roster, or the roster lacks a column.
    """
    found: dict[str, Student] = {}
    for file in sorted(folder.rglob("*.ipynb")):
        if any(part.startswith((".", "__MACOSX")) for part in file.relative_to(folder).parts):
            continue
        first = file.relative_to(folder).parts[0]
        student = _named(first if first != file.name else file.stem)
        found.setdefault(student.key, student).files.append(file)
    for row in _roster(roster):
        student = found.setdefault(row["student"], Student(row["student"], row["name"]))
        student.name = row["name"]
    if not found:
        raise ValueError(f"no notebook was found in {folder}")
    return [found[key] for key in sorted(found)]


def _named(text):
    match = MOODLE.fullmatch(text) or CANVAS.fullmatch(text)
    return Student(match["name"], match["name"], match["id"]) if match else Student(text, text)


def _roster(path):
    if path is None:
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = {"student", "name"} - set(reader.fieldnames or ())
        if lacking:
            raise ValueError(f"{path} lacks the column {', '.join(sorted(lacking))}")
        return [row for row in reader if row["student"]]
