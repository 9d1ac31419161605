"""The page: one file that loads nothing."""

import re

from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.explorer.page import to_html


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
