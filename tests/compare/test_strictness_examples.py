"""Which of two rules is stricter, case by case, as an auditor would say it."""

from __future__ import annotations

from typing import Any

import pytest
from compare_policies import policy_of

from bwcmeta.compare.provisions import Status, provisions, stand
from bwcmeta.compare.said import said
from bwcmeta.compare.strictness import compare
from bwcmeta.compare.words import deciding
from bwcmeta.model.moment import Duration
from bwcmeta.rules.order import compare_lengths

STOPS = {
    "kind": "stops_after",
    "topic": "private_residence",
    "trigger": {"fact": "resident_asked_off"},
    "within": "30s",
}
RECORDS = {"kind": "recorded_throughout", "topic": "activation", "start_within": "30s", "longest_gap": "10s"}
SCHOOL = {"kind": "not_recorded", "topic": "school", "while": "location_type = 'school_elementary_secondary'"}
NOTICE = {"kind": "followed_by", "topic": "notice", "anchor": "recording_start", "within": "60s",
          "then": {"fact": "notice_given"}}  # fmt: skip
VIEW = {"kind": "not_before", "topic": "viewing", "what": {"action": "viewed"}, "before": {"fact": "statement_given"}}
KEPT = {"kind": "kept", "topic": "other", "classes": [{"otherwise": True, "at_least": "6mo"}]}
BUFFER = {"kind": "holds", "topic": "buffer", "over": "recordings", "holds": "buffer_s >= 30"}
FORCE = {"when": "has_fact('use_of_force')", "at_least": "3y"}


@pytest.mark.parametrize(
    ("rule", "change", "sign"),
    [
        (STOPS, {"within": "60s"}, -1),
        (STOPS, {"within": "0s"}, 1),
        (STOPS, {"stays_off_until": "leaves_place"}, 1),
        (STOPS, {"trigger": "fact in ('resident_asked_off', 'victim_asked_off')"}, 1),
        (STOPS, {"trigger": "fact = 'resident_asked_off'"}, 0),
        (STOPS, {"when": "location_type = 'residence'"}, -1),
        (STOPS, {"unless": [{"fact": "exigent"}]}, -1),
        (STOPS, {"within": "10s", "unless": [{"fact": "exigent"}]}, None),
        (STOPS, {"severity": "high"}, 0),
        (STOPS, {"advisory": True}, -1),
        (RECORDS, {"from": "dispatched_at"}, 1),
        (RECORDS, {"until": "arrived_at"}, -1),
        (RECORDS, {"from": "arrived_at", "until": "cleared_at", "end_within": "10s"}, 0),
        (RECORDS, {"muted_at_most": "0s"}, 1),
        (RECORDS, {"buffer_at_least": "30s"}, 1),
        (RECORDS, {"start_counts": "media"}, -1),
        (RECORDS, {"measures": ["presence", "start"]}, -1),
        (RECORDS, {"measures": ["muted"], "muted_at_most": "0s"}, None),
        (RECORDS, {"measures": ["presence", "start"], "longest_gap": "5s"}, -1),
        (RECORDS, {"start_within": "10s", "longest_gap": "60s"}, None),
        (RECORDS, {"until": {"fact": "victim_asked_off", "else": "cleared_at"}}, -1),
        (RECORDS, {"unless": [{"fact": "immediate_danger", "then": "start as soon as it ends"}]}, -1),
        (SCHOOL, {"while": "location_type in ('school_elementary_secondary', 'daycare')"}, 1),
        (SCHOOL, {"while": "location_type = 'school_college'"}, 1),
        (SCHOOL, {"at_most": "60s"}, -1),
        (SCHOOL, {"when_unknown": "not_bound"}, -1),
        (SCHOOL, {"when_unknown": "binds"}, 1),
        (SCHOOL, {"when": "call_type = 'alarm'"}, -1),
        (NOTICE, {"within": "2m"}, -1),
        (NOTICE, {"missing": "undetermined"}, -1),
        (NOTICE, {"then": [{"fact": "notice_given"}, {"fact": "notice_impractical"}]}, -1),
        (NOTICE, {"anchor": "recording_end"}, None),
        (VIEW, {"what": {"action": "viewed", "by": "anyone"}}, 1),
        (VIEW, {"missing": "violation"}, 1),
        (VIEW, {"at_least": "24h"}, 1),
        (VIEW, {"before": {"fact": "report_filed"}}, None),
        (BUFFER, {"holds": "buffer_s >= 60"}, 1),
        (BUFFER, {"holds": "buffer_s >= 12"}, -1),
        (BUFFER, {"holds": "buffer_s >= 30 or buffer_s is null"}, -1),
        (BUFFER, {"holds": "buffer_audio"}, None),
        (KEPT, {"classes": [{"otherwise": True, "at_least": "180d"}]}, -1),
        (KEPT, {"classes": [{"otherwise": True, "at_least": "182d"}]}, None),
        (KEPT, {"classes": [{"otherwise": True, "at_least": "6mo", "at_most": "1y"}]}, 1),
        (KEPT, {"classes": [FORCE, {"otherwise": True, "at_least": "6mo"}]}, 1),
        (KEPT, {"classes": [FORCE, {"otherwise": True, "at_least": "90d"}]}, None),
        (KEPT, {"classes": [{"when": "has_fact('use_of_force')", "at_least": "6mo"}]}, -1),
        (KEPT, {"held_by": [{"fact": "litigation_hold"}]}, 1),
    ],
)  # fmt: skip
def test_a_changed_rule_against_the_rule_as_it_was(
    rule: dict[str, Any], change: dict[str, Any], sign: int | None
) -> None:
    policy = policy_of(rule, {**rule, **change})
    before, after = (said(policy, one) for one in policy.rules)
    assert compare(after, before) == sign
    assert compare(before, after) == (None if sign is None else -sign)


def test_holds_that_lengthen_a_maximum_too_are_neither_stricter_nor_laxer() -> None:
    both = {"kind": "kept", "classes": [{"otherwise": True, "at_least": "6mo", "at_most": "1y"}]}
    policy = policy_of(both, {**both, "held_by": [{"fact": "litigation_hold"}]})
    assert compare(*(said(policy, rule) for rule in policy.rules)) is None


def test_a_hold_that_takes_a_claim_covers_one_that_wants_a_document() -> None:
    rules = [{**KEPT, "held_by": [{"fact": "case_open", "standing": s}]} for s in ("claimed", "documented")]
    policy = policy_of(*rules)
    assert compare(*(said(policy, rule) for rule in policy.rules)) == 1


def test_a_rate_over_a_stricter_rule_is_stricter_whatever_the_rules_are_called() -> None:
    def goal(limit: str, name: str, share: str = "95%") -> Any:
        policy = policy_of({**RECORDS, "id": name, "start_within": limit},
                           {"kind": "rate", "of": name, "at_least": share, "topic": "activation"})  # fmt: skip
        return said(policy, policy.rules[1])

    assert compare(goal("10s", "a"), goal("30s", "b")) == 1
    assert compare(goal("30s", "a"), goal("30s", "b")) == 0
    assert compare(goal("10s", "a", "90%"), goal("30s", "b")) is None


def test_tolerances_are_looked_up_and_marked() -> None:
    mine = policy_of({**STOPS, "within": {"tolerance": "door"}}, tolerances={"door": "2m"})
    model = policy_of(STOPS)
    one, other = said(mine, mine.rules[0]), said(model, model.rules[0])
    assert compare(one, other) == -1
    assert deciding(one, other) == ["within 2m*"]


OUT = [{"reason": "cancelled", "when": "disposition = 'CAN'"}, {"reason": "failure", "fact": "camera_failure"}]


def framed(exclude: list[dict[str, Any]] | None, **rule: Any) -> Any:
    head = {} if exclude is None else {"frames": {"calls": {"over": "unit_responses", "exclude": exclude}}}
    policy = policy_of({**RECORDS, **rule}, **head)
    return said(policy, policy.rules[0])


def test_frames_decide_between_rules_that_are_equal_otherwise_and_only_then() -> None:
    assert compare(framed(OUT), framed(OUT[:1])) == -1
    assert compare(framed(OUT[:1]), framed(OUT[1:])) is None
    assert compare(framed([{"reason": "other words", "when": "disposition in ('CAN')"}]), framed(OUT[:1])) == 0
    assert compare(framed(OUT, start_within="10s"), framed(OUT[:1])) == 1
    assert compare(framed(OUT), framed(None)) == 0, "a frame that is not stated is a question, not an answer"


def test_rules_of_different_kinds_or_tables_are_not_compared() -> None:
    policy = policy_of(STOPS, {**SCHOOL, "topic": "private_residence"})
    one, other = (said(policy, rule) for rule in policy.rules)
    assert compare(one, other) is None


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        ("6mo", "180d", 1), ("6mo", "182d", None), ("6mo", "185d", -1), ("12mo", "1y", 0), ("1y", "365d", 1),
        ("24h", "1d", 0), ("3y", "1095d", 1), ("3y", "1096d", -1), ("1mo", "4 business days", 1),
        ("5 business days", "5d", 1), ("5 business days", "7d", None), ("5 business days", "6 business days", -1),
        ("0mo", "0s", 0),
    ],
)  # fmt: skip
def test_lengths_by_the_calendar(one: str, other: str, sign: int | None) -> None:
    assert compare_lengths(Duration.parse(one), Duration.parse(other)) == sign


def standing(mine: list[dict[str, Any]], theirs: list[dict[str, Any]], topic: str, **head: Any) -> Status:
    one, other = policy_of(*mine, **head), policy_of(*theirs)
    return stand(provisions(one), provisions(other), topic, noted=any(note.topic == topic for note in one.notes))


AUDIO = {**BUFFER, "holds": "buffer_audio"}
NOTE = [{"topic": "buffer", "text": "The buffer is kept."}]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ([BUFFER], [BUFFER], Status.EQUAL),
        ([BUFFER], [BUFFER, AUDIO], Status.WEAKER),
        ([BUFFER, AUDIO], [BUFFER], Status.STRONGER),
        ([{**BUFFER, "holds": "buffer_s >= 60"}], [BUFFER, AUDIO], Status.DIFFERENT),
        ([{**BUFFER, "holds": "buffer_s >= 60"}, AUDIO], [BUFFER, AUDIO], Status.STRONGER),
        ([BUFFER], [STOPS], Status.STRONGER),
        ([{**BUFFER, "advisory": True}], [STOPS], Status.ADVICE),
        ([{**BUFFER, "advisory": True}], [BUFFER], Status.WEAKER),
        ([STOPS], [BUFFER], Status.ABSENT),
    ],
)
def test_a_topic_is_compared_as_a_whole(mine: list[Any], theirs: list[Any], expected: Status) -> None:
    assert standing(mine, theirs, "buffer") == expected


def test_what_is_said_under_another_topic_counts_where_it_says_as_much() -> None:
    elsewhere = {**BUFFER, "topic": "tagging"}
    assert standing([{**elsewhere, "holds": "buffer_s >= 60"}], [BUFFER], "buffer") == Status.STRONGER
    assert standing([elsewhere], [BUFFER], "buffer") == Status.EQUAL
    assert standing([{**elsewhere, "holds": "buffer_s >= 12"}], [BUFFER], "buffer") == Status.ABSENT


def test_a_note_is_no_rule_and_is_told() -> None:
    assert standing([STOPS], [BUFFER], "buffer", notes=NOTE) == Status.NOTE


def kept(*classes: dict[str, Any], topic: str = "retention", **more: Any) -> dict[str, Any]:
    return {"kind": "kept", "topic": topic, "classes": list(classes), **more}


MODEL = [kept(FORCE, {"otherwise": True, "at_least": "6mo", "at_most": "6mo"})]


@pytest.mark.parametrize(
    ("mine", "topic", "expected"),
    [
        ([kept({"otherwise": True, "at_least": "90d"})], "retention_min", Status.WEAKER),
        ([kept({"otherwise": True, "at_least": "90d"})], "retention_max", Status.ABSENT),
        ([kept({"otherwise": True, "at_least": "90d"})], "retention_flagged", Status.ABSENT),
        ([kept({"otherwise": True, "at_least": "5y"})], "retention_flagged", Status.STRONGER),
        ([kept({"otherwise": True, "at_least": "6mo"}, topic="retention_min"),
          kept(FORCE, topic="retention_flagged"),
          kept({"otherwise": True, "at_most": "6mo"}, topic="retention_max")], "retention_min", Status.EQUAL),
        ([kept({"otherwise": True, "at_least": "6mo"}, topic="retention_min"),
          kept(FORCE, topic="retention_flagged")], "retention_flagged", Status.EQUAL),
        ([kept({"when": "category = 'use_of_force'", "at_least": "3y"})], "retention_flagged", Status.DIFFERENT),
        ([kept({"otherwise": True, "at_least": "6mo", "at_most": "1y"})], "retention_max", Status.DIFFERENT),
    ],
)  # fmt: skip
def test_retention_is_compared_by_what_it_comes_to(mine: list[Any], topic: str, expected: Status) -> None:
    assert standing(mine, MODEL, topic) == expected
