"""The explorer's JavaScript modules as one, and its style."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMPORT = re.compile(r'^import [^;]*? from "(\.{1,2}/[\w./]+\.mjs)";\n', re.M)


def modules() -> list[Path]:
    """The files of all modules."""
    return list(HERE.glob("js/**/*.mjs"))


def imported(path: Path, text: str) -> list[Path]:
    """The files of the modules that one with this text imports."""
    return [(path.parent / address).resolve() for address in IMPORT.findall(text)]


def script() -> str:
    """All modules in one: each after those that it imports.

    anywidget takes a single module, and a page that is opened from disk may not load others. The
    modules import from each other by name and share no top-level name, so imports and exports
    between them can go.

    Returns:
        str: an ES module whose default export is what anywidget calls.

    Raises:
        graphlib.CycleError: if modules import each other.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(modules())}
    order = TopologicalSorter({path: imported(path, text) for path, text in texts.items()})
    plain = (IMPORT.sub("", texts[path]) for path in order.static_order())
    return re.sub(r"^export (?!default)", "", "\n".join(plain), flags=re.M)


def loader() -> str:
    """The module that imports the script in a notebook, once for all widgets of a page, as str."""
    return (HERE / "loader.mjs").read_text(encoding="utf-8")


def style() -> str:
    """The style sheet, as str."""
    return (HERE / "explorer.css").read_text(encoding="utf-8")
