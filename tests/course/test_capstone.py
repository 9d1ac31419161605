"""The capstone as written, in a fresh folder: on clicks, with a table of items, on a service."""

import re
import subprocess
import sys

import pytest

from utils.base.paths import ROOT
from utils.simulation.service import simulate

TEXT = (ROOT / "notebooks" / "CAPSTONE.md").read_text(encoding="utf-8")
BEGIN, KNOWN, SERVICE = re.findall(r"```python\n(.*?)```", TEXT, re.S)
SETUP, TITLES_AND_REST = BEGIN.split("data = load_interactions", 1)
COMPARE = TITLES_AND_REST[TITLES_AND_REST.index("results = ") :]
LOAD = 'data = load_interactions("my.csv")\n'
WAYS = {
    "clicks without items": BEGIN,
    "clicks with items": SETUP + LOAD + KNOWN + COMPARE,
    "the service": SETUP + SERVICE + COMPARE,
}


@pytest.fixture(scope="module")
def service():
    return simulate(n_users=120, n_items=200, n_events=3_000)


@pytest.mark.full  # eight models on four splits, three times
@pytest.mark.parametrize("code", WAYS.values(), ids=WAYS)
def test_the_recipe_gives_a_table_of_every_model(code, service, tmp_path):
    clicks = service.ratings().drop(columns="rating")
    clicks["timestamp"] = (
        clicks["timestamp"].astype("datetime64[s]").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "utils").symlink_to(ROOT / "utils")
    clicks.to_csv(tmp_path / "notebooks" / "my.csv", index=False, sep=";")
    items = service.videos.rename_axis("item_id").reset_index()
    items.to_csv(tmp_path / "notebooks" / "items.csv", index=False)
    code = code.replace("n_users=300, n_items=200, n_events=12_000", "120, 200, 3_000")
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "notebooks", capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    for model in ("random", "popularity", "EASE", "MF (SGD)", "softmax DNN", "two towers"):
        rows = re.findall(rf"^{re.escape(model)} .*$", ran.stdout, re.M)
        assert len(rows) == 2 and "nan" not in "".join(rows).lower()
