"""Zip archives of data: found in a folder or downloaded into it, checked, never unpacked."""

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import pooch

from utils.base.watched import interactive


@dataclass(frozen=True)
class Archive:
    """A zip whose files all lie in a folder of the same name: `ml-1m.zip` holds `ml-1m/…`.

    Attributes:
        name: of the folder, and of the zip without its ending.
        url: where to download it; None if it comes with the course, as a folder.
        files: names of the files that must be in the folder.
        md5: hex digest of the zip; None where the publisher changes it from time to time.
    """

    name: str
    url: str | None
    files: tuple[str, ...]
    md5: str | None = None


class ArchiveError(RuntimeError):
    """Data could not be found, downloaded or trusted; the message says what to do by hand."""


@contextlib.contextmanager
def open_archive(archive: Archive, folder: Path) -> Iterator[Path | zipfile.Path]:
    """Give the root of an archive's files, downloading the zip if it is not there yet.

    Looks for the folder `folder/name` (unpacked by hand), then for `folder/name.zip` (placed by
    hand or downloaded earlier), and only then asks the network.

    Args:
        archive: what to look for.
        folder: where archives are kept; made if a download needs it.

    Yields:
        A path, on disk or inside the zip, under which every one of `archive.files` exists.

    Raises:
        ArchiveError: if the data are incomplete, damaged, or out of reach. Nothing half-written
            is left in `folder`, and what was there is untouched.
    """
    unpacked, zipped = folder / archive.name, folder / f"{archive.name}.zip"
    if unpacked.is_dir():
        yield _unpacked_root(archive, unpacked)
        return
    if not zipped.exists():
        _download(archive, zipped)
    elif fault := _fault(archive, zipped):
        raise ArchiveError(
            f"{zipped} {fault}. Delete it and run this again. {_by_hand(archive, folder)}"
        )
    with zipfile.ZipFile(zipped) as opened:
        yield zipfile.Path(opened, f"{archive.name}/")


def _unpacked_root(archive, unpacked):
    # Some programs unpack ml-1m.zip into ml-1m/ml-1m.
    nested = unpacked / archive.name
    root = nested if nested.is_dir() else unpacked
    missing = [name for name in archive.files if not (root / name).is_file()]
    if missing:
        raise ArchiveError(
            f"The folder {root} lacks {', '.join(missing)}. "
            f"Complete or delete it and run this again. {_by_hand(archive, unpacked.parent)}"
        )
    return root


def _download(archive, zipped):
    """Download next to the final place, check, and only then move there in one step."""
    by_hand = _by_hand(archive, zipped.parent)
    if archive.url is None:
        raise ArchiveError(f"The folder {zipped.with_suffix('')} is missing. {by_hand}")
    zipped.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".download-", dir=zipped.parent) as scratch:
        arrived = Path(scratch) / zipped.name
        get = pooch.HTTPDownloader(progressbar=interactive(), chunk_size=2**16)
        try:
            get(archive.url, str(arrived), None)
        except OSError as error:
            reason = f"{archive.url} could not be downloaded ({_root_cause(error)})"
            raise ArchiveError(f"{reason}. {by_hand}") from None
        if fault := _fault(archive, arrived):
            raise ArchiveError(f"What came from {archive.url} {fault}. {by_hand}")
        os.replace(arrived, zipped)


def _fault(archive, path):
    """What is wrong with the zip at path, as the end of a sentence; None if nothing is."""
    if archive.md5:
        md5 = pooch.file_hash(str(path), alg="md5")
        if md5 != archive.md5:
            return f"is truncated or altered: its md5 is {md5}, not {archive.md5}"
    try:
        with zipfile.ZipFile(path) as opened:
            names = opened.namelist()
            # A right checksum already vouches for every byte.
            damaged = None if archive.md5 else opened.testzip()
    except Exception as error:  # damage makes zipfile raise a dozen types, ValueError among them
        return f"is truncated or altered: {error}"
    if damaged:
        return f"is truncated or altered: {damaged} does not match its own checksum"
    if escaping := [name for name in names if _escapes(name)]:
        return f"is not safe: its file {escaping[0]} would be written outside the folder"
    missing = {f"{archive.name}/{name}" for name in archive.files}.difference(names)
    return f"lacks {', '.join(sorted(missing))}" if missing else None


def _escapes(name):
    # A Windows path takes both / and \ as separators and knows drives, so it covers every system.
    path = PureWindowsPath(name)
    return bool(path.anchor) or ".." in path.parts


def _by_hand(archive, folder):
    if archive.url is None:
        return f"It comes with the course: `git checkout -- {folder.name}` brings it back."
    return (
        f"By hand: on any machine, download {archive.url} with a browser; "
        f"put it here as {folder / archive.name}.zip, or unpacked as the folder "
        f"{folder / archive.name}; then run this again."
    )


def _root_cause(error):
    """The innermost exception: "Connection refused", not the four layers of library around it."""
    while error.__context__ is not None:
        error = error.__context__
    return error
