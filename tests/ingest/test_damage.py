"""Any format, damaged at random: accounted for to the row, or refused in words; never a traceback, never a lost row."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest
from export_desk import workbook
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ledger_properties import HEADINGS, Memory, as_csv, rows_of_cells

from bwcmeta.errors import BwcMetaError, ExportError
from bwcmeta.ingest import files, ingest

files._SECOND_LOOK_SECONDS = 0.0


def as_json(rows) -> bytes:
    items = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    return json.dumps({"data": items, "meta": {"count": len(items)}}).encode()


def as_lines(rows) -> bytes:
    return "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=True))) for row in rows).encode()


def as_book(rows) -> bytes:
    clean = [[c.replace("\x00", "") for c in row] for row in rows]
    return workbook({"S": [HEADINGS, *clean]})


FORMATS = {
    "recordings.csv": lambda rows: as_csv(rows).encode(),
    "recordings.tsv": lambda rows: as_csv(rows).replace(",", "\t").encode("utf-16"),
    "recordings.txt": lambda rows: as_csv(rows).replace(",", ";").encode("cp1252", "replace"),
    "recordings.json": as_json,
    "recordings.jsonl": as_lines,
    "recordings.xlsx": as_book,
    "recordings.csv.gz": lambda rows: gzip.compress(as_csv(rows).encode(), mtime=0),
}


def take(folder, name: str, data: bytes) -> tuple[int, ...] | None:
    path = folder / name
    path.write_bytes(data)
    writer = Memory()
    try:
        ledger = ingest([path], writer, tz="America/Chicago").files[0]
    except BwcMetaError:  # refused in words; anything else that escapes is a fault of the program
        assert not writer.done
        return None
    assert ledger.adds_up
    assert writer.rows("recordings").height == ledger.rows.used + ledger.rows.repaired
    assert len(writer.aside) == ledger.rows.set_aside
    assert all(json.loads(line)["row"] > 0 for line in writer.aside)
    rows = ledger.rows
    return rows.read, rows.used + rows.repaired, rows.repeats, rows.set_aside


@pytest.mark.parametrize("name", sorted(FORMATS))
@settings(max_examples=25)
@given(rows=rows_of_cells, data=st.data())
def test_damage_is_accounted_for(name, rows, data, tmp_path_factory) -> None:
    whole = bytearray(FORMATS[name](rows))
    for _ in range(data.draw(st.integers(1, 4))):
        where = data.draw(st.integers(0, max(0, len(whole) - 1)))
        kind = data.draw(st.sampled_from(["flip", "cut", "double", "odd", "tail"]))
        if kind == "flip" and whole:
            whole[where] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "cut":
            del whole[where : where + data.draw(st.integers(1, 40))]
        elif kind == "double":
            whole[where:where] = whole[where : where + data.draw(st.integers(1, 80))]
        elif kind == "odd":
            whole[where:where] = data.draw(st.sampled_from([b"\xe9", b"\xff\xfe", b"\x00", b"\r", b'"']))
        else:
            del whole[where:]
    take(tmp_path_factory.mktemp("d"), name, bytes(whole))


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from(["R1", "R2", "a b", "2026-01-05T10:00:01Z", ""])] * 7), min_size=1, max_size=9
    )
)
def test_every_format_ends_the_same_rows_alike(rows, tmp_path_factory) -> None:
    rows = [row for row in rows if any(row)]
    folder = tmp_path_factory.mktemp("same")
    ends = {take(folder, name, make(rows)) for name, make in FORMATS.items() if name != "recordings.json" or rows}
    assert len(ends) == 1 or not rows


@settings(max_examples=40)
@given(order=st.permutations(range(len(HEADINGS))), rows=rows_of_cells)
def test_the_order_of_columns_changes_nothing(order, rows, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("order")
    swapped = as_csv([tuple(row[n] for n in order) for row in rows])
    swapped = ",".join(HEADINGS[n] for n in order) + swapped[swapped.index("\n") :]
    assert take(folder, "recordings.csv", as_csv(rows).encode()) == take(folder, "recordings_2.csv", swapped.encode())


@pytest.mark.parametrize("broken", ["<w>1</w>", "<is>1</v>"])
def test_a_workbook_with_a_damaged_sheet_is_refused_by_the_name_of_the_sheet(desk, broken) -> None:
    good = workbook({"Clips": [["recording_id", "started_at"], ["R1", 12.0]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>12.0</v>", broken.encode()))
    with pytest.raises(
        ExportError, match=r"recordings.xlsx: sheet 'Clips' is damaged .*; open the workbook, save it anew"
    ):
        desk.read("recordings.xlsx", out.getvalue())
