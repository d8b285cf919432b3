"""The plan under construction: named steps in order, and the facts about the inputs that decide their shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bwcmeta.model.columns import Table
from bwcmeta.model.moment import MICROSECONDS
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.model.vocabulary import REQUEST_FACTS
from bwcmeta.plan.absence import lacking
from bwcmeta.sql.template import step as make_step

if TYPE_CHECKING:
    from bwcmeta.sql.step import Step

HOUR_US = 3600 * MICROSECONDS
DAY_US = 24 * HOUR_US
LONGEST_US = 7 * DAY_US
"""A window or a recording longer than this is a clock error and proves nothing."""
OPEN_REACH_US = 12 * HOUR_US
"""How far a recording with no known end may reach."""
NEVER_US = 9_000_000_000_000_000
"""Later than any stamp (year 2255); its negative is earlier than any."""
FEW_ROWS = 200_000
"""Inputs of at most so many rows: a step costs more than the rows it holds. At half a million that is no longer so."""
ROWS_OF_A_FILE = 2**36
"""More rows than any file has."""
PLACE = f"{{0}}.import_seq * {ROWS_OF_A_FILE} + {{0}}.source_row"
"""Where a row of an alias stands, as one number: its import and its row in the file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is fixed before compiling.

    Attributes:
        as_of_us: the moment from which the audit looks, microseconds since 1970 UTC.
        horizons: table -> (first, last) instant it covers, microseconds; a missing table covers nothing.
        rows: table -> number of rows.
        restated: tables in which one key may stand in several rows.
        match_lead_us, stitch_gap_us, upload_grace_us: the policy's tolerances.
        zone: IANA zone of the policy, for calendar arithmetic and months.
        instants: first and last of all instants in the inputs, stated horizons or not.
        longest_limit_us: about how long the longest limit of any rule is.
        decided_until_us: decisions about findings count when made by then; None: all.
        one_a_row: tables in which no row of a file stands for several: their rows are numbered by their place.
        units_alone: whether a response may name a unit and no officer.
        shifts_assigned: whether a shift may state an assignment.
        every_row: whether every row under every rule is kept; else those that end as most do are counted
            (`audit.outcomes`).
        spoken: table -> import -> the columns that file has; a table that is not named has every column.
    """

    as_of_us: int
    horizons: Mapping[str, tuple[int, int]]
    rows: Mapping[str, int]
    restated: frozenset[str] = frozenset()
    match_lead_us: int = 300 * MICROSECONDS
    stitch_gap_us: int = 5 * MICROSECONDS
    upload_grace_us: int = 0
    zone: str = "UTC"
    longest_limit_us: int = 0
    instants: tuple[int, ...] = ()
    decided_until_us: int | None = None
    one_a_row: frozenset[str] = frozenset()
    units_alone: bool = True
    shifts_assigned: bool = True
    every_row: bool = True
    spoken: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    def years(self) -> tuple[int, int]:
        """First and last hour (since 1970) that calendar arithmetic may touch, with a margin on both sides."""
        known = [us for span in self.horizons.values() for us in span] + [*self.instants, self.as_of_us]
        reach = self.longest_limit_us + 800 * DAY_US
        return (min(known) - 800 * DAY_US) // HOUR_US, (max(known) + reach) // HOUR_US

    def empty(self, table: str) -> bool:
        """Whether the inputs hold no row of that table."""
        return not self.rows.get(table)

    @property
    def few_rows(self) -> bool:
        """Whether the inputs are so small that few steps count for more than few rows: what may be kept is kept."""
        return sum(self.rows.values()) <= FEW_ROWS

    def knows_fact(self, name: str) -> bool:
        """Whether the inputs can tell if there is such a fact: they hold facts, or requests for one named by these."""
        return not self.empty("facts") or (name in REQUEST_FACTS.values() and not self.empty("requests"))

    def horizon(self, table: str) -> tuple[int, int]:
        """First and last instant the table covers; a span that holds nothing when it covers nothing."""
        return self.horizons.get(table, (NEVER_US, -NEVER_US))


@dataclass(slots=True)
class Plan:
    """Steps by name, in the order they were asked for: what is asked for twice is computed once."""

    settings: Settings
    steps: dict[str, Step] = field(default_factory=dict)
    results: set[str] = field(default_factory=set)
    asked: dict[str, frozenset[str]] = field(default_factory=dict)
    """The columns of each subject table that rules name."""
    of_incidents: frozenset[str] = frozenset()
    """The columns of incidents that rules name, over whatever table."""
    marked: dict[str, set[str]] = field(default_factory=dict)
    """The columns of each canonical table that some files lack and rules ask for; see `absence`."""

    def add(
        self,
        name: str,
        says: str,
        text: str,
        *,
        keep: bool = False,
        result: bool = False,
        **slots: Any,
    ) -> str:
        """Add a step unless one of that name is there; return the name. A `result` is read at the very end."""
        if result:
            self.results.add(name)
        if name not in self.steps:
            self.steps[name] = make_step(name, says, text, keep=keep, **slots)
        return name

    def columns(self, name: str) -> tuple[str, ...]:
        """Names of the columns of a step, in order."""
        return tuple(self.steps[name].tree.named_selects)  # type: ignore[attr-defined]

    def marks(self, table: str) -> tuple[str, ...]:
        """The columns for which rows of a canonical table say whether their files lack them, in order."""
        return tuple(sorted(self.marked.get(table, ())))

    def now(self, table: str) -> str:
        """Name of the step that holds the rows of a canonical table that count now."""
        name = f"{table}_now"
        if name not in self.steps:
            lacks = {c: lacking(self.settings, table, c) or () for c in self.marks(table)}
            self.add(name, *current_rows(TABLE_BY_NAME[table], restated=table in self.settings.restated, lacks=lacks))
        return name


def current_rows(
    table: Table, *, restated: bool, lacks: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, str]:
    """What the step of the rows that count now says, and its SQL; `lacks`: column -> imports that do not have it."""
    columns = ", ".join(f"s.{c.name}" for c in table.columns)
    lacks = lacks or {}
    if not restated:
        own = "".join(f", {_lacks(i, 's')} AS lacks__{c}" for c, i in lacks.items())
        return (
            f"Every row of {table.name}; no key stands in two rows.",
            f"SELECT {columns}{own} FROM src_{table.name} AS s",
        )
    keys = ", ".join(f"v.{name}" for name in table.key)
    inner = ", ".join(f"v.{c.name}" for c in table.columns)
    # what any version's file had is known of the row: ingest makes the newest row whole
    inner += "".join(f", MIN({_lacks(i, 'v')}) OVER (PARTITION BY {keys}) AS lacks__{c}" for c, i in lacks.items())
    columns += "".join(f", s.lacks__{c}" for c in lacks)
    return (
        f"Of several rows of {table.name} with one key, the one of the newest import.",
        f"""
        SELECT {columns} FROM (
            SELECT {inner}, ROW_NUMBER() OVER (
                PARTITION BY {keys} ORDER BY v.import_seq DESC, v.source_row DESC
            ) AS version_no
            FROM src_{table.name} AS v
        ) AS s WHERE s.version_no = 1
        """,
    )


def _lacks(imports: tuple[str, ...], alias: str) -> str:
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in imports)
    return f"CASE WHEN {alias}.import_id IN ({names}) THEN 1 ELSE 0 END"
