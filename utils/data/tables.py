"""Text tables whose index is the line in the file, so that an error can tell where."""

import csv
import io
import warnings

import pandas as pd


def read_csv(path, columns):
    """Read a comma-separated UTF-8 table with a header.

    Args:
        path: a Path, on disk or in a zip.
        columns: dict, name in the header → dtype ("int64", "float32" or "str").

    Returns:
        DataFrame of these columns, indexed by line number. Only a `title` may be missing.

    Raises:
        ValueError: names the file and, where it is one line's fault, the line and the value.
    """
    frame = _parse(path, columns, header=0)
    if absent := [column for column in columns if column not in frame]:
        raise ValueError(
            f"{path}, line 1: there is no column {absent[0]} in '{','.join(frame)}'. "
            f"Put the original file back; its columns are {', '.join(columns)}"
        )
    frame.index += 2
    return _typed(frame, columns, path)


def read_plain(path, columns, sep):
    """Read a latin-1 table that has neither header nor quotes.

    Args:
        path: a Path, on disk or in a zip.
        columns: dict, name → dtype, in the order of the file; None for a column to leave out.
        sep: what stands between two values: a character, or "::".

    Returns, Raises: as `read_csv`.
    """
    plain = {"header": None, "names": list(columns), "quoting": csv.QUOTE_NONE}
    frame = _parse(path, columns, sep=sep, encoding="latin-1", **plain)
    frame.index += 1
    return _typed(frame, columns, path)


def require(valid, path, problem):
    """Refuse a table in which a line is not valid.

    Args:
        valid: bool Series, indexed by line number.
        path: the file, for the message.
        problem: function of a line number that says in words what is wrong there.

    Raises:
        ValueError: for the first line that is not valid.
    """
    if not valid.all():
        line = valid.idxmin()
        raise ValueError(
            f"{path}, line {line}: {problem(line)}. Correct it or put the original file back"
        )


def _parse(path, columns, sep=",", **options):
    # pandas splits fast at a single character only, so "::" becomes a tab first.
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            tabbed = io.BytesIO(file.read().replace(b"::", b"\t")) if sep == "::" else None
            frame = pd.read_csv(
                tabbed or file,
                sep="\t" if tabbed else sep,
                dtype={column: "str" for column, dtype in columns.items() if dtype == "str"},
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
    except ValueError as error:
        raise ValueError(f"{path}: {error}. Put the original file back") from None
    return frame.dropna(how="all")


def _typed(frame, columns, path):
    kept = {column: dtype for column, dtype in columns.items() if dtype is not None}
    return pd.DataFrame({c: _column(frame[c], dtype, path) for c, dtype in kept.items()})


def _column(raw, dtype, path):
    values = raw if dtype == "str" else pd.to_numeric(raw, errors="coerce")
    valid = values.notna() | (raw.name == "title")
    if dtype == "int64":
        valid &= values % 1 == 0
    kind = {"str": "text", "int64": "an integer", "float32": "a number"}[dtype]
    require(valid, path, lambda line: f"{raw.name} is {_shown(raw[line])}, not {kind}")
    return values.astype(dtype)


def _shown(value):
    return "empty" if pd.isna(value) else f"'{value}'"
