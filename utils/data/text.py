"""Text files of tables: unpacked on the way, their bytes checked, their rows told by line."""

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from utils.data.kinds import HEAD, AnyPath, kind_of, kind_of_bytes, remedy

BLOCK = 2**20
MOST_BYTES_OF_A_LINE = 16 * BLOCK  # a million numbers; what is longer is no table
LINE_BREAK = re.compile(r"\r\n|\r|\n")


@contextmanager
def opened(path: AnyPath) -> Iterator[IO[bytes]]:
    """The bytes of a text, taken out of .gz or .zip if need be.

    Args:
        path: a Path, on disk or in a zip.

    Yields:
        A binary file.

    Raises:
        ValueError: if it is something else than text, says what and how to convert it; or if it
            is damaged.
    """
    kind = kind_of(path)
    try:
        with path.open("rb") as file:
            if kind == "gzip":
                with gzip.open(file) as inner:
                    yield _checked(inner, path)
            elif kind == "zip":
                with zipfile.ZipFile(file) as archive, archive.open(_only(archive, path)) as inner:
                    yield _checked(inner, path)
            elif kind == "text":
                yield file
            else:
                raise ValueError(f"{path} {remedy(kind, path)}")
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged or cut off ({error}): get it again") from None


def _checked(inner, path):
    kind = kind_of_bytes(inner.read(HEAD))
    if kind != "text":
        raise ValueError(f"what {path} holds {remedy(kind, path)}")
    inner.seek(0)
    return inner


def _only(archive, path):
    names = [n for n in archive.namelist() if not n.endswith("/") and "__MACOSX" not in n]
    if len(names) != 1:
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        raise ValueError(f"{path} holds {len(names)} files ({shown}): unpack the one you mean")
    return names[0]


@dataclass(frozen=True)
class Scan:
    """What a look at every byte of a text has shown.

    Attributes:
        utf8: whether all of it is UTF-8.
        quotes: whether there is a quotation mark in it.
        fault: the first line that is no UTF-8, with its byte; None if there is none.
    """

    utf8: bool
    quotes: bool
    fault: str | None


def scan(path: AnyPath) -> Scan:
    """Look at every byte, in bounded memory.

    Args:
        path: a Path, on disk or in a zip.

    Raises:
        ValueError: as `opened`; if there is a NUL, which no text holds; or if a line does not end.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    quotes, fault, n_lines, unended = False, None, 0, 0
    with opened(path) as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            if b"\0" in block:
                line = n_lines + block[: block.index(b"\0")].count(b"\n") + 1
                raise ValueError(f"{path}, line {line} holds a NUL: it is not text, or damaged")
            quotes |= b'"' in block
            fault = fault or _fault(decoder, block, n_lines)
            n_lines += block.count(b"\n")
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            unended = len(block) - 1 - last if last >= 0 else unended + len(block)
            if unended > MOST_BYTES_OF_A_LINE:
                raise endless_line(path, n_lines + 1, MOST_BYTES_OF_A_LINE)
    fault = fault or _fault(decoder, b"", n_lines, final=True)
    return Scan(fault is None, quotes, fault)


def _fault(decoder, block, n_lines, final=False):
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        before, after = error.object[: error.start], error.object[error.start :]
        word = re.search(rb"[^,;\t|\n]*\Z", before[-80:])[0] + re.match(rb"[^,;\t|\r\n]*", after)[0]
        line = n_lines + before.count(b"\n") + 1
        return f"line {line}: the byte 0x{after[0]:02x} in '{word.decode('cp1252', 'replace')}'"
    return None


def endless_line(path: AnyPath, line: int, most: int) -> ValueError:
    """The ValueError for a line that has no end where it should have one."""
    return ValueError(
        f"{path}, line {line} does not end within {most} bytes: this is no table, or it is damaged"
    )


def encoding_error(path: AnyPath, found: Scan) -> ValueError:
    """The ValueError for a file that is not UTF-8, where it has to be."""
    name = path.name
    return ValueError(
        f"{path}, {found.fault} is no UTF-8, so the file is probably in latin-1 or Windows-1252. "
        "Save it as UTF-8 ('CSV UTF-8' in Excel); or in Python: "
        f"Path({name!r}).write_text(Path({name!r}).read_text('cp1252'), 'utf-8')"
    )


def header_of(path: AnyPath) -> str:
    """The first line of a text, without what marks it as UTF-8, as str; "" of an empty file.

    Raises:
        ValueError: as `opened`; if it is not UTF-8; or if it does not end within a MiB.
    """
    with opened(path) as file:
        line = file.readline(BLOCK)
    if len(line) == BLOCK and not LINE_BREAK.search(line.decode("latin-1")):
        raise endless_line(path, 1, BLOCK)
    try:
        return LINE_BREAK.split(line.decode("utf-8-sig"), maxsplit=1)[0]
    except UnicodeDecodeError:
        raise encoding_error(path, scan(path)) from None


def rows_of(path: AnyPath, sep: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with quotation marks, each with the line in which it begins.

    Args:
        path: a Path, on disk or in a zip.
        sep: what stands between two values.

    Yields:
        (line, list of str), the header first.

    Raises:
        ValueError: if a quotation mark is not closed, or swallows whole rows; says the line in
            which it opens.
    """
    with opened(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        lines = []  # of the row that is being read

        def remembered():
            for line in text:
                lines.append(line)
                yield line

        reader, n_columns = csv.reader(remembered(), delimiter=sep, strict=True), None
        while True:
            start = reader.line_num + 1
            lines.clear()
            try:
                row = next(reader, None)
            except csv.Error as error:
                raise _quote_error(path, start + _opening("".join(lines), sep), error) from None
            if row is None:
                return
            escaped = [n for n, line in enumerate(lines) if '\\"' in line]
            if escaped:
                raise _quote_error(path, start + escaped[0], "it is escaped by a backslash")
            n_columns = n_columns or len(row)
            for place, cell in enumerate(row):
                if _swallows(cell, place, n_columns, sep):
                    above = sum(len(LINE_BREAK.findall(before)) for before in row[:place])
                    raise _quote_error(path, start + above, "it would hold whole rows")
            yield start, row


def _quote_error(path, line, reason):
    return ValueError(
        f"{path}, line {line}: a value opens with a quotation mark that is not closed where the "
        f"value ends ({reason}). Close it there; a mark that belongs to the value is written twice"
    )


def _swallows(cell, place, n_columns, sep):
    """Whether a cell looks like the end of one row, whole rows, and the beginning of another."""
    first, *middle = LINE_BREAK.split(cell)
    if not middle or n_columns < 2:
        return False
    last = middle.pop()
    ends = first.count(sep) == n_columns - 1 - place and last.count(sep) == place
    return ends and all(line.count(sep) == n_columns - 1 for line in middle)


def _opening(row, sep):
    """How many lines below the beginning of a broken row its open quotation mark stands."""
    value = re.compile(rf'(?:"(?:[^"]|"")*"|(?!")[^{re.escape(sep)}\r\n]*){re.escape(sep)}')
    place = 0
    while whole := value.match(row, place):
        place = whole.end()
    return len(LINE_BREAK.findall(row, 0, place))
