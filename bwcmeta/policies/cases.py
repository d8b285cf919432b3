"""Cases inside a policy: a few rows and what must come of them (docs/reference/policy-tests.md).

tests:
  - it: stops in time when asked at the door
    rule: camera-left-on-in-private-home
    incident: {id: I1, location_type: residence}
    facts: [{fact: resident_asked_off, at: "2026-03-01T20:00:00Z"}]
    recordings: [{officer: A, start: "2026-03-01T19:50:00Z", end: "2026-03-01T20:00:30Z"}]
    expect: {compliant: 1}
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bwcmeta.documents.fields import RuleId, Strict

Rows = tuple[dict[str, Any], ...]
Count = Annotated[int, Field(ge=0)]

TABLES = {
    "incidents": "incidents",
    "responses": "unit_responses",
    "recordings": "recordings",
    "facts": "facts",
    "device_events": "device_events",
    "actions": "evidence_actions",
    "officers": "officers",
    "assignments": "device_assignments",
    "duty": "duty",
    "places": "places",
    "requests": "requests",
    "reviews": "reviews",
}
"""Key of a case -> the canonical table its rows belong to."""


class Expected(Strict):
    """One obligation that must come out; what is left out may be anything."""

    because: str | None = Field(default=None, description="The reason, as the reference calls it: late start.")
    officer: str | None = Field(default=None, description="The officer it is about.")
    recording: str | None = Field(default=None, description="The recording it is about.")
    incident: str | None = Field(default=None, description="The incident it is about.")
    measured: float | None = Field(default=None, description="What was measured, in seconds.")


Outcome = Count | tuple[Expected, ...]


class Expect(Strict):
    """How many obligations of each verdict, or which; a verdict that is not named must not come out."""

    compliant: Outcome = Field(default=0, description="Compliant ones.")
    violation: Outcome = Field(default=0, description="Candidate violations.")
    exempt: Outcome = Field(default=0, description="Exempt ones.")
    undetermined: Outcome = Field(default=0, description="Those that cannot be told.")
    pending: Outcome = Field(default=0, description="Those whose time is not up.")
    not_bound: Count | None = Field(default=None, description="Rows that the rule does not bind.")

    def wanted(self) -> dict[str, tuple[Expected, ...]]:
        """Verdict -> what must come out, one entry for each obligation (empty entries for a mere count)."""
        every = {v: getattr(self, v) for v in ("compliant", "violation", "exempt", "undetermined", "pending")}
        return {v: (Expected(),) * x if isinstance(x, int) else x for v, x in every.items()}

    @property
    def accuses(self) -> bool:
        """Whether a violation must come out."""
        return bool(self.violation)

    @property
    def clears(self) -> bool:
        """Whether something must come out that is no violation, or nothing at all."""
        return not self.accuses or any((self.compliant, self.exempt, self.undetermined, self.pending, self.not_bound))


class HorizonSpan(Strict):
    """What a table covers in a case: the first and the last instant."""

    from_: str = Field(alias="from", description="First instant.")
    to: str = Field(description="Last instant.")


def _span(value: Any) -> Any:
    if isinstance(value, str) and value.count("..") == 1:
        first, last = value.split("..")
        return {"from": first.strip(), "to": last.strip()}
    return value


class Case(Strict):
    """One case. Rows may use short keys: `officer` for `officer_id`, `start` for `started_at`, `id` for the key."""

    it: str = Field(min_length=1, description="What it shows, as the rest of a sentence that begins with 'it'.")
    rule: RuleId = Field(description="The rule it tests.")
    incident: dict[str, Any] | None = Field(default=None, description="The one incident.")
    incidents: Rows = Field(default=(), description="Incidents.")
    responses: Rows = Field(default=(), description="Officers on incidents.")
    recordings: Rows = Field(default=(), description="Recordings.")
    facts: Rows = Field(default=(), description="Facts.")
    device_events: Rows = Field(default=(), description="Lines of the cameras' logs.")
    actions: Rows = Field(default=(), description="Lines of the audit trail.")
    officers: Rows = Field(default=(), description="Officers.")
    assignments: Rows = Field(default=(), description="Who was issued which camera.")
    duty: Rows = Field(default=(), description="Shifts.")
    places: Rows = Field(default=(), description="Places.")
    requests: Rows = Field(default=(), description="Requests.")
    reviews: Rows = Field(default=(), description="Reviews.")
    as_of: str | None = Field(default=None, description="From when the case looks.")
    horizon: dict[str, Annotated[HorizonSpan, BeforeValidator(_span, json_schema_input_type=HorizonSpan | str)]] = (
        Field(default_factory=dict, description="What a table covers: FROM..TO, or {from, to}.")
    )
    expect: Expect = Field(description="What must come out; everything else must not.")
