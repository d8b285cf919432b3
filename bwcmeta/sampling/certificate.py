"""The certificate of a draw: everything that is needed to repeat it, and the folder that holds it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.freeze import from_us
from bwcmeta.errors import ArgumentError
from bwcmeta.sampling.draw import ALLOCATION, METHOD, Drawn, Stratum, draw
from bwcmeta.sampling.footage import ASKS_FOR_HOLD, Footage
from bwcmeta.sampling.frame import frame_text
from bwcmeta.version import VERSION

if TYPE_CHECKING:
    from bwcmeta.sampling.frame import Frame

CERTIFICATE, FRAME, DRAW, HOLDS = "certificate.json", "frame.csv", "draw.csv", "holds.csv"
FILES = (CERTIFICATE, FRAME, DRAW, HOLDS)
DRAW_COLUMNS = (
    "position", "item_id", "ticket", "stratum", "weight", "incident_id", "officer_id", "recording_id", "fact_id",
    "unit_id", "district", "call_type", "at", "window_from", "window_until", "recordings", "source",
)  # fmt: skip
HOLD_COLUMNS = ("position", "item_id", "recording_id", "how", "state", "hold_requested", "planned_deletion", "days_left",
                "reason", "source")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw.

    Attributes:
        certificate: as in `certificate.json`.
        drawn: what was drawn, with the columns of `draw.csv`; empty where no seed was given.
        holds: recordings of what was drawn, with the columns of `holds.csv`: those for which a hold is asked, and those
            of which nobody can say how long they stay. Recordings that are kept long enough are only counted.
        frame: the text of `frame.csv`.
    """

    certificate: Mapping[str, Any]
    drawn: Sequence[Mapping[str, Any]]
    holds: Sequence[Mapping[str, Any]]
    frame: str


def announced(frame: Frame, strata: str | None, inputs: Mapping[str, Any]) -> Sample:
    """The frame alone, with its hash: to be made public before the seed is thrown."""
    return Sample(_head(frame, strata, inputs), (), (), frame.text)


def certified(
    frame: Frame,
    strata: str | None,
    inputs: Mapping[str, Any],
    made: tuple[Sequence[Stratum], Sequence[Drawn]],
    seed: str,
    seen: Sequence[Footage],
    within_days: int,
) -> Sample:
    """The draw with its certificate."""
    parts, drawn = made
    weights = {s.name: s.items / s.drawn for s in parts if s.drawn}
    rows = {
        row["item_id"]: row
        for row in frame.items.filter(frame.items["item_id"].is_in([d.item for d in drawn])).to_dicts()
    }
    by_item: dict[str, list[str]] = {}
    for one in seen:
        by_item.setdefault(one.item, []).append(one.recording_id)
    listed = [
        {
            **{c: rows[d.item].get(c) for c in DRAW_COLUMNS},
            "position": d.position, "item_id": d.item, "ticket": d.ticket, "stratum": d.stratum,
            "weight": round(weights[d.stratum], 10), "recordings": sorted(set(by_item.get(d.item, []))),
            "source": f"{rows[d.item]['source_file']}:{rows[d.item]['source_row']}",
        }
        for d in drawn
    ]  # fmt: skip
    holds = [
        {
            "position": f.position, "item_id": f.item, "recording_id": f.recording_id, "how": f.how, "state": f.state,
            "hold_requested": f.state in ASKS_FOR_HOLD, "planned_deletion": f.planned, "days_left": f.days_left,
            "reason": f.reason, "source": f.source,
        }
        for f in seen if f.state != "kept long enough"
    ]  # fmt: skip
    states: dict[str, int] = {}
    for one in seen:
        states[one.state] = states.get(one.state, 0) + 1
    certificate = {
        **_head(frame, strata, inputs),
        "seed": seed,
        "size": len(drawn),
        "strata": [asdict(s) for s in parts],
        "footage": {
            "within_days": within_days,
            "holds_requested": sum(bool(h["hold_requested"]) for h in holds),
            "recordings": dict(sorted(states.items())),
            "items_without_a_recording": len(drawn) - len(by_item),
        },
        "drawn": [asdict(d) for d in drawn],
    }
    return Sample(certificate, listed, holds, frame.text)


def _head(frame: Frame, strata: str | None, inputs: Mapping[str, Any]) -> dict[str, Any]:
    first = frame.rules[0]
    return {
        "tool": "bwcmeta",
        "version": VERSION,
        "method": METHOD,
        "allocation": ALLOCATION if strata else "one stratum",
        "frame": {
            "items": frame.items.height,
            "sha256": hashlib.sha256(frame.text.encode()).hexdigest(),
            "rule": first.rule.id,
            "title": first.rule.title,
            "table": first.steps.table,
            "strata": strata,
            "as_of": from_us(frame.as_of_us).isoformat(),
            "policies": [
                {"policy": r.policy.id, "version": str(r.policy.effective_from or ""), "sha256": r.policy.sha256}
                for r in frame.rules
            ],
            "waterfall": [{"state": row["state"], "n": row["n"]} for row in frame.waterfall.to_dicts()],
        },
        "inputs": dict(inputs),
    }


def write_sample(sample: Sample, out: Path) -> Path:
    """Write the folder of a draw in one stroke; an existing draw there is never replaced.

    Raises:
        ArgumentError: `out` is there and is not empty: a draw is made once.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        msg = f"{out} is there: a draw is made once and not replaced; name another folder with --out"
        raise ArgumentError(msg)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        folder.chmod(0o755)
        texts = {FRAME: sample.frame}
        if sample.drawn:
            texts |= {DRAW: csv_text(DRAW_COLUMNS, sample.drawn), HOLDS: csv_text(HOLD_COLUMNS, sample.holds)}
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        files = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
        told = json.dumps({**sample.certificate, "files": files}, indent=2, sort_keys=True, ensure_ascii=False)
        (folder / CERTIFICATE).write_text(told + "\n", encoding="utf-8", newline="\n")
        if out.exists():
            out.rmdir()
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return out


def csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV: instants as ISO 8601, lists joined by `; `, nothing that a spreadsheet would run."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[c]) for c in columns])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(str(v) for v in value)
    text = value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if isinstance(value, str) and re.match(r"[=+\-@\t\r]", text) else text


def read_certificate(path: Path) -> tuple[dict[str, Any], Path]:
    """Read a certificate, named itself or by its folder.

    Raises:
        ArgumentError: it is no certificate of a draw.
    """
    file = path / CERTIFICATE if path.is_dir() else path
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        sound = found["tool"] == "bwcmeta" and isinstance(found["frame"]["sha256"], str)
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{file} is no certificate of a draw: name the {CERTIFICATE} that `bwcmeta sample draw --out` wrote"
        raise ArgumentError(msg) from error
    if not sound:
        msg = f"{file} is no certificate of a draw"
        raise ArgumentError(msg)
    return found, file.parent


def wrong_with(certificate: Mapping[str, Any], folder: Path) -> list[str]:
    """Draw again from `frame.csv` and hold everything against the certificate; return what does not hold."""
    wrong = []
    for name, digest in sorted(certificate.get("files", {}).items()):
        path = folder / Path(str(name)).name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(f"{name} was changed")
    try:
        text = (folder / FRAME).read_text(encoding="utf-8")
        frame = frame_items(text)
    except (OSError, ValueError, KeyError):
        return [*wrong, f"{FRAME} cannot be read: nothing can be drawn again"]
    if frame_hash(frame) != certificate["frame"]["sha256"]:
        wrong.append(f"{FRAME} is not the frame of the certificate")
    return wrong + drawn_otherwise(certificate, frame)


def frame_items(text: str) -> list[tuple[str, str]]:
    """The items of a frame from its text."""
    return [(row["item_id"], row["stratum"]) for row in csv.DictReader(io.StringIO(text, newline=""))]


def frame_hash(frame: Sequence[tuple[str, str]]) -> str:
    """The hash of a frame, whatever the order of its items."""
    return hashlib.sha256(frame_text(frame).encode()).hexdigest()


def drawn_otherwise(certificate: Mapping[str, Any], frame: Sequence[tuple[str, str]]) -> list[str]:
    """What another draw from this frame has that the certificate has not, and the other way round."""
    if "seed" not in certificate:
        return []
    try:
        strata, drawn = draw(frame, int(certificate["size"]), str(certificate["seed"]))
    except (ArgumentError, ValueError, TypeError, KeyError) as error:
        return [f"nothing can be drawn again: {error}"]
    wrong = []
    if [asdict(s) for s in strata] != certificate.get("strata"):
        wrong.append("the strata are others")
    ours, theirs = [asdict(d) for d in drawn], list(certificate.get("drawn", []))
    if ours != theirs:
        mine = {d["item"] for d in ours}
        told = {d.get("item") for d in theirs if isinstance(d, Mapping)}
        wrong.append(
            f"the seed draws other items: {len(mine - told)} that the certificate lacks, {len(told - mine)} that it has instead"
            if mine != told
            else "the items are the same, but their order, tickets or strata are not"
        )
    return wrong
