"""The explorer's JavaScript: its own tests on Node, its answers beside NumPy's, its form."""

import base64
import json
import re

import numpy as np
import pytest
from scipy.sparse import csr_array

from tests.tools.npm import npm_package, run_node
from tests.tools.spaces import make_space
from utils.base.paths import ROOT
from utils.explorer.description import Description
from utils.explorer.payload import pack
from utils.explorer.sources import HERE, imported, modules, script
from utils.models.wals import WALS
from utils.space.fold_in import FoldIn
from utils.space.similarity import MEASURES


def test_the_javascript_passes_its_own_tests():
    files = sorted(map(str, (ROOT / "tests/javascript").glob("*.test.mjs")))
    counts = dict(
        re.findall(r"^# (\w+) (\d+)$", run_node("--test", "--test-reporter=tap", *files), re.M)
    )
    assert int(counts["pass"]) >= 50
    assert counts["fail"] == counts["skipped"] == counts["todo"] == "0"


COMPARE = """
import { readFileSync } from "node:fs";
import { unpack } from "./utils/explorer/js/vectors/data.mjs";
import { combine, scoreAll, topK } from "./utils/explorer/js/vectors/similarity.mjs";
import { foldIn, gram } from "./utils/explorer/js/vectors/foldin.mjs";
const { meta, data, ratings } = JSON.parse(readFileSync(process.argv[1], "utf8"));
const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
const [space] = unpack(meta, new DataView(bytes.buffer)).spaces;
const answers = ["dot", "cosine", "euclidean"].map((measure) => {
  const scores = scoreAll(combine(space, [7]), space, measure);
  const rows = topK(scores, 10, (row) => row !== 7);
  return { rows, scores: rows.map((row) => scores[row]) };
});
const you = foldIn(space, ratings, space.rule, gram(space));
console.log(JSON.stringify({ answers, you: [...you.vector] }));
"""


@pytest.fixture
def answers(tmp_path):
    """(space, what Node makes of it)."""
    space = make_space(400, 24)
    meta, data = pack(Description(space, fold_in=FoldIn(l2=3.0, weight=5.0)))
    given = {"meta": meta, "data": base64.b64encode(data).decode(), "ratings": [[3, 5], [9, 5]]}
    (tmp_path / "in.json").write_text(json.dumps(given))
    printed = run_node("--input-type=module", "-e", COMPARE, str(tmp_path / "in.json"))
    return space, json.loads(printed)


def test_neighbors_are_those_of_numpy(answers):
    space, printed = answers
    for measure, found in zip(MEASURES, printed["answers"], strict=True):
        expected = space.neighbors(7, 10, measure)
        assert found["rows"] == expected.index.tolist()
        np.testing.assert_allclose(found["scores"], expected["score"], rtol=1e-4)


def test_five_stars_make_the_vector_that_wals_folds_in(answers):
    space, printed = answers
    model = WALS(dim=24, weight=5.0, l2=3.0)
    model.V = space.vectors
    history = csr_array((np.ones(2), ([0, 0], [3, 9])), shape=(1, len(space)))
    np.testing.assert_allclose(printed["you"], model.fold_in(history)[0], rtol=1e-3, atol=1e-6)


# The sources


def test_the_modules_become_one_without_imports():
    text = script()
    assert not re.search(r"^import ", text, re.M)
    assert re.findall(r"^export .*", text, re.M) == ["export default { render };"]


def test_no_two_modules_share_a_top_level_name():
    pattern = r"^(?:export )?(?:function|const|let|class) (\w+)"
    names = re.findall(pattern, script(), re.M)
    assert sorted(names) == sorted(set(names))


FOLDERS = ("vectors", "drawing", "state", "files", "panels")  # each may use those before it


def level(path):
    """How far down the order of folders a module stands: those of no folder are its two ends."""
    folder = path.parent.name
    return FOLDERS.index(folder) if folder in FOLDERS else (-1 if path.stem == "dom" else 9)


@pytest.mark.parametrize("path", sorted(modules()), ids=lambda path: path.name)
def test_a_module_imports_from_its_own_folder_and_those_before(path):
    above = [p for p in imported(path, path.read_text("utf-8")) if level(p) > level(path)]
    assert above == []


@pytest.mark.parametrize("path", sorted(modules()), ids=lambda path: path.name)
def test_javascript_is_short_and_never_parses_text_as_html(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert max(map(len, text.splitlines())) <= 112
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text)
    assert text.startswith("// ")


def test_the_types_that_the_comments_state_hold(request):
    compiler = npm_package("typescript", request.config.cache) / "bin/tsc"
    options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "es2023"]
    options += ["--module", "esnext"]
    options += ["--lib", "es2023,dom,dom.iterable", "--moduleResolution", "bundler"]
    files = [*modules(), HERE / "js/types.d.ts"]
    assert run_node(str(compiler), *options, *sorted(map(str, files))) == ""
