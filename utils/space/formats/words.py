"""Word vectors: word2vec as text and as bytes, GloVe, fastText. A word, and its numbers."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from utils.data.text import endless_line, opened
from utils.space.formats.choosing import Found, Wanted

SIZES = re.compile(rb"(\d+) (\d+)\s*\n")
MOST_BYTES_OF_A_WORD = 1_000
MOST_BYTES_OF_A_NUMBER = 40  # as text, with the blank before it
MOST_BYTES_OF_A_FIRST_LINE = 2**20  # before it is known how many numbers a line has


def is_words(head: bytes) -> bool:
    """Whether the first bytes of a text are those of word vectors: parted by blanks."""
    lines = head.split(b"\n")
    if SIZES.match(head):
        return True
    cells = lines[0].split(b" ")
    return len(lines) > 1 and len(cells) > 2 and _all_numbers(cells[1:]) and b"\t" not in lines[0]


def _all_numbers(cells):
    try:
        return bool([float(cell) for cell in cells if cell.strip()])
    except ValueError:
        return False


def read_words(path: Path, vectors: Wanted = None) -> Found:
    """Vectors and their words.

    Raises:
        ValueError: names the line or the word that is cut off, of another length, or no numbers.
    """
    with opened(path) as file:
        first = file.readline(MOST_BYTES_OF_A_FIRST_LINE)
        sizes = SIZES.fullmatch(first)
        if not sizes:
            _check_length(path, 1, first, MOST_BYTES_OF_A_FIRST_LINE)
            dim = len(first.split(b" ")) - 1
            lines = chain([first], _lines(path, file, dim, 2))
            return _read_text(path, lines, None, dim, 1)
        n, dim = map(int, sizes.groups())
        start = file.tell()
        if _is_text(file.readline(_most_bytes(dim)), dim):
            file.seek(start)
            return _read_text(path, _lines(path, file, dim, 2), n, dim, 2)
        file.seek(start)
        return _read_bytes(path, file, n, dim)


def _most_bytes(dim):
    return MOST_BYTES_OF_A_WORD + MOST_BYTES_OF_A_NUMBER * dim


def _lines(path: Path, file: IO[bytes], dim: int, first: int) -> Iterator[bytes]:
    """Lines, none of them longer than a word and dim numbers can be."""
    most, number = _most_bytes(dim), first
    while line := file.readline(most):
        _check_length(path, number, line, most)
        yield line
        number += 1


def _check_length(path, number, line, most):
    if len(line) == most and not line.endswith(b"\n"):
        raise endless_line(path, number, most)


def _is_text(line, dim):
    cells = line.rstrip().split(b" ")
    return len(cells) == dim + 1 and _all_numbers(cells[1:])


def _read_text(path, lines, n, dim, first):
    words, rows = [], []
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        cells = line.rstrip().rsplit(b" ", dim)  # GloVe has words with blanks in them
        if len(cells) != dim + 1:
            found = len(cells) - 1
            raise ValueError(f"{path}, line {number}: {found} numbers, where there should be {dim}")
        try:
            rows.append(np.array(cells[1:], dtype=np.float32))
        except ValueError:
            wrong = next(cell for cell in cells[1:] if not _all_numbers([cell]))
            shown = wrong.decode("utf-8", "replace")
            raise ValueError(f"{path}, line {number}: {shown!r} is no number") from None
        words.append(cells[0])
    if n is not None and n != len(words):
        raise ValueError(f"{path} is cut off: {len(words)} words of the {n} that line 1 promises")
    return _found(path, words, np.array(rows))


def _read_bytes(path, file, n, dim):
    matrix, words = np.empty((n, dim), np.float32), []
    for row in range(n):
        word = bytearray()
        while (byte := file.read(1)) not in (b" ", b""):
            word += byte
            if len(word) > MOST_BYTES_OF_A_WORD:
                raise ValueError(f"{path}: word {row} does not end: this is no word2vec file")
        numbers = file.read(4 * dim)
        if len(numbers) < 4 * dim:
            raise ValueError(f"{path} is cut off: {row} words of the {n} that line 1 promises")
        words.append(bytes(word).lstrip(b"\n"))
        matrix[row] = np.frombuffer(numbers, "<f4")
    if file.read(1_000).strip():
        raise ValueError(f"{path} goes on after the {n} words that line 1 promises: it is damaged")
    return _found(path, words, matrix)


def _found(path, words, matrix):
    try:
        return Found(matrix, pd.DataFrame({"word": [word.decode() for word in words]}))
    except UnicodeDecodeError:
        row = next(
            r
            for r, word in enumerate(words)
            if b"\xef\xbf\xbd" in word.decode("utf-8", "replace").encode()
        )
        raise ValueError(f"{path}: word {row} is no UTF-8: {words[row]!r}") from None
