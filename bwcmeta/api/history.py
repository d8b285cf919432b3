"""What was known when: the versions that a lake holds of the rows behind a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bwcmeta.lake import Snapshot

_KEYED = {"recording": ("recordings", "recording_id"), "incident": ("incidents", "incident_id")}
"""Role of a source row -> its table and the column that names it."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the lake came to know of a row.

    Attributes:
        imported_at: when; None for lakes that do not say.
        table, key: of which row.
        what: `first read`, or the column that was restated.
        before, after: the value until then, and from then on; empty for `first read`.
        source: file and line that said so.
    """

    imported_at: datetime | None
    table: str
    key: str
    what: str
    before: str
    after: str
    source: str


def known_when(lake: Path | str, finding: dict[str, Any], sources: Sequence[dict[str, Any]]) -> tuple[Known, ...]:
    """Tell the versions of the rows a finding rests on, in the order in which the lake took them.

    Args:
        lake: folder of the lake.
        finding: the row of `findings`.
        sources: its source rows, with role and key, as `explain_finding` gives them.

    Raises:
        LakeError: the folder is no lake.
    """
    from bwcmeta.lake import Lake

    snapshot = Lake.open(Path(lake)).snapshot()
    wanted = {(_KEYED[s["role"]], s["row_key"]) for s in sources if s["role"] in _KEYED and s["row_key"]}
    if finding["recording_id"]:
        wanted.add((_KEYED["recording"], finding["recording_id"]))
    elif finding["incident_id"]:
        wanted.add((("unit_responses", "incident_id"), finding["incident_id"]))
    found = [known for (table, column), key in sorted(wanted) for known in _versions(snapshot, table, column, key)]
    first = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda k: (k.imported_at or first, k.table, k.key, k.source, k.what)))


def _versions(snapshot: Snapshot, table: str, column: str, key: str) -> Iterator[Known]:
    import polars as pl

    from bwcmeta.model.tables import TABLE_BY_NAME

    paths = snapshot.files(table)
    if not paths:
        return
    when = {record.seq: record.imported_at for record in snapshot.imports}
    rows = (
        pl.scan_parquet(list(paths), hive_partitioning=False, glob=False)
        .filter(pl.col(column) == key)
        .sort("import_seq", "source_row")
        .collect()
    )
    names = [c.name for c in TABLE_BY_NAME[table].own]
    before: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        own = tuple(row[c] for c in TABLE_BY_NAME[table].key)
        source, at = f"{row['source_file']}:{row['source_row']}", when.get(row["import_seq"])
        older = before.get(own)
        if older is None:
            yield Known(at, table, key, "first read", "", "", source)
        else:
            for name in names:
                if older[name] != row[name]:
                    yield Known(at, table, key, name, _told(older[name]), _told(row[name]), source)
        before[own] = row


def _told(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
