"""Tables whose index is the line in the file, so that an error can tell where."""

import csv
import io
import re
import warnings
from collections.abc import Mapping

import pandas as pd

from utils.data.checked import once, typed
from utils.data.kinds import AnyPath
from utils.data.text import encoding_error, header_of, opened, rows_of, scan


def read_csv(path: AnyPath, columns: Mapping[str, str], sep: str = ",") -> pd.DataFrame:
    """Read a UTF-8 table with a header; .gz and .zip are unpacked on the way.

    Args:
        path: a Path, on disk or in a zip.
        columns: dict, name in the header → dtype ("int64", "float32" or "str").
        sep: the character between two values.

    Returns:
        DataFrame of these columns, indexed by line number. Only a `title` may be missing.

    Raises:
        ValueError: names the file and, where it is one line's fault, the line and the value.
    """
    found = scan(path)
    if not found.utf8:
        raise encoding_error(path, found)
    names = column_names(path, sep)
    if absent := [column for column in columns if column not in names]:
        raise ValueError(
            f"{path}, line 1: there is no column {absent[0]} in '{sep.join(names)}'. "
            f"Put the original file back; its columns are {', '.join(columns)}"
        )
    if found.quotes:
        frame = _parse_quoted(path, names, sep)
    else:
        frame = _parse(path, columns, sep, header=0, quoting=csv.QUOTE_NONE, encoding="utf-8-sig")
        frame.index += 2
        frame.columns = names
    return typed(frame, columns, path)


def column_names(path: AnyPath, sep: str) -> list[str]:
    """The names in the header of a table, blanks around them aside.

    Raises:
        ValueError: if the file is empty or a name is there twice.
    """
    try:
        names = [name.strip() for name in next(csv.reader([header_of(path)], delimiter=sep), [])]
    except csv.Error as error:
        raise ValueError(f"{path}, line 1 is no header of a table: {error}") from None
    if not any(names):
        raise ValueError(f"{path}, line 1 is empty: No columns. Begin with a line of their names")
    return once(names, path)


def read_plain(path: AnyPath, columns: Mapping[str, str | None], sep: str) -> pd.DataFrame:
    """Read a table that has neither header nor quotes, in latin-1 or in UTF-8.

    Args:
        path: a Path, on disk or in a zip.
        columns: dict, name → dtype, in the order of the file; None for a column to leave out.
        sep: what stands between two values: a character, or "::".

    Returns, Raises: as `read_csv`.
    """
    plain = {"header": None, "names": list(columns), "quoting": csv.QUOTE_NONE}
    frame = _parse(path, columns, sep, encoding=plain_encoding(path), **plain)
    frame.index += 1
    return typed(frame, columns, path)


def plain_encoding(path: AnyPath) -> str:
    """The encoding of an older file: latin-1, unless somebody has saved it again as UTF-8.

    Accents in latin-1 are no UTF-8 but by a rare accident, two odd signs in a row.
    """
    return "utf-8-sig" if scan(path).utf8 else "latin-1"


def _parse(path, columns, sep, **options):
    # pandas splits fast at a single character only, so "::" becomes a tab first.
    try:
        with opened(path) as file, warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            tabbed = io.BytesIO(file.read().replace(b"::", b"\t")) if sep == "::" else None
            frame = pd.read_csv(
                tabbed or file,
                sep="\t" if tabbed else sep,
                dtype={
                    column: "str" for column, dtype in columns.items() if dtype in ("str", "text")
                },
                keep_default_na=False,  # a movie may be called "NA"
                na_values=[""],
                index_col=False,
                skip_blank_lines=False,  # so that row numbers tell line numbers
                low_memory=False,
                **options,
            )
    except pd.errors.ParserWarning:
        surplus = f"its lines have more than the {len(columns)} values of their columns"
        raise ValueError(f"{path}: {surplus}. Put the original file back") from None
    except pd.errors.ParserError as error:
        numbers = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if numbers:
            raise _surplus_error(path, *map(int, numbers.groups())) from None
        raise ValueError(f"{path}: {error}. Put the original file back") from None
    except pd.errors.EmptyDataError:
        raise ValueError(f"{path} is empty: put the original file back") from None
    return frame.dropna(how="all")


def _surplus_error(path, expected, line, found):
    return ValueError(
        f"{path}, line {line}: {found} values for {expected} columns. If what parts the values "
        "also stands within one, put that one in quotation marks"
    )


def _parse_quoted(path, names, sep):
    rows, lines = [], []
    for line, row in rows_of(path, sep):
        if len(row) > len(names):
            raise _surplus_error(path, len(names), line, len(row))
        if line > 1 and any(row):
            rows.append(row + [""] * (len(names) - len(row)))
            lines.append(line)
    frame = pd.DataFrame(rows, index=lines, columns=names, dtype="str")
    return frame.mask(frame == "")
