"""Results longer than memory: made in pieces and laid on disk, and not a byte of the run is another."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
import yaml
from world_policies import policy
from worlds import HORIZON, Rows, batch, together

import bwcmeta
from bwcmeta.api.frames import csv_texts, first_candidates, json_rows, reasons_of
from bwcmeta.audit import AuditResult, findings, long_frame
from bwcmeta.audit.long_frame import LongFrame
from bwcmeta.audit.write import safe_for_spreadsheets, write_run
from bwcmeta.errors import EngineError
from bwcmeta.policies import load_policy


def _tables(files: int) -> Rows:
    """Random worlds in files of their own, several for each table; a fifth of the responses written down twice."""
    tables = together(batch(random.Random(5), 24))
    for table, rows in tables.items():
        for row in rows:
            row["source_file"] = f"{table} '{row['source_row'] % files}'.csv"
    again = [row | {"source_row": row["source_row"] + 1_000_000} for row in tables["unit_responses"][::5]]
    tables["unit_responses"] += again
    return tables


def _audited(folder: Path, files: int = 3) -> AuditResult:
    document, as_of = policy(0, every=6)
    path = folder / "worlds.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    horizon = {table: (_moment(a), _moment(b)) for table, (a, b) in HORIZON.items()}
    return bwcmeta.audit_rows(_tables(files), load_policy(path), as_of=as_of, horizon=horizon)


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _files(result: AuditResult, folder: Path) -> dict[str, bytes]:
    run = write_run(result, folder, inputs={}, parameters={})
    return {path.name: path.read_bytes() for path in run.iterdir()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """An audit whose results are in memory."""
    return _audited(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def in_pieces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResult]:
    """The same audit, its results made a few rows at a time and laid on disk."""
    with pytest.MonkeyPatch.context() as patch:
        _in_small_pieces(patch)
        yield _audited(tmp_path_factory.mktemp("pieces"))


def _in_small_pieces(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(findings, "MOST_AT_ONCE", 5)
    patch.setattr(findings, "MOST_TOGETHER", 4)
    patch.setattr(findings, "BLOCK", 3)
    patch.setattr(long_frame, "VALUES_IN_MEMORY", 100)


def test_the_run_is_the_same_byte_for_byte(whole: AuditResult, in_pieces: AuditResult, tmp_path: Path) -> None:
    assert whole.finding_rows.height > 200
    assert len(in_pieces.finding_rows.files) > 20
    assert not whole.finding_rows.files
    assert _files(in_pieces, tmp_path / "pieces") == _files(whole, tmp_path / "whole")


@pytest.mark.parametrize("files", [1, 3])
def test_pieces_are_told_by_numbers_where_numbers_tell_them(
    files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of one file follow their numbers; those of files that were read by turns do not."""
    (tmp_path / "whole").mkdir()
    whole = _audited(tmp_path / "whole", files)
    told: list[bool] = []

    def apart(parts: Sequence[findings._Part]) -> bool:
        told.append(_apart(parts))
        return told[-1]

    _apart = findings._apart
    _in_small_pieces(monkeypatch)
    monkeypatch.setattr(findings, "_apart", apart)
    in_pieces = _audited(tmp_path, files)
    assert (True in told) == (files == 1)
    assert _files(in_pieces, tmp_path / "pieces") == _files(whole, tmp_path / "one")


def test_findings_that_say_the_same_of_the_same_have_ids_of_their_own(in_pieces: AuditResult) -> None:
    found = in_pieces.findings
    about = found.select("policy", "rule_id", "incident_id", "officer_id", "recording_id", "fact_id", "unit_id", "at")
    assert about.is_duplicated().sum() > 10
    assert found["finding_id"].is_unique().all()
    seen: Counter[str] = Counter()
    for ident, row in zip(found["finding_id"], about.iter_rows(), strict=True):
        *parts, at = row  # as docs/reference/outputs.md says it
        instant = "" if at is None else str((at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
        text = "\x1f".join([*(part or "" for part in parts), instant])
        assert ident == hashlib.sha256(f"{text}\x1f{seen[text]}".encode()).hexdigest()[:16], "numbered in their order"
        seen[text] += 1


def test_what_is_printed_is_the_same(whole: AuditResult, in_pieces: AuditResult) -> None:
    one, other = whole.finding_rows, in_pieces.finding_rows
    assert list(chain(*json_rows(other))) == list(chain(*json_rows(one)))
    assert "".join(csv_texts(other)) == "".join(csv_texts(one))
    assert reasons_of(other) == reasons_of(one)
    assert first_candidates(other, 4) == first_candidates(one, 4)
    assert "rule_no" not in other.columns


def test_the_folder_goes_with_its_last_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_frame, "VALUES_IN_MEMORY", 3)
    rows = LongFrame({"n": pl.Int64})
    for start in (0, 10):
        rows.add(pl.DataFrame({"n": range(start, start + 10)}))
    folder = rows.files[0].parent
    assert rows.frame()["n"].to_list() == list(range(20))
    assert [piece.height for piece in rows.iter_slices(6)] == [6, 4, 6, 4]
    del rows
    assert not folder.exists()


@pytest.mark.parametrize("most", [1000, 3])
def test_words_of_a_list_are_told_as_text(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(long_frame, "VALUES_IN_MEMORY", most)
    rows = LongFrame({"n": pl.Int64, "word": pl.String, "at": pl.Datetime("us", "UTC")})
    told = pl.Series("word", ["a", "=b", None, "a", "c"])
    for words in (["=b", "a"], ["c", "a", "=b"]):
        piece = pl.DataFrame({"n": range(len(told)), "word": told, "at": None})
        rows.add(piece.with_columns(pl.col("word").cast(pl.Enum(words), strict=False)))
    rows.add(pl.DataFrame({"n": [7], "word": ["plain"], "at": [datetime(2026, 3, 1, tzinfo=UTC)]}))
    frame = rows.frame()
    assert dict(frame.schema) == {"n": pl.Int64, "word": pl.String, "at": pl.Datetime("us", "UTC")}
    assert frame["word"].to_list() == ["a", "=b", None, "a", None, "a", "=b", None, "a", "c", "plain"]
    assert pl.concat(rows.iter_slices(3)).equals(frame)
    plain = safe_for_spreadsheets(frame).write_csv()
    assert "'=b" in plain
    packed = [safe_for_spreadsheets(piece).write_csv(include_header=False) for piece in rows.iter_packed(3)]
    assert plain == safe_for_spreadsheets(rows.head(0)).write_csv() + "".join(packed)


def test_a_full_disk_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_frame, "VALUES_IN_MEMORY", 3)

    def full(*_a: object, **_k: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    rows = LongFrame({"n": pl.Int64})
    with pytest.raises(EngineError, match=r"do not fit into the folder for temporary files.*No space left"):
        rows.add(pl.DataFrame({"n": range(10)}))
