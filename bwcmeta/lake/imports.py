"""The table of imports: the record of every file taken, and the point at which an import becomes visible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.lake import delta
from bwcmeta.model.columns import Column
from bwcmeta.model.ledger import FileLedger, ImportRecord

if TYPE_CHECKING:
    import polars as pl

NAME = "imports"
FORMAT = "bwcmeta lake, format 2"
COLUMNS = (
    Column("import_id", "text", "First 16 hexadecimal digits of the hash.", required=True),
    Column("file", "text", "Name below the folder that was read.", required=True),
    Column("sha256", "text", "Of the file's bytes.", required=True),
    Column("size", "integer", "Bytes."),
    Column("profile", "text", "Profile that read it, id@version."),
    Column("seq", "integer", "Order in which the lake took the files."),
    Column("exported_at", "instant", "When the export was made, where known."),
    Column("imported_at", "instant", "When the lake took it."),
    Column("table_versions", "text", "JSON: table -> Delta version visible after this import."),
    Column("restates", "text", "JSON: table -> whether it brought another version of a row already there."),
    Column("ledger", "text", "JSON: the file's ledger."),
)


def to_frame(record: ImportRecord) -> pl.DataFrame:
    """Return the one row that is committed."""
    import polars as pl

    instant = pl.Datetime("us", "UTC")
    return pl.DataFrame(
        {
            "import_id": [record.import_id],
            "file": [record.file],
            "sha256": [record.sha256],
            "size": [record.size],
            "profile": [record.profile],
            "seq": [record.seq],
            "exported_at": pl.Series([record.exported_at], dtype=instant),
            "imported_at": pl.Series([record.imported_at], dtype=instant),
            "table_versions": [json.dumps(dict(record.table_versions), sort_keys=True)],
            "restates": [json.dumps(dict(record.restates), sort_keys=True)],
            "ledger": [json.dumps(record.ledger.to_dict(), sort_keys=True, ensure_ascii=False)],
        }
    )


def read(folder: Path, version: int) -> tuple[ImportRecord, ...]:
    """Return the imports of one version of the table, in the order they were taken."""
    import polars as pl

    paths = delta.files(folder / NAME, version)
    if not paths:
        return ()
    rows = pl.read_parquet(list(paths), glob=False).sort("seq").iter_rows(named=True)
    return tuple(
        ImportRecord(
            import_id=row["import_id"],
            file=row["file"],
            sha256=row["sha256"],
            size=row["size"],
            profile=row["profile"],
            seq=row["seq"],
            ledger=FileLedger.from_dict(json.loads(row["ledger"])),
            restates=json.loads(row["restates"]),
            exported_at=row["exported_at"],
            imported_at=row["imported_at"],
            table_versions=json.loads(row["table_versions"]),
        )
        for row in rows
    )
