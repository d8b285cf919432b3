"""`rate`: a share of another rule's obligations reaches a goal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bwcmeta.documents.fields import RuleId, Strict
from bwcmeta.plan.decisions import cleared
from bwcmeta.plan.groups import groups_step
from bwcmeta.rules.base import Reason, RuleKind
from bwcmeta.rules.obligations import Compiled
from bwcmeta.rules.order import Order, Truths, apart

if TYPE_CHECKING:
    from bwcmeta.rules.context import RuleContext


def _percent(value: Any) -> float:
    match = re.fullmatch(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*", value) if isinstance(value, str) else None
    if not match or not 0 <= float(match[1]) <= 100:
        msg = f"{value!r} is no percentage: write it as in 95%"
        raise ValueError(msg)
    return float(match[1])


Percent = Annotated[float, BeforeValidator(_percent, json_schema_input_type=str)]


class Parameters(Strict):
    """What a `rate` rule says."""

    of: RuleId = Field(description="Id of the rule of this policy whose obligations are counted.")
    at_least: Percent = Field(description="The goal, as a percentage.")
    by: tuple[Literal["officer", "unit", "district", "month"], ...] = Field(
        default=(), description="Groups that each must reach it; none: all together."
    )
    at_least_n: int = Field(default=1, ge=1, description="Smaller groups are not judged.")


class Rate(RuleKind):
    """A share of another rule's obligations reaches a goal.

    ## What it finds
    Departments, units, districts, months or officers under a goal, whichever way the unknown falls.

    ## Why it matters
    A goal met only when everything unknown is counted as good is not met.

    ## Breaches
        goal 95 %; 90 compliant, 10 violations

    ## Stays silent
        95 compliant, 5 violations                                (the goal itself is reached)

        93 compliant, 7 violations of which a person has cleared 3       (93 of 97)

    ## Cannot decide
        94 compliant, 3 violations, 3 undetermined: between 94 % and 97 %

    ## Legal source
    Agencies set goals (Tempe 85 %); no statute read does.
    """

    name: ClassVar[str] = "rate"
    Parameters: ClassVar[type[Strict]] = Parameters
    over: ClassVar[tuple[str, ...]] = ("",)
    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason("under_goal", "violation", "At best {measured} reach it; the goal is {allowed}", "percent"),
        Reason("between", "undetermined", "Whether the goal is reached hangs on what is unknown", "percent"),
        Reason("too_few", "undetermined", "Too few to judge", "count"),
        Reason("nothing_to_judge", "undetermined", "Nothing to judge", "count"),
    )

    def steps(self, rule: RuleContext) -> Compiled:
        """Compile one rule; see `RuleKind.steps`."""
        p = rule.parameters
        assert isinstance(p, Parameters)
        plan, of = rule.plan, rule.others[p.of]
        groups = groups_step(plan, of.subjects)
        by = [g for g in ("officer", "unit", "district", "month") if g in p.by]
        columns = "".join(f", g.{c}" for c in by)
        without, stands = "", ""
        if not plan.settings.empty("dispositions"):
            gone = cleared(plan, of.step, of.subjects, policy=rule.policy_id, rule=p.of, facts=of.table == "facts")
            without = f"LEFT JOIN {gone} AS gone ON gone.subject_no = o.subject_no"
            stands = " AND gone.subject_no IS NULL"
        grouped = f"GROUP BY {', '.join(f'g.{c}' for c in by)}" if by else ""
        plan.add(
            f"{rule.name}_counts",
            f"The obligations under {p.of} by verdict{' and ' + ', '.join(by) if by else ''}.",
            f"""
            SELECT SUM(CASE WHEN o.verdict = 'compliant' THEN 1 ELSE 0 END) AS c,
                SUM(CASE WHEN o.verdict = 'violation'{stands} THEN 1 ELSE 0 END) AS v,
                SUM(CASE WHEN o.verdict = 'undetermined' THEN 1 ELSE 0 END) AS u{columns}
            FROM {of.step} AS o LEFT JOIN {groups} AS g ON g.subject_no = o.subject_no {without}
            WHERE o.state = 'bound' {grouped}
            """,
            keep=True,
        )
        order = ", ".join(f"k.{c}" for c in by) or "k.c"
        rows = plan.add(
            f"{rule.name}_rows",
            "One row for each group that is judged.",
            f"""
            SELECT ROW_NUMBER() OVER (ORDER BY {order}) AS subject_no, COALESCE(k.c, 0) AS c, COALESCE(k.v, 0) AS v,
                COALESCE(k.u, 0) AS u, {"p.officer_no" if "officer" in by else "CAST(NULL AS BIGINT)"} AS officer_no,
                {"k.unit" if "unit" in by else "CAST(NULL AS VARCHAR)"} AS unit_id,
                {"k.district" if "district" in by else "CAST(NULL AS VARCHAR)"} AS district,
                {"k.month" if "month" in by else "CAST(NULL AS VARCHAR)"} AS month,
                CAST(NULL AS VARCHAR) AS call_type, CAST(NULL AS VARCHAR) AS incident_id, CAST(NULL AS VARCHAR) AS recording_id,
                CAST(NULL AS VARCHAR) AS number, CAST(NULL AS BIGINT) AS row_us, CAST(NULL AS VARCHAR) AS source_file,
                CAST(NULL AS BIGINT) AS source_row
            FROM {rule.name}_counts AS k {"LEFT JOIN people AS p ON p.officer_id = k.officer" if "officer" in by else ""}
            """,
            keep=True,
        )
        goal = round(p.at_least * 1000)
        total = "(q.c + q.v + q.u)"
        judged = f"""CASE WHEN {total} = 0 THEN 'nothing_to_judge' WHEN {total} < {p.at_least_n} THEN 'too_few'
            WHEN q.c * 100000 >= {goal} * {total} THEN '' WHEN (q.c + q.u) * 100000 < {goal} * {total} THEN 'under_goal'
            ELSE 'between' END"""
        plan.add(
            f"{rule.name}_judged",
            f"Whether each group reaches {p.at_least:g} %.",
            f"""SELECT q.subject_no, q.officer_no, q.unit_id, q.district, q.call_type, q.row_us, q.c, q.v, q.u, {judged} AS reason
                FROM {rows} AS q""",
        )
        step = plan.add(
            rule.name,
            f"One row for each group under {rule.rule_id}.",
            f"""
            SELECT j.subject_no, j.officer_no, j.unit_id, j.district, j.call_type, j.row_us, 'bound' AS state,
                CASE j.reason WHEN '' THEN 'compliant' WHEN 'under_goal' THEN 'violation' ELSE 'undetermined' END AS verdict,
                j.reason, CASE WHEN j.reason = 'under_goal' THEN BWC_DIV((j.c + j.u) * 1000000, j.c + j.v + j.u)
                    WHEN j.reason IN ('too_few', 'nothing_to_judge') THEN j.c + j.v + j.u END AS measured,
                CASE WHEN j.reason IN ('under_goal', 'between') THEN {round(p.at_least * 10000)} WHEN j.reason = 'too_few' THEN {p.at_least_n} END AS allowed,
                CAST(NULL AS BIGINT) AS from_us, CAST(NULL AS BIGINT) AS until_us
            FROM {rule.name}_judged AS j
            """,
        )
        return Compiled(step, rows, "rules", "")

    def stricter(self, one: Strict, other: Strict, truths: Truths = apart) -> int | None:
        """A higher goal binds more; so do finer groups that are all judged, and smaller groups that are."""
        assert isinstance(one, Parameters)
        assert isinstance(other, Parameters)
        del truths
        order = Order()
        order.same(one.of, other.of)
        order.larger_is_stricter(one.at_least, other.at_least)
        order.smaller_is_stricter(one.at_least_n, other.at_least_n)
        mine, theirs = set(one.by), set(other.by)
        if mine != theirs:  # when every part reaches the goal, so does the whole; a part that is not judged may not
            finer, size = (1, one.at_least_n) if mine > theirs else (-1, other.at_least_n)
            order.add(finer if size == 1 and (mine > theirs or mine < theirs) else None)
        return order.result
