"""Files whose name says something else than their first bytes: said in words, instead of read as gibberish."""

from __future__ import annotations

import zipfile
from pathlib import Path

from bwcmeta.errors import ExportError

_MAGIC = (
    (b"%PDF", "a PDF", "ask for the table it was printed from"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or another Office file", "name it .xls"),
    (b"\x1f\x8b", "compressed with gzip", "add .gz to its name"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "add .zst to its name"),
    (b"PAR1", "Parquet", "name it .parquet"),
    (b"SQLite format 3", "a database of SQLite", "export its tables as CSV"),
)


def refuse_other(path: Path) -> None:
    """Refuse a file of text that is none.

    Raises:
        ExportError: it is one of the formats known by their first bytes.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError:
        return  # who reads it says what is wrong
    if head.startswith(b"PK\x03\x04"):
        what, mend = ("an Excel workbook", "name it .xlsx") if _is_workbook(path) else ("a zip archive", "name it .zip")
    else:
        what, mend = next(((what, mend) for magic, what, mend in _MAGIC if head.startswith(magic)), ("", ""))
    if what:
        raise ExportError(f"{path} is {what}, though its name ends in {path.suffix}; {mend}, and read it again")


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
