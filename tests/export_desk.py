"""A lake and a folder for exports, for tests of what becomes of a file; and workbooks made by hand."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl

from bwcmeta.ingest import ingest
from bwcmeta.lake import Lake
from bwcmeta.model.ledger import FileLedger, IngestReport


@dataclass
class Desk:
    """A lake and a folder for exports, with the shortest words for what the tests do."""

    folder: Path
    lake: Lake

    def file(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def take(self, *paths: Path, **options: Any) -> IngestReport:
        with self.lake.writer() as writer:
            report = ingest(paths, writer, **options)
        assert report.adds_up
        return report

    def read(self, name: str, data: str | bytes, **options: Any) -> FileLedger:
        return self.take(self.file(name, data), **options).files[0]

    def profile(self, text: str) -> str:
        """Write a profile for one test and return its path."""
        return str(self.file("profiles/own.yaml", text).resolve())

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        files = self.lake.snapshot().files(table)
        if not files:
            return []
        frame = pl.read_parquet(list(files), glob=False, hive_partitioning=False)
        return frame.sort("import_seq", "source_row").select(columns).rows()

    def aside(self, ledger: FileLedger) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lake.snapshot().set_aside(ledger.import_id)]


def ends(ledger: FileLedger) -> tuple[int, int, int, int]:
    """How the rows ended: used, repaired, repeats, set aside. They add up to the rows read."""
    rows = ledger.rows
    assert rows.read == rows.used + rows.repaired + rows.repeats + rows.set_aside
    return rows.used, rows.repaired, rows.repeats, rows.set_aside


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], dimension: str = "", merged: str = "") -> bytes:
    """An Excel workbook. A cell is text, a number, or (number, style): 1 date, 2 time, 3 date and time, 4 `0000`."""
    formats = '<numFmts count="1"><numFmt numFmtId="170" formatCode="0000"/></numFmts>'
    styles = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in (0, 14, 21, 22, 170))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1))
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{rel}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="{kind}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{targets}'
        f'<Relationship Id="rId99" Type="{rel}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{formats}<cellXfs count="5">{styles}</cellXfs></styleSheet>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(_row(n, row) for n, row in enumerate(rows, 1) if row)
        size = f'<dimension ref="{dimension}"/>' if dimension else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}">{size}<sheetData>{body}</sheetData>{merged}</worksheet>'
        )
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return out.getvalue()


def _row(number: int, cells: Sequence[Any]) -> str:
    return f'<row r="{number}">{"".join(_cell(chr(65 + n) + str(number), c) for n, c in enumerate(cells))}</row>'


def _cell(place: str, value: Any) -> str:
    style = 0
    if isinstance(value, tuple):
        value, style = value
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'
