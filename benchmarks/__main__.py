"""`make bench`: measure, and write the tables into RESULTS.md.

    python -m benchmarks [PART ...]     all parts, or these alone: the others keep their figures

A part is a module of this folder whose section() returns lines of Markdown.
"""

import argparse
import importlib
import os
import re

from utils.base.files import replacing
from utils.base.paths import ROOT

PARTS = (
    "factorization",
    "simulation",
    "softmax_scaling",
    "towers",
    "retrieval",
    "comparison",
    "explorer",
    "labs",
)
RESULTS = ROOT / "benchmarks/RESULTS.md"


def stored():
    """Dict of part → its Markdown, as RESULTS.md has it."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    return dict(re.findall(r"<!-- (\w+) -->\n(.*?)(?=<!-- |\Z)", text, flags=re.S))


def write(sections):
    """Put the sections into RESULTS.md, in the order of PARTS."""
    head = f"# Results of `make bench`\n\nMeasured on {os.cpu_count()} cores.\n\n"
    parts = [f"<!-- {part} -->\n{sections[part].rstrip()}\n" for part in PARTS if part in sections]
    with replacing(RESULTS) as file:
        file.write_text(head + "\n".join(parts), encoding="utf-8")


def main():
    """Run the parts that were asked for, each stored as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Measure, and write benchmarks/RESULTS.md.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    asked = parser.parse_args().parts or PARTS
    unknown = set(asked) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {unknown.pop()}: choose of {', '.join(PARTS)}")
    for part in asked:
        lines = importlib.import_module(f"benchmarks.{part}").section()
        print("\n".join(lines), flush=True)
        write({**stored(), part: "\n".join(lines)})


if __name__ == "__main__":
    main()
