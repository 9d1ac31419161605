"""The guide for teachers: its pictures, its links, its commands."""

import re

import pytest
from PIL import Image

from tests.tools.teaching_pictures import PICTURES
from utils.base.paths import ROOT
from utils.classroom.__main__ import main

PAGES = sorted((ROOT / "teaching").glob("*.md"))
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_picture_is_shown_small_and_told_in_words():
    shown = {path: words for words, path in IMAGE.findall(TEXT)}
    assert {f"pictures/{p.name}" for p in PICTURES.glob("*.png")} == set(shown)
    for path, words in shown.items():
        file = ROOT / "teaching" / path
        assert len(words.split()) >= 10, path
        assert file.stat().st_size <= 80_000, path
        with Image.open(file) as picture:
            assert picture.convert("L").getextrema()[0] < 60, f"{path} is blank"


def test_every_link_of_the_guide_leads_to_a_file():
    links = re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)", TEXT)
    assert links
    for link in links:
        assert (ROOT / "teaching" / link).exists(), link


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"python -m utils\.classroom ([a-z]+)", TEXT)))
)
def test_every_command_of_the_guide_exists(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert command in capsys.readouterr().out


def test_every_target_of_the_guide_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z-]+)", TEXT, re.M)):
        assert re.search(rf"^{target}:", makefile, re.M), target
