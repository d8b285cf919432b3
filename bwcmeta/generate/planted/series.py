"""Acceptance cases that are many events or none: an officer who never records, a small district, an empty export."""

from __future__ import annotations

from datetime import timedelta

from bwcmeta.generate.planted.acceptance import covered, source
from bwcmeta.generate.planted.builder import Case, Planted
from bwcmeta.generate.planted.rule_ids import ENCOUNTER

NEVER, SELDOM_SEEN = "MC0952", "MC0953"
LANDING = ("MC0954", "MC0955", "MC0956")
CORNER = ("MC0957", "MC0958", "MC0959")
"""Officers with these series and nothing else."""


def plant_series(plan: Planted) -> None:
    """Cases 12, 14 to 17 and 20."""
    _zero_of_forty(plan)
    _sixty_four_of_seventy_three(plan)
    _three_officers(plan)
    for number, name, what, needs in (
        (16, "case16", "an empty dispatch export: keep only the heading of cad_printout.csv", "degraded inputs"),
        (17, "case17", "the same seed and frame draw the same list on another machine", "sampling"),
    ):
        plan.case(name, what, source=source(number), needs=needs)
    _drawn_and_expiring(plan)


def _visits(case: Case, officer: str, number: str, k: int, *, filmed: bool, district: str = "D1") -> None:
    """The k-th visit of a series: one a day, then an hour later on the same days again."""
    span = case.plan.span
    day, hour = 1 + k % span, 7 + k // span
    begin = case.plan.scale.start + timedelta(days=day)
    case.day = begin
    case.visit(number, officer, f"{hour:02d}:10", f"{hour:02d}:30", district=district, call_type="WELFARE CHECK")
    if filmed:
        case.film(officer, f"{hour:02d}:08", f"{hour:02d}:31", number, district=district)
        covered(case, number, officer)
    else:
        case.expect(ENCOUNTER, "violation", "no_recording", incident_id=number, officer_id=officer)


def _zero_of_forty(plan: Planted) -> None:
    case = plan.case(
        "case12", "no recording at forty events surfaces everywhere; none at two does not", source=source(12)
    )
    for k in range(40):
        _visits(case, NEVER, f"MC26-CASE12-{k + 1:02d}", k, filmed=False)
    for k in range(2):
        _visits(case, SELDOM_SEEN, f"MC26-CASE12-Z{k + 1}", k, filmed=False)
    case.about = {"officers": {NEVER: "0 of 40", SELDOM_SEEN: "0 of 2"}}


def _sixty_four_of_seventy_three(plan: Planted) -> None:
    case = plan.case(
        "case14", "64 of 73 events in district D14: the exact interval is .7788 to .9420", source=source(14)
    )
    for k in range(73):
        officer = LANDING[k % 3]
        _visits(case, officer, f"MC26-CASE14-{k + 1:02d}", k // 3, filmed=k % 8 != 7, district="D14")
    case.about = {"district": {"D14": {"compliant": 64, "violation": 9, "interval": [0.7788, 0.9420]}}}


def _three_officers(plan: Planted) -> None:
    case = plan.case("case15", "a district of three officers: suppressed, and its complement too", source=source(15))
    case.needs = "suppression"
    for k in range(6):
        _visits(case, CORNER[k % 3], f"MC26-CASE15-{k + 1}", k // 3, filmed=True, district="D15")


def _drawn_and_expiring(plan: Planted) -> None:
    case = plan.case(
        "case20", "an item drawn for the board expires in five days: a hold is asked for", source=source(20)
    )
    case.needs = "footage at risk"
    officer = case.officer()
    case.day = plan.scale.last - timedelta(days=175)
    ident = case.film(officer, "10:00", "10:20", logged=False)
    case.about = {"recording_id": ident}
