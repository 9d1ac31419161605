"""What a file is, told by its first bytes: an error page may well be called data.csv."""

import re
import zipfile
from pathlib import Path

AnyPath = Path | zipfile.Path  # on disk, or in a zip
HEAD = 4096  # bytes that are looked at
SIGNATURES = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\x93NUMPY": "npy",
    b"\x89HDF\r\n": "hdf5",
    b"\xd0\xcf\x11\xe0": "xls",
    b"SQLite format 3\0": "sqlite",
    b"%PDF": "pdf",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"version https://git-lfs": "lfs",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
TEXTS = {  # how a text begins, blanks aside → what it is
    rb"(?i)<(!doctype html|html|head|body)": "html",
    rb"<\?xml": "xml",
    rb'\{\s*"|\[\s*[\[{\d"\-]': "json",
}
PACKED = {"bzip2": "bzip2", "xz": "xz", "zstd": "zstandard", "7z": "7-Zip", "rar": "RAR"}


def _with_pandas(reader):
    return f"Convert it in Python: pandas.{reader}.to_csv({{name!r}}, index=False)"


REMEDIES = {
    "xlsx": "is an Excel workbook. Open it in a spreadsheet and save it as 'CSV UTF-8'",
    "xls": "is an old Excel workbook. Open it in a spreadsheet and save it as 'CSV UTF-8'",
    "json": f"holds JSON, not a table. {_with_pandas('read_json({file!r}, lines=True)')}; "
    "without lines=True if it is one list",
    "arrow": f"is an Arrow (Feather) file. {_with_pandas('read_feather({file!r})')}",
    "parquet": "is a Parquet file, where a table of text was expected. "
    + _with_pandas("read_parquet({file!r})"),
    "html": "is a web page, not data: the download brought an error or a log-in instead. Open it "
    "in a browser to see which, then download the data again",
    "xml": "is XML, not a table: export CSV where it comes from",
    "lfs": "is a Git-LFS pointer, a note that says where the data lie. In its repository run: "
    "git lfs pull",
    "utf-16": "is UTF-16 text, such as Excel's 'Unicode text'. Save it as 'CSV UTF-8'; or in "
    "Python: Path({name!r}).write_text(Path({file!r}).read_text('utf-16'), 'utf-8')",
    "sqlite": "is an SQLite database: export the table you mean as CSV",
    "hdf5": "is an HDF5 file, not a table of text: export CSV where it comes from",
    "npy": "is a NumPy array, not a table of text: write it with numpy.savetxt",
    "npz": "holds NumPy arrays, not a table of text: write one with numpy.savetxt",
    "keras": "is a Keras model, not a table",
    "pdf": "is a PDF, not a table: export CSV where it comes from",
    "gzip": "is packed twice: unpack it once",
    "zip": "is packed twice: unpack it once",
    **{kind: f"is packed with {name}: unpack it first" for kind, name in PACKED.items()},
}


def kind_of(path: AnyPath) -> str:
    """What lies in a file, whatever its name says.

    Args:
        path: a Path, on disk or in a zip.

    Returns:
        str: "text" where nothing else is recognized; else one of the values of SIGNATURES and
        TEXTS, where a zip may also be "xlsx", "npz" or "keras".
    """
    if path.is_dir():
        raise ValueError(f"{path} is a folder: name the file in it")
    with path.open("rb") as file:
        kind = kind_of_bytes(file.read(HEAD))
        return _kind_of_zip(file) if kind == "zip" else kind


def kind_of_bytes(head: bytes) -> str:
    """As kind_of, of the first bytes; a zip is "zip"."""
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for start, kind in TEXTS.items() if re.match(start, text)), "text")


def _kind_of_zip(file):
    try:
        with zipfile.ZipFile(file) as opened:
            names = opened.namelist()
    except zipfile.BadZipFile:
        return "zip"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "config.json" in names and "metadata.json" in names:
        return "keras"
    return "npz" if names and all(name.endswith(".npy") for name in names) else "zip"


def remedy(kind: str, path: AnyPath) -> str:
    """What a file of this kind is and how it becomes a table, the end of "my.csv …".

    Args:
        kind: as kind_of says, but not "text".
        path: of the file.
    """
    return REMEDIES[kind].format(file=path.name, name=f"{Path(path.name).stem} converted.csv")
