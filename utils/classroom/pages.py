"""A page for each student, and one for the class. Names and code are text in them, never HTML."""

import inspect
from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from utils.base.files import replacing
from utils.classroom.marks import OPEN
from utils.classroom.run import file_name
from utils.classroom.tables import total
from utils.exercises.judge.definition import Exercise

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #bbb;vertical-align:top}"
    "pre{background:#f2f2f2;padding:.7rem;overflow-x:auto;white-space:pre-wrap}"
    "a{color:#004b87}.bar{display:inline-block;height:.8em;background:#0072b2}"
    "@media print{body{margin:0}a{color:inherit}}"
)


def write_pages(grades: dict[str, Any], specs: Sequence[Exercise], out: Path) -> None:
    """Write out/index.html for the teacher and out/students/KEY.html for each student.

    Args:
        grades: what grade_class() gives.
        specs: the Exercises.
        out: Path of a folder.
    """
    titles = {spec.id: spec for spec in specs}
    for student in grades["students"]:
        body = _student(student, grades, titles)
        _write(out / "students" / f"{file_name(student['student'])}.html", student["name"], body)
    _write(out / "index.html", "The class", _class(grades, titles))


def _write(path, title, body):
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )
    with replacing(path) as file:
        file.write_text(page, encoding="utf-8")


def _student(student, grades, titles):
    points, n_open = total(student)
    parts = [f"<p><strong>{points:g} of {sum(grades['exercises'].values()):g} points.</strong></p>"]
    if n_open:
        parts.append(f"<p>{n_open} to be decided by your teacher.</p>")
    parts += [f"<p>{escape(student['remark'])}</p>"] if student.get("remark") else []
    for mark in student["marks"]:
        given = "to be decided" if mark["points"] is None else f"{mark['points']:g}"
        of = grades["exercises"][mark["id"]]
        parts.append(f"<h2>{escape(mark['id'])}: {escape(titles[mark['id']].title)}</h2>")
        where = f", {mark['file']}, cell {mark['cell']}" if mark["cell"] else ""
        parts.append(f"<p>{escape(mark['status'])}{escape(where)} · {given} of {of:g}</p>")
        if mark["explanation"]:
            parts.append(f"<pre>{escape(mark['explanation'])}</pre>")
        if mark.get("remark"):
            parts.append(f"<p>{escape(mark['remark'])}</p>")
    return "".join(parts) + _list("Notes", student["notes"])


def _class(grades, titles):
    rows = "".join(_row(student, grades) for student in grades["students"])
    jail = ", ".join(f"{name} {held}" for name, held in grades["jail"].items())
    return (
        f"<p>{len(grades['students'])} submissions, seed {grades['seed']}; "
        f"jail: {escape(jail)}.</p>"
        + "".join(_exercise(spec, grades) for spec in titles.values())
        + _list("Who needs you", _stuck(grades))
        + _list("The same code, handed in twice", _copies(grades))
        + "<h2>Everybody</h2><table><thead><tr><th>student<th>points<th>to decide<th>notes"
        + f"</thead><tbody>{rows}</tbody></table>"
    )


def _row(student, grades):
    points, n_open = total(student)
    link = f"students/{file_name(student['student'])}.html"
    flags = [f"{m['id']}: {flag}" for m in student["marks"] for flag in m["flags"]]
    notes = "; ".join([*student["notes"], *flags])
    return (
        f'<tr><td><a href="{escape(link.replace("%", "%25"))}">{escape(student["name"])}</a>'
        f"<td>{points:g} of {sum(grades['exercises'].values()):g}<td>{n_open}"
        f"<td>{escape(notes)}</tr>"
    )


def _exercise(spec, grades):
    """What the class did with one exercise, and what to say about it in the next lesson."""
    marks = [m for s in grades["students"] for m in s["marks"] if m["id"] == spec.id]
    counts = Counter(mark["status"] for mark in marks)
    share = counts["passed"] / len(marks) if marks else 0
    told = ", ".join(f"{n} {status}" for status, n in counts.most_common())
    lines = [
        f"<h2>{escape(spec.id)}: {escape(spec.title)}</h2><p>"
        f'<span class="bar" style="width:{10 * share:.1f}rem"></span> {escape(told)}</p>'
    ]
    docs = {w.__name__.strip("_"): inspect.getdoc(w) for w in spec.misconceptions}
    named = Counter(mark["misconception"] for mark in marks if mark["misconception"])
    lines.append(
        _list(
            "",
            [f"{n} × {key.replace('_', ' ')}. Say: {docs[key]}" for key, n in named.most_common()],
        )
    )
    return "".join(lines)


def _stuck(grades):
    """Who passed nothing, though they tried, and who left something for a person to decide."""
    lines = []
    for student in grades["students"]:
        statuses = Counter(mark["status"] for mark in student["marks"])
        if statuses["not yet"] and not statuses["passed"]:
            lines.append(f"{student['name']} tried {statuses['not yet']}, and passed none")
        undecided = [m["id"] for m in student["marks"] if m["status"] in OPEN]
        if undecided:
            lines.append(f"{student['name']}: look at {', '.join(undecided)}")
    return lines


def _copies(grades):
    """Equal code of more than a line or two; short right answers are alike by themselves."""
    alike = defaultdict(list)
    for student in grades["students"]:
        for mark in student["marks"]:
            if mark["fingerprint"] and mark["status"] == "not yet" and not mark["misconception"]:
                alike[mark["id"], mark["fingerprint"]].append(student["name"])
    return [f"{key}: {', '.join(who)}" for (key, _), who in alike.items() if len(who) > 1]


def _list(title, lines):
    if not lines:
        return ""
    head = f"<h2>{escape(title)}</h2>" if title else ""
    return head + "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
