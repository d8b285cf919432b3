"""A second look before anybody is accused for want of footage: under another id, or by a displaced clock?

Runs after a rule's own course, over any kind that looks for an officer's footage (policy-language, section 5, step 9).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bwcmeta.plan.clocks import local_day, suspects
from bwcmeta.plan.other_ids import under_other_ids

if TYPE_CHECKING:
    from bwcmeta.plan.plan import Plan
    from bwcmeta.rules.obligations import Compiled

NO_FOOTAGE = ("no_recording", "outside_window")
"""Accusations that footage under another id would undo."""
TIMED = (*NO_FOOTAGE, "late_start", "early_stop", "recorded", "stopped_late", "restarted")
"""Accusations that rest on the camera's clock agreeing with dispatch."""
KINDS = ("recorded_throughout", "not_recorded", "stops_after")


def second_look(plan: Plan, kind: str, compiled: Compiled) -> Compiled:
    """Add `RULE_looked`: the rule's obligations, with what the second look makes of its accusations."""
    if kind not in KINDS or plan.settings.empty("recordings"):
        return compiled
    joins, lines = [], []
    accused = "o.verdict = 'violation' AND o.reason IN"
    if kind == "recorded_throughout" and not (
        plan.settings.empty("officers") and plan.settings.empty("device_assignments")
    ):
        other = under_other_ids(plan, compiled.table)
        joins.append(f"LEFT JOIN {other} AS other ON other.subject_no = o.subject_no")
        lines.append(
            f"WHEN {accused} ({_words(NO_FOOTAGE)}) AND NOT other.subject_no IS NULL THEN 'camera_under_another_id'"
        )
    if not plan.settings.empty("unit_responses"):
        joins.append(
            f"""LEFT JOIN {suspects(plan)} AS clock
                ON clock.officer_no = o.officer_no AND clock.local_day = {local_day(plan, "o.row_us")}"""
        )
        lines.append(f"WHEN {accused} ({_words(TIMED)}) AND NOT clock.officer_no IS NULL THEN 'clock_suspect'")
    if not lines:
        return compiled
    changed = ("verdict", "reason", "measured", "allowed")
    kept = [c for c in plan.columns(compiled.step) if c not in changed]
    plan.add(
        f"{compiled.step}_doubted",
        "The same rows, with what a second look at ids and clocks says against an accusation.",
        f"""
        SELECT {", ".join(f"o.{c}" for c in (*kept, *changed))}, CASE {" ".join(lines)} END AS doubt
        FROM {compiled.step} AS o {" ".join(joins)}
        """,
    )
    step = plan.add(
        f"{compiled.step}_looked",
        "The same rows; an accusation in doubt is undetermined.",
        f"""
        SELECT {", ".join(f"d.{c}" for c in kept)}, CASE WHEN d.doubt IS NULL THEN d.verdict ELSE 'undetermined' END AS verdict,
            COALESCE(d.doubt, d.reason) AS reason, CASE WHEN d.doubt IS NULL THEN d.measured END AS measured,
            CASE WHEN d.doubt IS NULL THEN d.allowed END AS allowed
        FROM {compiled.step}_doubted AS d
        """,
    )
    return replace(compiled, step=step)


def _words(reasons: tuple[str, ...]) -> str:
    return ", ".join(f"'{reason}'" for reason in reasons)
