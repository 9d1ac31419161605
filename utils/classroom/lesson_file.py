"""A lesson taken apart for those who teach it: its sections, questions, answers, code, figures."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from utils.base.paths import ROOT

NOTEBOOKS = ROOT / "notebooks"
ANSWER = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.S)
QUESTION = re.compile(r"^(?:> )?\*\*(?:Before you run|Think about it|Play|Your prediction|Predict)")
EXERCISE = re.compile(r'^@exercise\("([\w.]+)"\)', re.M)
LAB = re.compile(r"^\w+_lab\(", re.M)


@dataclass
class Block:
    """A piece of a lesson.

    Attributes:
        kind: "text", "question", "answer", "code", "exercise" or "lab".
        cell: the number of its cell, counted from 1.
        text: Markdown or Python.
        image: a PNG in base64 that the cell drew, or "".
        words: what stands for the image.
        exercise: the id, of an exercise.
        tags: of its cell.
    """

    kind: str
    cell: int
    text: str
    image: str = ""
    words: str = ""
    exercise: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Section:
    """A heading and what follows it. The first one of a lesson is its opening."""

    title: str
    blocks: list[Block] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Block]:
        """The blocks of these kinds."""
        return [block for block in self.blocks if block.kind in kinds]

    @property
    def cells(self) -> tuple[int, int]:
        """The numbers of its first and last cell."""
        return self.blocks[0].cell, self.blocks[-1].cell


@dataclass
class Lesson:
    """A lesson: its number, as in "02", its title and its sections."""

    number: str
    title: str
    sections: list[Section]


def lesson_paths(folder: str | Path = NOTEBOOKS) -> dict[str, Path]:
    """{number: Path} of the lessons in a folder, in their order."""
    return {path.name[:2]: path for path in sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))}


def read_lesson(path: Path) -> Lesson:
    """The Lesson in a notebook.

    Raises:
        ValueError: if it has no heading to begin with.
    """
    sections = []
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, 1):
        blocks = [_code(number, cell)] if cell.cell_type == "code" else _texts(number, cell.source)
        for block in blocks:
            block.tags = tuple(cell.metadata.get("tags", ()))
            heading = re.match(r"#{1,2} +(.*)", block.text) if block.kind == "text" else None
            if heading:
                sections.append(Section(heading[1].strip()))
            elif not sections:
                raise ValueError(f"{path.name} does not begin with a heading")
            else:
                sections[-1].blocks.append(block)
    sections = [section for section in sections if section.blocks]
    return Lesson(path.name[:2], sections[0].title, sections)


def _code(number, cell):
    exercise, lab = EXERCISE.search(cell.source), LAB.search(cell.source)
    kind = "exercise" if exercise else "lab" if lab else "code"
    block = Block(kind, number, cell.source, exercise=exercise[1] if exercise else "")
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/png" in data:
            block.image = "".join(data["image/png"]).replace("\n", "")
            block.words = "".join(data.get("text/plain", ""))
    return block


def _texts(number, source):
    """The paragraphs of a text cell; a folded answer is one."""
    blocks, at = [], 0
    for answer in ANSWER.finditer(source):
        blocks += _paragraphs(number, source[at : answer.start()])
        blocks.append(Block("answer", number, answer[2].strip(), words=answer[1].strip()))
        at = answer.end()
    return blocks + _paragraphs(number, source[at:])


def _paragraphs(number, text):
    parts = re.split(r"\n\s*\n(?=\S)", text.strip())
    blocks = []
    for part in filter(str.strip, parts):
        head, _, rest = part.partition("\n") if part.startswith("#") else ("", "", part)
        pieces = [piece for piece in (head, rest) if piece.strip()]
        blocks += [
            Block("question" if QUESTION.match(p) else "text", number, p.strip()) for p in pieces
        ]
    return blocks
