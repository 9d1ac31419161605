"""Quizzes for an LMS: signs escaped, explanations kept, manifests whole."""

import zipfile
from xml.etree import ElementTree as ET

from utils.classroom.quiz_export import gift, write_qti
from utils.labs.questions import Option, Question

QUESTIONS = [
    Question("one", "1 + 1 = {?}", options=(Option("2", True, "yes"), Option("3", False, "no"))),
    Question("several", "Even?", options=(
        Option("2", True, "a"), Option("4", True, "b"), Option("5", False, "c"))),
    Question("number", "Half?", "half", answer=0.5, tolerance=0.01),
    Question("order", "Sort", "up", items=("a", "b", "c")),
]  # fmt: skip


def test_a_quiz_in_gift_escapes_its_signs_and_keeps_every_explanation():
    text = gift(QUESTIONS, "T")
    assert "::T 1::1 + 1 \\= \\{?\\} {\n=2#yes\n~3#no\n}" in text
    assert "~%50.00000%2#a\n~%50.00000%4#b\n~%-100.00000%5#c" in text
    assert "#0.5:0.01\n####half" in text
    assert "=1 -> a\n=2 -> b\n=3 -> c\n####up" in text


def test_a_quiz_in_qti_is_a_package_whose_manifest_names_every_item(tmp_path):
    write_qti(QUESTIONS, "T", tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        named = [e.get("href") for e in manifest.iter() if e.tag.endswith("resource")]
        assert sorted([*named, "imsmanifest.xml"]) == sorted(archive.namelist())
        items = [ET.fromstring(archive.read(name)) for name in named]
    space = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    right = [[v.text for v in i.iter(f"{space}value")] for i in items]
    assert right == [["C0"], ["C0", "C1"], ["0.5"], ["C0", "C1", "C2"]]
