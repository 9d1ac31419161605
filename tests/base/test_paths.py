"""Everything lies where the modules look for it."""

from utils.base.paths import DATA, DOWNLOADS, ROOT


def test_the_data_of_the_course_are_there():
    assert (ROOT / "pyproject.toml").is_file()
    assert (DATA / "movielens-small" / "ratings.csv").is_file()


def test_what_is_downloaded_stays_out_of_the_repository():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert DOWNLOADS.parent == DATA
    assert any(line.strip("/") == "data/downloads" for line in ignored)
