"""The footage of what was drawn, and which of it will be gone before anybody has looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bwcmeta.audit.freeze import from_us
from bwcmeta.plan.plan import DAY_US, OPEN_REACH_US
from bwcmeta.plan.recordings import NUMBER, RECORDING_NO

if TYPE_CHECKING:
    from bwcmeta.sampling.draw import Drawn
    from bwcmeta.sampling.frame import Frame

EXPIRES, OVERDUE, UNKNOWN, DELETED, KEPT = (
    "expires", "overdue", "planned deletion unknown", "already deleted", "kept long enough",
)  # fmt: skip
ASKS_FOR_HOLD = (EXPIRES, OVERDUE)
"""States in which a hold is asked for."""


@dataclass(frozen=True, slots=True)
class Footage:
    """One recording of a drawn item.

    Attributes:
        position, item: what was drawn.
        recording_id: the recording.
        how: why it belongs to the item: it is the item, it is filed under the incident, or it is the officer's at that time.
        state: `expires` or `overdue` (a hold is asked for), `planned deletion unknown`, `already deleted`, `kept long enough`.
        planned: when the evidence system means to delete it.
        days_left: from the as-of to then, rounded down.
        source: file and row that say so.
    """

    position: int
    item: str
    recording_id: str
    how: str
    state: str
    planned: datetime | None
    days_left: int | None
    source: str

    @property
    def reason(self) -> str:
        """Why a hold is asked for, or is not, as a sentence."""
        left = f"{self.days_left} day{'' if self.days_left == 1 else 's'}"
        return {
            EXPIRES: f"drawn for review and due to be deleted in {left}",
            OVERDUE: "drawn for review; its deletion was due already and nothing says that it was done",
            UNKNOWN: "drawn for review; the export does not say when it will be deleted",
            DELETED: "drawn for review and gone: stays in the sample as undetermined",
        }.get(self.state, "drawn for review; its deletion is far enough away")


def footage(frame: Frame, drawn: Sequence[Drawn], within_days: int) -> tuple[Footage, ...]:
    """The recordings of each drawn item, by item and recording.

    An item that is a recording has that one. Any other has all that is filed under its incident, whoever recorded it, and
    what its officer recorded at that time (widened by `match_lead`).
    """
    place = {
        item: (number, subject)
        for item, number, subject in frame.items.select("item_id", "rule_no", "subject_no").rows()
    }
    picked: dict[int, list[int]] = {}
    named: dict[tuple[int, int], Drawn] = {}
    for one in drawn:
        number, subject = place[one.item]
        picked.setdefault(number, []).append(subject)
        named[number, subject] = one
    for step in _steps(frame, picked):
        frame.engine.run(frame.plan.steps[step])
    rows = frame.engine.frame(
        "SELECT rule_no, subject_no, recording_id, how_no, planned_us, gone, source_file, source_row FROM drawn_footage"
    )
    found = []
    for number, subject, recording, how, planned, gone, file, row in rows.iter_rows():
        one = named[int(number), int(subject)]
        planned_us = None if planned is None else int(planned)
        left = None if planned_us is None else (planned_us - frame.as_of_us) // DAY_US
        found.append(
            Footage(
                one.position, one.item, str(recording), _HOW[int(how)], _state(bool(gone), left, planned_us, within_days, frame.as_of_us),
                None if planned_us is None else from_us(planned_us), left, f"{file}:{row}",
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda f: (f.position, f.recording_id, f.source)))


_HOW = ("is the item", "filed under the incident", "the officer's at that time")


def _state(gone: bool, left: int | None, planned_us: int | None, within_days: int, as_of_us: int) -> str:
    if gone:
        return DELETED
    if planned_us is None or left is None:
        return UNKNOWN
    if planned_us <= as_of_us:
        return OVERDUE
    return EXPIRES if planned_us <= as_of_us + within_days * DAY_US else KEPT


def _steps(frame: Frame, picked: dict[int, list[int]]) -> tuple[str, ...]:
    plan, lead = frame.plan, frame.plan.settings.match_lead_us
    recordings = plan.now("recordings")
    parts = [
        f"""SELECT {number} AS rule_no, o.subject_no, x.number, x.recording_id, o.officer_no,
            COALESCE(o.from_us, o.row_us) - {lead} AS lo_us, COALESCE(o.until_us, o.from_us, o.row_us) + {lead} AS hi_us
        FROM {rule.steps.step} AS o JOIN {rule.steps.subjects} AS x ON x.subject_no = o.subject_no
        WHERE o.state = 'bound' AND o.subject_no IN ({", ".join(str(n) for n in sorted(picked[number]))})"""
        for number, rule in enumerate(frame.rules)
        if number in picked
    ]
    drawn = plan.add("drawn", "The items that were drawn, with their time.", " UNION ALL ".join(parts), keep=True)
    made = plan.add(
        "drawn_footage",
        "The recordings of each of them, with the day on which they will be deleted.",
        f"""
        SELECT q.rule_no, q.subject_no, MIN(q.how_no) AS how_no, r.recording_id, BWC_US(r.retention_until) AS planned_us,
            CASE WHEN NOT r.deleted_at IS NULL OR r.status = 'deleted' THEN TRUE ELSE FALSE END AS gone, r.source_file, r.source_row
        FROM (
            SELECT d.rule_no, d.subject_no, 0 AS how_no, {RECORDING_NO} AS recording_no
            FROM {drawn} AS d JOIN {recordings} AS r ON r.recording_id = d.recording_id
            UNION ALL
            SELECT d.rule_no, d.subject_no, 1, n.recording_no FROM {drawn} AS d JOIN (
                SELECT e.recording_no, {NUMBER.format("e.raw_number")} AS number FROM (
                    SELECT {RECORDING_NO} AS recording_no, BWC_EACH(r.incident_ids) AS raw_number FROM {recordings} AS r
                ) AS e WHERE NOT e.raw_number IS NULL
            ) AS n ON n.number = d.number WHERE d.recording_id IS NULL
            UNION ALL
            SELECT d.rule_no, d.subject_no, 2, p.recording_no FROM {drawn} AS d
            JOIN recording_pieces AS p ON p.officer_no = d.officer_no
            WHERE d.recording_id IS NULL AND p.started_us <= d.hi_us
                AND COALESCE(p.ended_us, p.started_us + {OPEN_REACH_US}) >= d.lo_us
        ) AS q JOIN {recordings} AS r ON {RECORDING_NO} = q.recording_no
        GROUP BY q.rule_no, q.subject_no, r.recording_id, r.retention_until, r.deleted_at, r.status, r.source_file, r.source_row
        """,
        keep=True,
    )
    return drawn, made
