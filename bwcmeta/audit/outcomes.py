"""What became of the rows under each rule: those that are flagged are kept, the others only counted.

Most rows end alike: compliant, or not bound. Where the rows a rule looks at can be counted by themselves, those that end
as most do are the rest: of the rows that are bound, in each group, all that are not flagged are compliant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from bwcmeta.plan.calendar import offset_case
from bwcmeta.plan.plan import DAY_US, Plan
from bwcmeta.sql.as_text import duckdb_text, slots_of
from bwcmeta.sql.order import tables_of
from bwcmeta.sql.query import Query

if TYPE_CHECKING:
    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.rules.obligations import LookedAt

_JUDGED = ("subject_no", "state", "verdict", "reason", "measured", "allowed", "from_us", "until_us", "officer_no",
           "unit_id", "district", "call_type", "row_us")  # fmt: skip
_OWN = ("officer_no", "unit_id", "district", "call_type", "local_day")
"""Columns whose groups are counted, in the order of `GROUPS`; months are counted by local day."""
_NO_GROUP = ", ".join(
    f"CAST(NULL AS {'BIGINT' if c in ('officer_no', 'local_day') else 'VARCHAR'}) AS {c}" for c in _OWN
)
_TALLIED = ("group_no", "state", "verdict", *_OWN, "n")
_TALLY = "How many rows {} left out, and how many obligations ended with each verdict."


def judged_step(plan: Plan, rule: CompiledRule) -> str:
    """Add `RULE_ended`: the last step of a rule, kept, for it is read twice: to be counted, and for what is flagged.

    Where the rest can be counted it holds those rows alone that are bound.
    """
    step = rule.steps.step
    if plan.steps[step].keep:
        return step
    only = "" if not rest(plan, rule) else "WHERE o.state = 'bound'"
    return plan.add(
        f"{step}_ended",
        f"What became of every row {'under' if not only else 'bound by'} {rule.rule.id}.",
        f"SELECT {', '.join(f'o.{c}' for c in _JUDGED)} FROM {step} AS o {only}",
        keep=True,
    )


def flagged_step(plan: Plan, number: int, rule: CompiledRule) -> str:
    """Add `RULE_flagged`: the obligations under one rule that did not end as compliant."""
    if rest(plan, rule) == "compliant":
        # told before anything is made of the row: the verdict takes the whole course, once for each word it may be
        judged, which = rule.steps.step, "AND NOT o.settled"
    else:
        judged, which = judged_step(plan, rule), "AND NOT COALESCE(o.verdict, '') = 'compliant'"
    return plan.add(
        f"{rule.steps.step}_flagged",
        f"The obligations under {rule.rule.id} that did not end as compliant.",
        picked(number, judged, which),
        keep=True,
    )


def picked(number: int, judged: str, which: str = "") -> str:
    """SQL of obligations with the number of their rule."""
    return f"""SELECT {number} AS rule_no, o.subject_no, o.verdict, o.reason, o.measured, o.allowed, o.from_us, o.until_us,
            o.officer_no, o.unit_id, o.district, o.call_type, o.row_us
        FROM {judged} AS o WHERE o.state = 'bound' {which}"""


def tally_steps(plan: Plan, rules: Sequence[CompiledRule]) -> list[str]:
    """Add how many rows ended in each state and verdict under each rule, altogether and by each group.

    That is `RULE_tally` for each, or `tally` for all rules where every row is kept and there are few. `group_no` is 0
    for all, else the place of the group in `GROUPS` counted from 1.

    Returns:
        For each rule the step that holds its tally.
    """
    if not plan.settings.every_row or not plan.settings.few_rows:
        return [_tally_step(plan, number, rule) for number, rule in enumerate(rules)]
    columns = ", ".join(f"o.{c}" for c in ("state", "verdict", *_OWN[:-1], "row_us"))
    rows = " UNION ALL ".join(
        f"SELECT {number} AS rule_no, {columns} FROM {judged_step(plan, rule)} AS o"
        for number, rule in enumerate(rules)
    )
    counted = _counted_all(plan, f"({rows})", {c: f"o.{c}" for c in ("rule_no", "state", "verdict")})
    name = plan.add("tally", "How many rows ended in each state and verdict under each rule.", counted, keep=True)
    return [name] * len(rules)


def _tally_step(plan: Plan, number: int, rule: CompiledRule) -> str:
    name, says = f"{rule.steps.step}_tally", _TALLY.format(rule.rule.id)
    what = rest(plan, rule)
    if not what:
        own = _counted_all(
            plan, judged_step(plan, rule), {"rule_no": str(number), "state": "o.state", "verdict": "o.verdict"}
        )
        return plan.add(name, says, own, keep=True)
    at = rule.steps.looked_at
    assert at is not None
    if what == "compliant":
        ended = flagged_step(plan, number, rule)
        counted = _counted(plan, at, (*at.frame, *(at.unbound or ())), by_groups=True)
    else:
        ended = judged_step(plan, rule)
        counted = _counted(plan, at, at.frame, by_groups=False)
    listed = plan.add(
        f"{ended}_tally",
        f"How many of them ended with each verdict: {rule.rule.id}.",
        _by_groups(plan, ended, {"state": "'bound'", "verdict": "o.verdict"}),
        keep=True,
    )
    keys = ", ".join(f"r.{c}" for c in ("group_no", *_OWN))
    less = f"SELECT t.group_no, t.state, {', '.join(f't.{c}' for c in _OWN)}, -t.n AS n FROM {listed} AS t"
    if what == "not bound":
        less += " WHERE t.group_no = 0"
    others = {
        "compliant": "r.state, CASE WHEN r.state = 'bound' THEN 'compliant' END AS verdict",
        "not bound": "CASE WHEN r.state = 'bound' THEN 'not bound' ELSE r.state END AS state, CAST(NULL AS VARCHAR) AS verdict",
    }[what]
    return plan.add(
        name,
        f"{says} The rest is {what}.",
        f"""
        SELECT {number} AS rule_no, {", ".join(f"t.{c}" for c in _TALLIED)} FROM {listed} AS t
        UNION ALL
        SELECT {number} AS rule_no, r.group_no, {others}, {", ".join(f"r.{c}" for c in _OWN)}, CAST(SUM(r.n) AS BIGINT) AS n FROM (
            SELECT c.group_no, c.state, {", ".join(f"c.{c}" for c in _OWN)}, c.n FROM {counted} AS c
            UNION ALL {less}
        ) AS r GROUP BY r.state, {keys} HAVING NOT SUM(r.n) = 0
        """,
        keep=True,
    )


def rest(plan: Plan, rule: CompiledRule) -> Literal["compliant", "not bound", ""]:
    """As what those rows of a rule ended that are not kept but counted; '' where every row is kept (`Settings.every_row`).

    Counting the rows that are bound reads them once more. Where a predicate says which are, that is worth it only if
    they are kept rows.
    """
    at = rule.steps.looked_at
    if plan.settings.every_row or at is None or plan.steps[rule.steps.step].keep:
        return ""
    if at.unbound is not None and (not at.unbound or _near(plan, at.source)):
        return "compliant"
    return "not bound"


def _near(plan: Plan, name: str) -> bool:
    """Whether the rows of a step are kept, or plainly made of such."""
    step = plan.steps[name]
    return step.keep or all(read in plan.steps and plan.steps[read].keep for read in tables_of(step))


def _counted(plan: Plan, at: LookedAt, lines: tuple[str, ...], *, by_groups: bool) -> str:
    """Add `counted_SOURCE`: how many rows leave under what, and how many do not, altogether or by group too."""
    state = f"CASE {' '.join(lines)} ELSE 'bound' END" if lines else "'bound'"
    rows = f"FROM {at.source} AS x {f'WHERE {at.only}' if at.only else ''}"
    text = f"""
        SELECT 0 AS group_no, s.state, {_NO_GROUP}, COUNT(*) AS n FROM (SELECT {state} AS state {rows}) AS s GROUP BY s.state
        """
    if by_groups:
        groups = ", ".join(f"x.{c}" for c in ("officer_no", "unit_id", "district", "call_type", "row_us"))
        bound = f"(SELECT {state} AS state, {groups} {rows})"
        listed = _by_groups(plan, bound, {"state": "o.state"}, only="WHERE o.state = 'bound'", all_too=False)
        text += f" UNION ALL {listed}"
    slots = {name: at.slots[name] for name in slots_of(text)}
    name = f"counted_{at.source}"
    if lines or at.only or not by_groups:
        name += "_" + hashlib.sha256(duckdb_text(Query(text, slots)).encode()).hexdigest()[:6]
    says = f"How many rows of {at.source} leave under what, and how many do not{', by group' if by_groups else ''}."
    return plan.add(name, says, text, keep=True, **slots)


def _counted_all(plan: Plan, rows: str, ended: Mapping[str, str]) -> str:
    """SQL that counts every row by how it ended, and those that are bound by each group too."""
    told, keys = ", ".join(f"{sql} AS {column}" for column, sql in ended.items()), ", ".join(f"t.{c}" for c in ended)
    return f"""
        SELECT 0 AS group_no, {keys}, {_NO_GROUP}, COUNT(*) AS n FROM (SELECT {told} FROM {rows} AS o) AS t GROUP BY {keys}
        UNION ALL {_by_groups(plan, rows, ended, only="WHERE o.state = 'bound'", all_too=False)}
        """


def _by_groups(plan: Plan, rows: str, ended: Mapping[str, str], *, only: str = "", all_too: bool = True) -> str:
    """SQL that counts rows by how they ended (column -> SQL of it): altogether, and by each group."""
    keys = ", ".join(f"t.{n}" for n in ended)
    sets = ", ".join([f"({keys})"] * all_too + [f"({keys}, t.{c})" for c in _OWN])
    which = " ".join(f"WHEN GROUPING(t.{c}) = 0 THEN {n}" for n, c in enumerate(_OWN, 1))
    day = f"BWC_DIV(o.row_us + {offset_case(plan, 'o.row_us')}, {DAY_US})"
    return f"""
        SELECT CASE {which} ELSE 0 END AS group_no, {keys}, {", ".join(f"t.{c}" for c in _OWN)}, COUNT(*) AS n
        FROM (
            SELECT {", ".join(f"{told} AS {n}" for n, told in ended.items())},
                o.officer_no, o.unit_id, o.district, o.call_type, {day} AS local_day
            FROM {rows} AS o {only}
        ) AS t GROUP BY GROUPING SETS ({sets})
        """
