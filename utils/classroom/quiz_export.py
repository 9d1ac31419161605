"""The quizzes for an LMS: GIFT for Moodle, QTI 2.1 for others."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from utils.base.files import replacing
from utils.labs.questions import Question

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
MANIFEST = "http://www.imsglobal.org/xsd/imscp_v1p1"


def gift(questions: Sequence[Question], title: str) -> str:
    """The questions in Moodle's GIFT format.

    An order becomes a matching of places and items; Moodle asks for several by percentages.

    Args:
        questions: a list of Question.
        title: of the category.
    """
    parts = [f"$CATEGORY: {title}"]
    for number, question in enumerate(questions, 1):
        head = f"::{_gift(title)} {number}::{_gift(question.text)} "
        parts.append(head + "{\n" + "\n".join(_gift_answers(question)) + "\n}")
    return "\n\n".join(parts) + "\n"


def _gift_answers(question):
    why = f"####{_gift(question.why)}" if question.why else ""
    if question.kind == "number":
        return [f"#{question.answer:g}:{question.tolerance:g}", *filter(None, [why])]
    if question.kind == "order":
        rows = [f"={place} -> {_gift(item)}" for place, item in enumerate(question.items, 1)]
        return [*rows, *filter(None, [why])]
    n_right = sum(option.right for option in question.options)
    n_wrong = len(question.options) - n_right
    lines = []
    for option in question.options:
        if question.kind == "one":
            sign = "=" if option.right else "~"
        else:
            share = 100 / n_right if option.right else -100 / n_wrong
            sign = f"~%{share:.5f}%"
        lines.append(f"{sign}{_gift(option.text)}#{_gift(option.why)}")
    return lines


def _gift(text):
    """Text with the signs of GIFT escaped."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", " ".join(text.split()))


def write_qti(questions: Sequence[Question], title: str, path: Path) -> None:
    """Write a QTI 2.1 package: a zip archive with an item a question, and its manifest."""
    items = {f"q{n}.xml": _item(f"{title} {n}", f"q{n}", q) for n, q in enumerate(questions, 1)}
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr("imsmanifest.xml", _xml(_manifest(items)))
        for name, item in items.items():
            archive.writestr(name, _xml(item))


def _xml(element):
    return ET.tostring(element, encoding="utf-8", xml_declaration=True)


def _manifest(items):
    root = ET.Element("manifest", {"xmlns": MANIFEST, "identifier": "quiz"})
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for name in items:
        attributes = {"identifier": name[:-4], "type": "imsqti_item_xmlv2p1", "href": name}
        resource = ET.SubElement(resources, "resource", attributes)
        ET.SubElement(resource, "file", {"href": name})
    return root


def _item(title, identifier, question):
    attributes = {"xmlns": QTI, "identifier": identifier, "title": title}
    attributes |= {"adaptive": "false", "timeDependent": "false"}
    root = ET.Element("assessmentItem", attributes)
    kind, kinds = _cardinality(question), {"number": "float"}
    declaration = ET.SubElement(
        root,
        "responseDeclaration",
        {
            "identifier": "RESPONSE",
            "cardinality": kind,
            "baseType": kinds.get(question.kind, "identifier"),
        },
    )
    correct = ET.SubElement(declaration, "correctResponse")
    for value in _correct(question):
        ET.SubElement(correct, "value").text = value
    outcome = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    ET.SubElement(root, "outcomeDeclaration", outcome)
    body = ET.SubElement(root, "itemBody")
    _interaction(body, question)
    _processing(root, question)
    return root


def _cardinality(question):
    return {"several": "multiple", "order": "ordered"}.get(question.kind, "single")


def _correct(question):
    if question.kind == "number":
        return [f"{question.answer:g}"]
    if question.kind == "order":
        return [f"C{n}" for n in range(len(question.items))]
    return [f"C{n}" for n, option in enumerate(question.options) if option.right]


def _interaction(body, question):
    if question.kind == "number":
        paragraph = ET.SubElement(body, "p")
        paragraph.text = question.text + " "
        ET.SubElement(paragraph, "textEntryInteraction", {"responseIdentifier": "RESPONSE"})
        return
    order = question.kind == "order"
    name = "orderInteraction" if order else "choiceInteraction"
    attributes = {"responseIdentifier": "RESPONSE", "shuffle": "true"}
    if not order:
        attributes["maxChoices"] = "1" if question.kind == "one" else "0"
    interaction = ET.SubElement(body, name, attributes)
    ET.SubElement(interaction, "prompt").text = question.text
    texts = question.items if order else [option.text for option in question.options]
    for n, text in enumerate(texts):
        ET.SubElement(interaction, "simpleChoice", {"identifier": f"C{n}"}).text = text


def _processing(root, question):
    """What is right: the template of QTI, or a number within its tolerance."""
    template = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
    if question.kind != "number":
        ET.SubElement(root, "responseProcessing", {"template": template})
        return
    condition = ET.SubElement(ET.SubElement(root, "responseProcessing"), "responseCondition")
    inside = ET.SubElement(condition, "responseIf")
    tolerance = f"{question.tolerance:g} {question.tolerance:g}"
    attributes = {"toleranceMode": "absolute", "tolerance": tolerance}
    equal = ET.SubElement(inside, "equal", attributes)
    ET.SubElement(equal, "variable", {"identifier": "RESPONSE"})
    ET.SubElement(equal, "correct", {"identifier": "RESPONSE"})
    score = ET.SubElement(inside, "setOutcomeValue", {"identifier": "SCORE"})
    ET.SubElement(score, "baseValue", {"baseType": "float"}).text = "1"
