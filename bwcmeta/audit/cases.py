"""Runs the cases inside a policy (docs/reference/policy-tests.md), each by itself, two-sided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bwcmeta.audit.judge import judge_rows
from bwcmeta.errors import Place
from bwcmeta.policies.case_rows import case_rows
from bwcmeta.policies.cases import Case, Expected
from bwcmeta.policies.policy import Policy
from bwcmeta.text import plural

Obligation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case.

    Attributes:
        it: what the case shows.
        rule: the rule it tests.
        place: where the case stands.
        faults: what did not come out as expected, one sentence each; none: it passed.
    """

    it: str
    rule: str
    place: Place
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected, and nothing else."""
        return not self.faults


def run_cases(policy: Policy, rule: str | None = None) -> Iterator[CaseResult]:
    """Yield the outcome of each case of a policy (of one rule, where given), in the order of the file."""
    for number, case in enumerate(policy.tests):
        if rule in (None, case.rule):
            yield CaseResult(case.it, case.rule, policy.origin.place("tests", number), run_case(policy, case))


def run_case(policy: Policy, case: Case) -> tuple[str, ...]:
    """Run one case; return what did not come out as expected."""
    rows = case_rows(case)
    tested = policy.rule(case.rule)
    beside = {case.rule, *([str(tested.parameters.of)] if tested.kind == "rate" else [])}  # type: ignore[attr-defined]
    alone = replace(policy, rules=tuple(one for one in policy.rules if one.id in beside))
    result = judge_rows(rows.tables, alone, as_of=rows.as_of, horizon=rows.horizon)
    found = [o for o in result.obligations.to_dicts() if o["rule_id"] == case.rule]
    faults = [fault for verdict, wanted in case.expect.wanted().items() for fault in _compare(verdict, wanted, found)]
    if case.expect.not_bound is not None:
        counted = [w for w in result.waterfall.to_dicts() if w["rule_id"] == case.rule and w["state"] == "not bound"]
        unbound = sum(int(w["n"]) for w in counted)
        if unbound != case.expect.not_bound:
            faults.append(f"{plural(case.expect.not_bound, 'row')} not bound expected, {unbound} came out")
    return tuple(faults)


def _compare(verdict: str, wanted: tuple[Expected, ...], obligations: list[Obligation]) -> Iterator[str]:
    left = [o for o in obligations if o["verdict"] == verdict]
    missing: list[Expected] = []
    for expected in sorted(wanted, key=lambda e: -len(e.model_fields_set)):  # the most exact first
        match = next((o for o in left if _fits(expected, o)), None)
        if match is None:
            missing.append(expected)
        else:
            left.remove(match)
    for expected in missing:
        yield f"expected and missing: {verdict}{_told(expected.model_dump(exclude_none=True))}"
    for o in left:
        told = {"because": _words(o["reason"]), "officer": o["officer_id"], "incident": o["incident_id"],
                "recording": o["recording_id"], "measured": o["measured"]}  # fmt: skip
        yield f"not expected: {verdict}{_told({key: value for key, value in told.items() if value not in (None, '')})}"


def _fits(expected: Expected, obligation: Obligation) -> bool:
    if expected.because is not None and _words(expected.because) != _words(obligation["reason"]):
        return False
    for key in ("officer", "recording", "incident"):
        wanted = getattr(expected, key)
        if wanted is not None and wanted != obligation[f"{key}_id"]:
            return False
    if expected.measured is None:
        return True
    measured = obligation["measured"]
    return measured is not None and abs(measured - expected.measured) < 1e-6


def _words(reason: str | None) -> str:
    return (reason or "").replace("_", " ").strip().lower()


def _told(what: dict[str, Any]) -> str:
    return " (" + ", ".join(f"{key} {value}" for key, value in what.items()) + ")" if what else ""
