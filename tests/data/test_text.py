"""What a text is, before anybody reads it as a table: its kind, its encoding, its packing."""

import gzip

import pandas as pd
import pytest

from tests.tools.archives import CSV, ML_1M, ML_100K, unpack, zipped
from utils.data.kinds import REMEDIES, SIGNATURES, TEXTS, kind_of, remedy
from utils.data.movielens import load_movielens
from utils.data.text import opened, scan

KINDS = {
    "text": b"user_id,item_id\n",
    "json": b'[{"a": 1}]',
    "html": b"\xef\xbb\xbf <HTML>",
    "gzip": gzip.compress(b"a"),
    "xlsx": zipped("xl", {"workbook.xml": b""}),
    "npz": zipped("x", {"a.npy": b""}),
    "zip": zipped("x", {"a.csv": b""}),
}


@pytest.mark.parametrize("kind, content", KINDS.items(), ids=KINDS)
def test_a_kind_is_told_by_content_and_not_by_name(kind, content, tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert kind_of(path) == kind


def test_every_kind_but_text_has_its_remedy(tmp_path):
    for kind in {*SIGNATURES.values(), *TEXTS.values(), "xlsx", "npz", "keras"}:
        assert remedy(kind, tmp_path / "my {data}.csv").startswith(("is ", "holds "))
    assert "text" not in REMEDIES


def test_the_line_of_a_wrong_byte_is_found_far_down_and_across_blocks(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes("é,b\n".encode() * 600_000 + b"x,\xe9t\xe9\n")
    assert scan(path).fault == "line 600001: the byte 0xe9 in 'été'"
    path.write_bytes("é,b\n".encode() * 600_000)
    assert scan(path).utf8


def test_a_cut_character_at_the_end_is_a_fault(tmp_path):
    path = tmp_path / "cut.csv"
    path.write_bytes("a\nbé".encode()[:-1])
    assert scan(path).fault.startswith("line 2: the byte 0xc3")


def test_what_is_unpacked_is_what_was_packed(tmp_path):
    path = tmp_path / "data"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with opened(path) as file:
        assert file.read() == b"a,b\n1,2\n"


@pytest.mark.parametrize("name, files", [("100k", ML_100K), ("1m", ML_1M)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_an_older_edition_saved_again_as_utf_8_reads_the_same(name, files, encoding, tmp_path):
    unpack(tmp_path / "latin-1" / f"ml-{name}", files)
    again = {file: text.decode("latin-1").encode(encoding) for file, text in files.items()}
    unpack(tmp_path / encoding / f"ml-{name}", again)
    first, second = (load_movielens(name, tmp_path / kind) for kind in ("latin-1", encoding))
    pd.testing.assert_frame_equal(first.movies, second.movies)
    pd.testing.assert_frame_equal(first.users, second.users)


def test_a_web_page_or_a_pointer_in_the_place_of_a_file_is_named(tmp_path):
    unpack(tmp_path / "ml-1m", ML_1M | {"ratings.dat": b"<!doctype html>Not found"})
    with pytest.raises(ValueError, match="ratings.dat is a web page"):
        load_movielens("1m", tmp_path)
    pointer = {"movies.csv": b"version https://git-lfs.github.com/spec/v1\n"}
    unpack(tmp_path / "ml-25m", CSV | pointer)
    with pytest.raises(ValueError, match="movies.csv is a Git-LFS pointer"):
        load_movielens("25m", tmp_path)
