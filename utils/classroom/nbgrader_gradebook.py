"""Runs in nbgrader's own environment: writes the points of grades.json into gradebook.db.

python nbgrader_gradebook.py GRADES.json ASSIGNMENT      in the folder of the course

It uses nbgrader and the standard library alone, and prints what it did as JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Import, and print the lists imported, open and unknown."""
    from nbgrader.api import Gradebook  # type: ignore[import-not-found, unused-ignore]

    grades = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    told: dict[str, list[str]] = {"imported": [], "open": [], "unknown": []}
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        assignment = gradebook.find_assignment(sys.argv[2])
        for student in grades["students"]:
            first, _, last = student["name"].rpartition(" ")
            key = student["id"] or student["student"]
            gradebook.update_or_create_student(key, first_name=first, last_name=last)
            submission = gradebook.update_or_create_submission(assignment.name, key)
            cells = {g.cell.name: g for notebook in submission.notebooks for g in notebook.grades}
            for mark in student["marks"]:
                _give(mark, grades["exercises"], cells, student["student"], told)
            told["imported"].append(student["student"])
        gradebook.db.commit()
    told["unknown"] = sorted(set(told["unknown"]))
    print(json.dumps(told))


def _give(
    mark: dict[str, Any],
    most: dict[str, float],
    cells: dict[str, Any],
    student: str,
    told: dict[str, list[str]],
) -> None:
    """Write one mark; what a person has to decide stays to be graded by hand."""
    grade = cells.get(mark["id"].replace(".", "-"))
    if grade is None:
        told["unknown"].append(mark["id"])
        return
    grade.needs_manual_grade = mark["points"] is None
    if mark["points"] is None:
        told["open"].append(f"{student} / {mark['id']}")
        grade.manual_score = None
    else:
        grade.manual_score = mark["points"] / most[mark["id"]] * grade.cell.max_score


if __name__ == "__main__":
    main()
