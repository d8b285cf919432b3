"""Rows of the tables that are no frame tables, as a predicate sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oracle.facts import Ties, tied
from oracle.frames import OF_INCIDENT, OF_OFFICER, FrameRow, without
from oracle.moments import Row, is_doubtful, moment
from oracle.rule import Rule
from oracle.things import numbers, recording, ties


@dataclass
class OtherRow:
    """A fact, a line of the audit trail, a request or a review."""

    rule: Rule
    table: str
    row: Row

    @property
    def officer(self) -> str | None:
        return self.row.get("_officer")

    @property
    def ties(self) -> Ties:
        return ties(self.rule.world, self.table, self.row)

    def of_officer(self, column: str) -> FrameRow | None:
        """The row as it is asked about the officer at that time; None: the column is not of the officer."""
        asked = self.table == "facts" and (column in OF_OFFICER or column == "assignment")
        return FrameRow(self.rule, self.table, self.row) if asked else None

    def value(self, column: str) -> Any:
        if column == "officer_id":
            return self.officer
        if about := self.of_officer(column):
            return about.value(column)
        if column in self.row or self.table in ("requests", "reviews"):
            found = self.row.get(column)
        elif self.table == "evidence_actions":
            found = recording(self.rule.world, self.row.get("recording_id")).get(column)
        else:
            known = [i for i in map(self.rule.world.incident, numbers(self.rule.world, self.table, self.row)) if i]
            found = known[0].get(column) if len(known) == 1 else None
        return moment(found) if column == "at" or column.endswith("_at") else found

    def is_doubtful(self, column: str) -> bool:
        return is_doubtful(self.row, column)

    def lacks(self, column: str) -> str | None:
        if self.table == "evidence_actions" and column == "categories":
            return without(recording(self.rule.world, self.row.get("recording_id")), column)
        if self.table == "facts" and column in OF_INCIDENT:
            known = [i for i in map(self.rule.world.incident, numbers(self.rule.world, self.table, self.row)) if i]
            return without(known[0] if len(known) == 1 else {}, column)
        if about := self.of_officer(column):
            return about.lacks(column)
        return without(self.row, column)

    def has_fact(self, name: str, standing: str) -> bool | None:
        if not self.rule.world.knows_fact(name):
            return None
        return bool(tied(self.rule.world, name, standing, self.ties))
