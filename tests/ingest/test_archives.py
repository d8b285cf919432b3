"""Compressed files and archives: unpacked with limits, and never where a member says."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
import zstandard
from export_desk import ends

from bwcmeta.errors import ExportError
from bwcmeta.ingest.readers import archive

TEXT = b"recording_id,started_at\nR1,2026-01-05T10:00:01Z\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in members.items():
            book.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("suffix", "packed"), [(".gz", gzip.compress(TEXT, mtime=0)), (".zst", zstandard.compress(TEXT))]
)
def test_a_compressed_file_is_the_file(desk, suffix, packed) -> None:
    ledger = desk.read(f"recordings.csv{suffix}", packed)
    assert (ledger.file, ends(ledger)) == (f"recordings.csv{suffix}", (1, 0, 0, 0))
    assert desk.read("recordings.csv", TEXT).status == "known"


def test_an_archive_gives_way_to_what_it_holds(desk) -> None:
    data = zipped(
        **{"2026/recordings.csv": TEXT, "officers.csv": b"officer_id\nO1\n", "readme.pdf": b"%", ".hidden": b"x"}
    )
    report = desk.take(desk.file("all.zip", data))
    assert [(f.file, f.status) for f in report.files] == [
        ("all.zip/readme.pdf", "skipped"),
        ("all.zip/2026/recordings.csv", "imported"),
        ("all.zip/officers.csv", "imported"),
    ]


def test_no_member_leads_out(desk, tmp_path) -> None:
    data = zipped(**{"../../evil/recordings.csv": TEXT, "/etc/officers.csv": b"officer_id\nO1\n"})
    report = desk.take(desk.file("evil.zip", data))
    assert [f.file for f in report.files] == ["evil.zip/etc/officers.csv", "evil.zip/evil/recordings.csv"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["exports", "lake"]


def test_no_archive_inside_an_archive(desk) -> None:
    report = desk.take(desk.file("outer.zip", zipped(**{"inner.zip": zipped(**{"recordings.csv": TEXT})})))
    assert [(f.file, f.status, f.notes) for f in report.files] == [
        ("outer.zip/inner.zip", "skipped", ("an archive inside an archive is not opened",))
    ]


@pytest.mark.parametrize("name", ["bomb.zip", "recordings.csv.gz", "recordings.csv.zst", "recordings.xlsx"])
def test_what_would_unpack_to_too_much_is_refused(desk, monkeypatch, name) -> None:
    monkeypatch.setattr(archive, "_UNSUSPICIOUS", 1000)
    zeros = TEXT + b"0" * 5_000_000
    packed = {
        "bomb.zip": lambda: zipped(**{"recordings.csv": zeros}),
        "recordings.xlsx": lambda: zipped(**{"xl/workbook.xml": zeros}),
        "recordings.csv.gz": lambda: gzip.compress(zeros, mtime=0),
        "recordings.csv.zst": lambda: zstandard.compress(zeros),
    }[name]()
    with pytest.raises(ExportError, match="more than is believed"):
        desk.read(name, packed)


def test_too_many_members(desk, monkeypatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(ExportError, match="holds 4 files; at most 3"):
        desk.read("many.zip", zipped(**{f"{n}.csv": TEXT for n in range(4)}))


@pytest.mark.parametrize("name", ["recordings.csv.gz", "recordings.csv.zst", "all.zip", "recordings.xlsx"])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 not really", gzip.compress(TEXT, mtime=0)[:-12], b"\x28\xb5\x2f\xfd\x00"]
)
def test_a_damaged_one_is_refused_in_words(desk, name, data) -> None:
    with pytest.raises(ExportError, match=r"cannot be unpacked|is no workbook|is empty|not even a heading"):
        desk.read(name, data)
