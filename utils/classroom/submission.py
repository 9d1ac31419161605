"""What a student handed in, as syntax trees: each exercise's last answer, and what it needs."""

import ast
import dis
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from utils.classroom.notebook_file import Unreadable, read_cells, without_magics

MARK = re.compile(r"""exercise\(\s*["']([\w.]+)["']\s*\)""")
TOO_DEEP = (SyntaxError, ValueError, RecursionError, MemoryError)  # ast.parse raises all of these


@dataclass
class Source:
    """One answer, as text.

    Attributes:
        id: of the exercise.
        file, cell: where it stands; cells are counted from 1.
        name: of the function that was defined; "" if the cell cannot be read.
        text: the function without its decorator, its lines where they are in the cell.
        needs: (cell, line, text) of each statement that it needs, in the order of the notebook.
        fingerprint: of its code, names of the function aside; equal for copies.
        earlier: how many earlier answers the notebook holds.
        broken: why it cannot be read, or "".
        flags: what the teacher should look at.
    """

    id: str
    file: str
    cell: int
    name: str = ""
    text: str = ""
    needs: list[tuple[int, int, str]] = field(default_factory=list)
    fingerprint: str = ""
    earlier: int = 0
    broken: str = ""
    flags: list[str] = field(default_factory=list)


@dataclass
class Submission:
    """The answers of one student, {id: Source}, and notes about what could not be read."""

    answers: dict[str, Source] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)


@dataclass
class _Place:
    """A statement of a notebook, and where it stands."""

    cell: int
    node: ast.stmt
    source: str


class _Notebook:
    """All that is defined in one notebook."""

    def __init__(self, file: str, exercises: dict[str, str]):
        self.file, self.exercises = file, exercises
        self.found: dict[str, list] = defaultdict(list)  # of _Place, or of a broken Source
        self.defined: dict[str, list[_Place]] = defaultdict(list)
        self.stars: list[_Place] = []
        self.notes: list[str] = []

    def add(self, number: int, source: str) -> None:
        """Take in a code cell: its number, counted from 1, and its text."""
        try:
            plain = without_magics(source)
            statements = ast.parse(plain).body
        except TOO_DEEP as error:
            self._broken(number, source, error)
            return
        for node in _top_level(statements):
            self._add_statement(_Place(number, node, plain))

    def _broken(self, number, source, error):
        line = f", line {error.lineno}" if getattr(error, "lineno", None) else ""
        reason = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}{line}"
        self.notes.append(f"{self.file}, cell {number} is no Python. {reason}")
        for key in MARK.findall(source):
            if key in self.exercises:
                self.found[key].append(Source(key, self.file, number, broken=reason))

    def _add_statement(self, place):
        key = _exercise_of(place.node)
        if key in self.exercises:
            self.found[key].append(place)
            return
        if key is not None:
            self.notes.append(f"{self.file}, cell {place.cell}: there is no exercise {key!r} here")
        if isinstance(place.node, ast.ImportFrom) and place.node.names[0].name == "*":
            self.stars.append(place)
        for name in _bound(place.node):
            self.defined[name].append(place)

    def answers(self) -> dict[str, Source]:
        """{id: Source}: the last answer to each exercise."""
        for key, name in self.exercises.items():
            undecorated = [p for p in self.defined[name] if isinstance(p.node, ast.FunctionDef)]
            if key not in self.found and undecorated:
                self.found[key] = undecorated[-1:]
                self.notes.append(
                    f"{self.file}: {key} has lost its @exercise line; read all the same"
                )
        return {
            key: self._source(key, versions) for key, versions in self.found.items() if versions
        }

    def _source(self, key, versions):
        last = versions[-1]
        if isinstance(last, Source):
            last.earlier = len(versions) - 1
            return last
        node = last.node
        node.decorator_list = [d for d in node.decorator_list if "exercise" not in ast.unparse(d)]
        source = Source(key, self.file, last.cell, node.name, _text(last), self._needs(last))
        source.earlier = len(versions) - 1
        source.fingerprint = _fingerprint(node)
        reached = source.text + "".join(text for _, _, text in source.needs)
        if "utils.exercises" in reached:
            source.flags.append("reaches for the course's own solutions")
        return source

    def _needs(self, place):
        """The statements that bind a function's globals, and the globals of these, and so on."""
        needed, seen, left = {}, {place.node.name}, sorted(_globals_of(place.node))
        while left:
            name = left.pop()
            if name in seen:
                continue
            seen.add(name)
            before = [p for p in self.defined[name] if p.cell <= place.cell] or self.defined[name]
            if before:
                found = before[-1]
                needed[found.cell, found.node.lineno] = ast.unparse(found.node)
                left += sorted(_globals_of(found.node) - seen)
        stars = {(p.cell, p.node.lineno): ast.unparse(p.node) for p in self.stars}
        return [(*key, text) for key, text in sorted((stars | needed).items())]


def read_submission(files: Iterable[Path], exercises: dict[str, str]) -> Submission:
    """The answers in a student's notebooks, without running any of them.

    Args:
        files: paths; where two hold the same exercise, the last one counts.
        exercises: {id: name of the function}.

    Returns:
        A Submission.
    """
    submission = Submission()
    for path in files:
        notebook = _Notebook(path.name, exercises)
        try:
            for number, (is_code, text) in enumerate(read_cells(path), 1):
                if is_code:
                    notebook.add(number, text)
        except Unreadable as error:
            submission.notes.append(f"{path.name} cannot be read: {error}")
            submission.unreadable.add(path.name)
            continue
        submission.answers |= notebook.answers()
        submission.notes += notebook.notes
    return submission


def _top_level(statements):
    """The statements that run when the cell does, those inside if, try and with among them."""
    for node in statements:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for part in ("body", "orelse", "finalbody", "handlers"):
                yield from _top_level(getattr(node, part, []))


def _exercise_of(node):
    """The id in @exercise("id"), or None."""
    for decorator in getattr(node, "decorator_list", []):
        match = MARK.search(ast.unparse(decorator))
        if match:
            return match[1]
    return None


def _bound(node):
    """The names that a statement binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [alias.asname or alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
        return [name.id for name in names if isinstance(name.ctx, ast.Store)]
    return []


def _globals_of(node):
    """The global names that a statement uses, as the compiler sees it."""
    tree = ast.fix_missing_locations(ast.Module([node], []))

    def names(code):
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                yield step.argval
        for inner in code.co_consts:
            if hasattr(inner, "co_code"):
                yield from names(inner)

    try:
        return set(names(compile(tree, "<cell>", "exec")))
    except TOO_DEEP:  # `return` outside a function parses, and does not compile
        return set()


def _text(place):
    """The function alone, after as many empty lines as stand above it in its cell."""
    first = min([place.node.lineno, *(d.lineno for d in place.node.decorator_list)])
    lines = place.source.splitlines()[first - 1 : place.node.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n" * (first - 1) + "\n".join(line[indent:] for line in lines)


def _fingerprint(node):
    code = ast.unparse(node).replace(node.name, "f", 1)
    return hashlib.sha256(re.sub(r"\s+", " ", code).encode()).hexdigest()[:16]
