"""What a file is, by files of each kind, written by the libraries that people write them with."""

import gzip
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from utils.data.kinds import REMEDIES, SIGNATURES, kind_of, kind_of_bytes, remedy


def packed(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)


def saved(save, *arrays, **named):
    file = io.BytesIO()
    save(file, *arrays, **named)
    return file.getvalue()


WRITERS = {
    "text": lambda p: p.write_text("user_id,item_id\n1,2\n"),
    "gzip": lambda p: p.write_bytes(gzip.compress(b"a,b\n")),
    "zip": lambda p: packed(p, a_dot_csv="1,2\n"),
    "xlsx": lambda p: packed(p, xl__workbook_dot_xml="<workbook/>"),
    "keras": lambda p: packed(p, config_dot_json="{}", metadata_dot_json="{}"),
    "npz": lambda p: p.write_bytes(saved(np.savez, a=np.zeros(2))),
    "npy": lambda p: p.write_bytes(saved(np.save, np.zeros(2))),
    "parquet": lambda p: pd.DataFrame({"a": [1]}).to_parquet(p),
    "arrow": lambda p: pd.DataFrame({"a": [1]}).to_feather(p),
    "json": lambda p: p.write_text(json.dumps([{"a": 1}], indent=1)),
    "html": lambda p: p.write_text("\ufeff \n<!DOCTYPE html><html></html>"),
    "xml": lambda p: p.write_text('<?xml version="1.0"?><a/>'),
    "utf-16": lambda p: p.write_text("a,b\n", "utf-16"),
    "lfs": lambda p: p.write_text("version https://git-lfs.github.com/spec/v1\n"),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_is_told_by_its_content_whatever_it_is_called(tmp_path, kind):
    path = tmp_path / "data.csv"
    WRITERS[kind](path)
    assert kind_of(path) == kind


def test_a_file_inside_a_zip_is_told_too(tmp_path):
    packed(tmp_path / "outer.zip", folder__page_dot_csv="<html>no</html>")
    with zipfile.ZipFile(tmp_path / "outer.zip") as opened:
        assert kind_of(zipfile.Path(opened, "folder/page.csv")) == "html"


def test_a_zip_that_is_cut_off_is_still_a_zip(tmp_path):
    packed(tmp_path / "a.zip", a_dot_csv="1,2\n" * 99)
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-9])
    assert kind_of(tmp_path / "b.zip") == "zip"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a,b\n",
        b"{a},b\n1,2\n",
        b"[x] seen,y\n",
        b"<3 this,film\n",
        b"PK,wins\n",
        b"\xe9t\xe9",
    ],
)
def test_text_that_looks_odd_is_text(text):
    assert kind_of_bytes(text) == "text"


@pytest.mark.parametrize("text", [b'{"a": 1}', b"[1, 2]", b'  [{"a": 1}]', b"[[1], [2]]", b"[-1]"])
def test_json_is_told_by_how_it_begins(text):
    assert kind_of_bytes(text) == "json"


@pytest.mark.parametrize("kind", sorted({*SIGNATURES.values(), *WRITERS} - {"text"}))
def test_every_kind_has_a_remedy_in_words(tmp_path, kind):
    told = remedy(kind, tmp_path / "my data.csv")
    assert len(told.split()) > 3 and "{" not in told
    assert kind not in ("json", "parquet") or "'my data converted.csv'" in told


def test_there_is_no_remedy_for_what_is_never_found():
    found = {*SIGNATURES.values(), *WRITERS}
    assert set(REMEDIES) - found == set()
