"""The pages of a class, by hand: what is said, and that names and code stay text."""

import html
from pathlib import Path

from utils.classroom.pages import write_pages
from utils.exercises import engine

SPEC = engine.find("ratings.mask_seen")
WRONG = SPEC.misconceptions[0].__name__.strip("_")


def student(key, status, points, **more):
    about = {"id": SPEC.id, "status": status, "points": points, "misconception": "", "cell": 4}
    about |= {"file": "01.ipynb", "explanation": "", "flags": [], "fingerprint": "", **more}
    return {"student": key, "name": key, "id": "", "notes": [], "marks": [about]}


def pages(folder: Path, *students):
    jail = {"limits": True, "landlock": 4, "seccomp": True}
    head = {"seed": 5, "jail": jail, "exercises": {SPEC.id: 2.0}}
    write_pages({**head, "students": list(students)}, [SPEC], folder)
    return (folder / "index.html").read_text(encoding="utf-8")


def test_the_page_of_the_class_by_hand(tmp_path):
    same = {"fingerprint": "f00"}
    page = pages(
        tmp_path,
        student("ann", "passed", 2.0),
        student("bob", "not yet", 1.0, misconception=WRONG),
        student("cho", "not yet", 0.5, **same),
        student("dov", "not yet", 0.5, **same),
        student("eve", "stopped", None),
    )
    text = html.unescape(page)
    assert "5 submissions, seed 5; jail: limits True, landlock 4, seccomp True." in text
    assert "3 not yet, 1 passed, 1 stopped" in text
    assert f"1 × {WRONG.replace('_', ' ')}. Say: " in text
    assert "bob tried 1, and passed none" in text and "ann tried" not in text
    assert f"eve: look at {SPEC.id}" in text
    assert f"{SPEC.id}: cho, dov" in text  # the same code twice
    assert "<td>2 of 2<td>0" in page and "<td>0 of 2<td>1" in page


def test_copies_of_a_known_wrong_answer_are_no_sign_of_copying(tmp_path):
    alike = {"fingerprint": "f00", "misconception": WRONG}
    page = pages(tmp_path, *(student(key, "not yet", 1.0, **alike) for key in ("ann", "bob")))
    assert "The same code" not in page


def test_a_students_page_holds_marks_remarks_and_no_markup_of_theirs(tmp_path):
    bad = "<img src=x onerror=alert(1)>"
    one = student(bad, "not yet", None, explanation=f"raised {bad}", remark=f"see {bad}")
    one |= {"remark": "well done", "notes": [bad]}
    one["marks"][0]["remark"] = f"see {bad}"
    index = pages(tmp_path, one)
    (path,) = (tmp_path / "students").iterdir()
    page = path.read_text(encoding="utf-8")
    for text in (index, page):
        assert "<img" not in text and html.escape(bad) in text
    assert "0 of 2 points." in page and "1 to be decided by your teacher" in page
    assert "01.ipynb, cell 4 · to be decided of 2" in page
    assert "<p>well done</p>" in page
