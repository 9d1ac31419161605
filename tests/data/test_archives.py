"""Archives from a real web server on loopback or placed by hand, and all that can go wrong."""

import contextlib
import datetime
import hashlib
import io
import ssl
import sys
import zipfile

import pandas as pd
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.archives import (
    CSV,
    FILES,
    LATEST,
    ML_1M,
    ML_100K,
    described,
    offered,
    serving,
    unpack,
    zipped,
)
from utils.data.archives import ArchiveError
from utils.data.movielens import load_movielens


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """Loopback is asked directly, whatever the machine's settings are."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server():
    with serving() as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    """A folder of downloads that already holds a good copy of another edition."""
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / "ml-32m.zip").write_bytes(zipped("ml-32m", CSV))
    return downloads


def contents(folder):
    return {path: path.is_file() and path.read_bytes() for path in folder.rglob("*")}


@contextlib.contextmanager
def refused(folder, edition, *words):
    """The block raises one error that says what to do by hand, and leaves the folder as it was."""
    before = contents(folder.parent)
    with pytest.raises(ArchiveError) as caught:
        yield
    message = str(caught.value)
    archive = edition.archive
    for expected in ("By hand", archive.url, f"{folder / archive.name}.zip", *words):
        assert expected in message
    assert contents(folder.parent) == before


# Downloading once, and what is placed by hand


@pytest.mark.parametrize("name", FILES)
def test_downloads_once_and_keeps_only_the_zip(name, server, tmp_path):
    body = zipped(f"ml-{name}", FILES[name])
    edition = offered(server, name, body, good=body)
    unpack(tmp_path / "by hand" / f"ml-{name}", FILES[name])
    expected = load_movielens(name, tmp_path / "by hand")
    downloads = tmp_path / "downloads"
    for _ in range(2):
        data = load_movielens(edition, downloads)
        pd.testing.assert_frame_equal(data.ratings, expected.ratings)
        pd.testing.assert_frame_equal(data.movies, expected.movies)
        assert data.users is expected.users or data.users.equals(expected.users)
    assert any(not title.isascii() for title in data.movies["title"])
    assert server.requests == [f"/ml-{name}.zip"]
    assert contents(downloads) == {downloads / f"ml-{name}.zip": body}


def test_download_is_quiet_unless_somebody_watches(server, tmp_path, capfd, monkeypatch):
    edition = offered(server, LATEST, zipped(f"ml-{LATEST}", CSV))
    load_movielens(edition, tmp_path / "piped")
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    load_movielens(edition, tmp_path / "watched")
    assert "100%" in capfd.readouterr().err


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("inside", ["", "same name"])
def test_folder_placed_by_hand_is_found(name, inside, server, tmp_path):
    unpack(tmp_path / f"ml-{name}" / (inside and f"ml-{name}"), FILES[name])
    data = load_movielens(offered(server, name, b"never read"), tmp_path)
    assert len(data.ratings) == 3
    assert server.requests == []


def test_zip_placed_by_hand_is_found(server, tmp_path):
    good = zipped("ml-1m", ML_1M)
    (tmp_path / "ml-1m.zip").write_bytes(good)
    data = load_movielens(offered(server, "1m", b"never read", good=good), tmp_path)
    assert len(data.ratings) == 3
    assert server.requests == []


def test_incomplete_folder_placed_by_hand(server, folder):
    unpack(folder / "ml-1m", {"ratings.dat": ML_1M["ratings.dat"]})
    edition = offered(server, "1m", zipped("ml-1m", ML_1M))
    with refused(folder, edition, "ml-1m lacks movies.dat, users.dat"):
        load_movielens(edition, folder)


def test_damaged_zip_placed_by_hand_is_neither_read_nor_replaced(server, folder):
    good = zipped("ml-1m", ML_1M)
    (folder / "ml-1m.zip").write_bytes(good[:-30])
    edition = offered(server, "1m", good, good=good)
    with refused(folder, edition, "truncated or altered", "Delete it"):
        load_movielens(edition, folder)
    assert server.requests == []


# Bad archives and bad connections


@pytest.mark.parametrize("name", [LATEST, "100k", "1m"])
@pytest.mark.parametrize("with_checksum", [True, False])
def test_truncated_file_is_refused(name, with_checksum, server, folder):
    good = zipped(f"ml-{name}", FILES[name])
    edition = offered(server, name, good[: len(good) // 2], good=with_checksum and good)
    with refused(folder, edition, "truncated or altered"):
        load_movielens(edition, folder)


def test_connection_lost_on_the_way_is_refused(server, folder):
    good = zipped("ml-100k", ML_100K)
    edition = offered(server, "100k", good[:100], good=good, promised=len(good))
    with refused(folder, edition, "could not be downloaded", "100 bytes read"):
        load_movielens(edition, folder)


def test_altered_archive_is_refused_by_its_checksum(server, folder):
    good = zipped("ml-100k", ML_100K)
    altered = zipped("ml-100k", ML_100K | {"u.data": b"1\t10\t5\t874965758\n"})
    edition = offered(server, "100k", altered, good=good)
    with refused(folder, edition, hashlib.md5(altered).hexdigest(), edition.archive.md5):
        load_movielens(edition, folder)


@settings(max_examples=200)
@given(data=st.data())
def test_altered_archive_without_a_checksum_is_refused_or_reads_the_same(tmp_path_factory, data):
    good = zipped(f"ml-{LATEST}", CSV)
    position = data.draw(st.integers(0, len(good) - 1))
    altered = bytearray(good)
    altered[position] ^= data.draw(st.integers(1, 255))
    folder = tmp_path_factory.mktemp("altered")
    (folder / f"ml-{LATEST}.zip").write_bytes(altered)
    with contextlib.suppress(ArchiveError):
        read = load_movielens(LATEST, folder)
        assert read.ratings.values.tolist()[0] == [1, 10, 4.5, 1000000000]
        assert read.movies["title"].tolist()[0].startswith("Amélie")


@pytest.mark.parametrize(
    ("name", "file"), [(name, file) for name in (LATEST, "100k", "1m") for file in FILES[name]]
)
def test_archive_that_lacks_a_file_is_refused(name, file, server, folder):
    files = {key: content for key, content in FILES[name].items() if key != file}
    body = zipped(f"ml-{name}", files)
    edition = offered(server, name, body, good=body)
    with refused(folder, edition, f"lacks ml-{name}/{file}"):
        load_movielens(edition, folder)


@pytest.mark.parametrize(
    "escaping",
    ["../evil.txt", "ml-100k/../../evil.txt", "/evil.txt", "C:\\evil.txt", "..\\evil.txt"],
)
def test_archive_that_escapes_its_folder_is_refused(escaping, server, folder):
    buffer = io.BytesIO(zipped("ml-100k", ML_100K))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(escaping, "evil")
    edition = offered(server, "100k", buffer.getvalue(), good=buffer.getvalue())
    with refused(folder, edition, escaping, "outside the folder"):
        load_movielens(edition, folder)


def test_file_that_the_server_does_not_have(server, folder):
    edition = described("100k", f"http://127.0.0.1:{server.server_port}/nowhere.zip")
    with refused(folder, edition, "404"):
        load_movielens(edition, folder)


def test_connection_refused(folder):
    with serving() as stopped:
        edition = offered(stopped, "100k", b"")
    with refused(folder, edition, "could not be downloaded ([", "refused"):
        load_movielens(edition, folder)


@pytest.fixture
def certified(tmp_path_factory, monkeypatch):
    """Start an https server whose certificate is valid until a date, by a trusted authority."""
    authority = trustme.CA()
    trusted = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))

    def serve(until):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        start = datetime.datetime(2000, 1, 1)
        authority.issue_cert("127.0.0.1", not_before=start, not_after=until).configure_cert(context)
        return serving(context)

    return serve


def test_valid_certificate(certified, folder):
    good = zipped("ml-100k", ML_100K)
    with certified(until=None) as server:
        data = load_movielens(offered(server, "100k", good, good=good), folder)
    assert len(data.ratings) == 3


def test_expired_certificate(certified, folder):
    good = zipped("ml-100k", ML_100K)
    with certified(until=datetime.datetime(2020, 1, 1)) as server:
        edition = offered(server, "100k", good, good=good)
        with refused(folder, edition, "certificate has expired"):
            load_movielens(edition, folder)


def test_earlier_good_copy_serves_when_the_server_does_not(server, folder):
    good = zipped("ml-100k", ML_100K)
    load_movielens(offered(server, "100k", good, good=good), folder)
    before = contents(folder)
    data = load_movielens(offered(server, "100k", good[:50], good=good), folder)
    assert len(data.ratings) == 3
    assert contents(folder) == before
