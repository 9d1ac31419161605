"""The page: one file that loads nothing."""

import json
import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.columns import columns
from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.explorer.page import page_of, to_html
from utils.explorer.picture import still, words
from utils.plots import png
from utils.space.embedding_space import EmbeddingSpace


def test_the_page_is_one_file_that_loads_nothing(tmp_path):
    to_html(Description(make_space()), tmp_path / "space.html")
    page = (tmp_path / "space.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert page.count("</script>") == 3
    assert "<img src=x" not in page


def test_the_page_is_named_after_the_first_time_and_the_last(tmp_path):
    times = {f"epoch {t}": make_space() for t in range(9)}
    to_html(Description(times, epochs=True), tmp_path / "space.html")
    page = (tmp_path / "space.html").read_text()
    assert "<h1>Embedding explorer: epoch 0 to epoch 8</h1>" in page


NAMES = st.permutations(["a", 1, ("b",), "1", "ratings", "title"])


def refuse(word):
    raise AssertionError(f"{word} is no JSON")


@settings(deadline=None, max_examples=25)
@given(table=st.lists(columns(), min_size=1, max_size=3), names=NAMES)
def test_any_table_is_explored_or_refused_by_name(table, names):
    index = pd.Index(names[: len(table)], tupleize_cols=False)
    table = pd.DataFrame(dict(enumerate(table))).set_axis(index, axis=1)
    vectors = np.random.default_rng(0).normal(size=(4, 3))
    try:
        described = Description(EmbeddingSpace(vectors, table, label=names[0]))
    except ValueError as error:
        assert any(str(name) in str(error) for name in index)
        return
    (text,) = re.findall(r'id="meta">(.*?)</script>', page_of(described), re.S)
    meta = json.loads(text, parse_constant=refuse)
    assert [column["name"] for column in meta["columns"]] == list(map(str, described.columns))
    assert png(still(described)) and words(described).startswith("Map of 4 movies")
    assert len(described.first.neighbors(0)) == 3
