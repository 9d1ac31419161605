"""The command that makes one page of a file of vectors, in a fresh folder."""

import json
import subprocess
import sys

import numpy as np

from tests.tools.vector_files import TABLE, WORDS, V, numbers_alone
from utils.base.paths import ROOT


def run(folder, *arguments):
    command = [sys.executable, "-m", "utils.explorer", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_one_command_makes_one_page(tmp_path):
    numbers_alone(tmp_path / "vectors.tsv")
    TABLE.to_csv(tmp_path / "metadata.tsv", sep="\t", index=False)
    made = run(tmp_path, "vectors.tsv", "--table", "metadata.tsv", "-o", "space.html")
    assert made.returncode == 0, made.stderr
    assert f"{len(V)} rows" in made.stdout and "labels: the column 'animal'" in made.stdout
    page = (tmp_path / "space.html").read_text(encoding="utf-8")
    assert "Embedding explorer: vectors" in page and "http://" not in page.split("<script")[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "metadata.tsv",
        "space.html",
        "vectors.tsv",
    ]
    assert WORDS[0] not in made.stderr


def test_a_map_and_clusters_come_along_where_they_are_asked_for(tmp_path):
    islands = np.repeat(np.eye(6)[:2], 30, axis=0) + np.random.default_rng(0).normal(
        0, 0.02, (60, 6)
    )
    np.save(tmp_path / "islands.npy", islands)
    made = run(tmp_path, "islands.npy", "--map", "t-sne", "--clusters")
    assert made.returncode == 0, made.stderr
    page = (tmp_path / "islands.html").read_text(encoding="utf-8")
    meta = json.loads(
        page.split('<script type="application/json" id="meta">')[1].split("</script>")[0]
    )
    assert list(meta["spaces"][0]["maps"]) == ["t-sne"]
    assert [cluster["size"] for cluster in meta["clusters"]["found"]] == [30, 30]


def test_a_fault_is_one_line_and_leaves_no_page(tmp_path):
    (tmp_path / "v.tsv").write_text("1\t2\n3\tx\n")
    refused = run(tmp_path, "v.tsv")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert "line 2: number 2 is 'x', not a number" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["v.tsv"]
