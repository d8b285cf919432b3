"""What people decided about findings, brought into a lake in the agency's own words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.lakes import ingest_exports
from bwcmeta.errors import ArgumentError, DocumentError, Problem
from bwcmeta.model.vocabulary import DISPOSITION_STATES
from bwcmeta.scratch import ScratchFolder
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    from bwcmeta.model.ledger import IngestReport

HEADINGS: dict[str, tuple[str, ...]] = {
    "finding_id": ("finding_id", "finding id", "finding"),
    "state": ("state", "disposition", "status", "outcome"),
    "reason": ("reason", "reason_code", "reason code"),
    "decided_by": ("decided_by", "decided by", "who", "by"),
    "decided_at": ("decided_at", "decided at", "when", "date"),
}
"""Canonical column -> headings it is known under."""
USUAL: dict[str, str] = {
    "partially sustained": "sustained", "sustained in part": "sustained",
    "founded": "sustained", "unresolved": "not_sustained", "no determination": "not_sustained",
    "no determination is possible": "not_sustained", "data error": "data_quality",
}  # fmt: skip
"""Words in use (PITFALLS 5) -> canonical state; an agency's own words come on top."""


def import_dispositions(
    file: Path | str, lake: Path | str, *, words: Path | str | None = None, tz: str | None = None
) -> IngestReport:
    """Read decisions about findings (CSV: finding id, state, reason, who, when) into the lake.

    Args:
        file: the CSV file.
        lake: the lake whose audits shall know them.
        words: a YAML file, `word: state` a line: the agency's words for the canonical states.
        tz: zone of stamps without an offset.

    Raises:
        DocumentError: the words are wrong.
        ArgumentError: a column is missing or a word is unknown; nothing was written.
    """
    known = {
        **{_plain(s): s for s in DISPOSITION_STATES},
        **USUAL,
        **(_words(Path(words)) if words is not None else {}),
    }
    path = Path(file)
    rows = _read(path)
    unknown = sorted({row["state"] for row in rows if _plain(row["state"]) not in known})
    if unknown:
        hint = did_you_mean(_plain(unknown[0]), known) or f"the states are {', '.join(DISPOSITION_STATES)}"
        raise ArgumentError(
            f"{path}: unknown {'states' if len(unknown) > 1 else 'state'} {', '.join(map(repr, unknown))}: {hint}; "
            "give a file of words with --words"
        )
    with ScratchFolder("decisions") as folder:
        made = Path(folder) / f"dispositions-{path.stem}.csv"
        with made.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([*HEADINGS, "local_word"])
            for row in rows:
                state = known[_plain(row["state"])]
                writer.writerow(
                    [row["finding_id"], state, row["reason"], row["decided_by"], row["decided_at"], row["state"]]
                )
        return ingest_exports([made], lake, profile="canonical:dispositions", tz=tz)


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").lower().split())


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            headings = {" ".join((h or "").lower().split()): h for h in reader.fieldnames or ()}
            named = {c: next((headings[n] for n in names if n in headings), None) for c, names in HEADINGS.items()}
            missing = [c for c in ("finding_id", "state", "decided_at") if named[c] is None]
            if missing:
                raise ArgumentError(
                    f"{path}: no column for {', '.join(missing)}; it needs finding_id, state, decided_at, and may have "
                    "reason and decided_by"
                )
            return [{c: (row.get(h) or "").strip() if h else "" for c, h in named.items()} for row in reader]
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ArgumentError(f"{path} is no UTF-8 text: save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise ArgumentError(f"{path} cannot be read as CSV: {error}") from error


def _words(path: Path) -> Mapping[str, str]:
    """The agency's words: lower case, one a line."""
    from bwcmeta.documents.load import read_document

    document = read_document(path)
    if not isinstance(document.value, dict):
        raise DocumentError([Problem(document.place(), "a file of words has lines like `word: state`")])
    problems, found = [], {}
    for word, state in document.value.items():
        if state not in DISPOSITION_STATES:
            hint = did_you_mean(str(state), DISPOSITION_STATES) or f"one of {', '.join(DISPOSITION_STATES)}"
            problems.append(Problem(document.place((word,)), f"{state!r} is no state", hint))
        else:
            found[_plain(str(word))] = str(state)
    if problems:
        raise DocumentError(problems)
    return found
