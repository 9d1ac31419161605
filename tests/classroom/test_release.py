"""The students' course: blank, whole, and without the teacher's half."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.tools.submissions import solved
from utils.base.paths import ROOT
from utils.classroom.release import blank, release


def test_an_answer_is_blanked_and_its_docstring_stays():
    source = '@exercise("a.b")\ndef b(x):\n    """Say."""\n    y = x\n    return y\n\nz = b(1)'
    assert blank(source) == '@exercise("a.b")\ndef b(x):\n    """Say."""\n    ...\n\nz = b(1)'
    assert blank(blank(source)) == blank(source)


def test_a_release_is_blank_whole_and_without_the_teachers_half(tmp_path):
    copy = tmp_path / "course"
    keep = shutil.ignore_patterns("downloads", "__pycache__", "my_*")
    for name in ("notebooks", "utils", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=keep)
    for name in ("README.md", "Makefile", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, copy / name)
    (copy / "teaching").mkdir()
    (copy / "data" / "my_progress.jsonl").write_text("{}")
    path = next((copy / "notebooks").glob("01_*"))
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if 'exercise("ratings.mask_seen")' in c.source)
    cell.source = solved("ratings.mask_seen")
    nbformat.write(notebook, path)
    release(tmp_path / "students", 2, copy)
    made = {p.relative_to(tmp_path / "students").as_posix() for p in
            (tmp_path / "students").rglob("*")}  # fmt: skip
    assert not any("classroom" in p or "teaching" in p or "my_" in p for p in made)
    text = (tmp_path / "students" / "notebooks" / path.name).read_text()
    assert "np.where(seen, -np.inf, scores)" not in text
    code = (
        "from utils.exercises.engine import *\n"
        "for _ in range(3): hint('mf.gravity')\nsolution('mf.gravity')"
    )
    command = [sys.executable, "-c", code]
    folder = tmp_path / "students"
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "Hint 2 of 2" in told
    assert "def gravity" not in told
    assert "Your teacher keeps the solutions" in told
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", readme):
        assert re.search(rf"^{target}:", (folder / "Makefile").read_text(), re.M), target
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (folder / link).exists(), link
    with pytest.raises(ValueError, match="is not empty"):
        release(tmp_path / "students")
    with pytest.raises(ValueError, match="7 hints"):
        release(tmp_path / "more", 7)
