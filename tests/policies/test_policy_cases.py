"""Rows of a case: short keys, what is filled in, and the responses that are assumed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.policies import load_policy, shipped_policies
from bwcmeta.policies.case_rows import case_rows
from bwcmeta.policies.cases import TABLES, Case, Expected


def case(**keys):
    return Case.model_validate({"it": "t", "rule": "r", "expect": {}, **keys})


def at(hour, minute=0):
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC)


def text(hour, minute=0):
    return f"2026-03-01T{hour:02}:{minute:02}:00Z"


def test_short_keys_become_columns():
    given = {
        "id": "R1", "officer": "A", "device": "D", "activated": text(20, 1), "start": text(20),
        "end": "2026-03-01T15:00:00-06:00", "uploaded": text(23), "category": "Arrest", "tags": ["A", "b"],
        "incident": "I9", "buffer": 30,
        "buffer_audio": True, "sequence": 7, "status": "active", "deleted_at": None,
    }  # fmt: skip
    (row,) = case_rows(case(recordings=[given])).tables["recordings"]
    assert row == {
        "source_row": 1, "recording_id": "R1", "officer_id": "A", "device_id": "D", "activated_at": at(20, 1),
        "started_at": at(20), "ended_at": at(21), "uploaded_at": at(23), "categories": ["arrest"],
        "tags": ["a", "b"], "incident_ids": ["I9"],
        "buffer_s": 30, "buffer_audio": True, "sequence": 7, "status": "active", "deleted_at": None,
    }  # fmt: skip


def test_every_column_can_be_given_by_its_own_name():
    for key, name in TABLES.items():
        table = TABLE_BY_NAME[name]
        row = {c.name: None for c in table.own}
        row |= {c.name: text(20) if c.kind == "instant" else (c.values or ("x",))[0] for c in table.own if c.required}
        rows = case_rows(case(**{key: [row]})).tables[name]
        assert {column.name for column in table.own} <= set(rows[0])


def test_with_one_incident_what_names_none_is_about_it():
    rows = case_rows(
        case(
            incident={"location_type": "bank"},
            responses=[{"officer": "A"}],
            recordings=[{"start": text(20)}, {"start": text(20), "incident_ids": []}],
            facts=[{"fact": "arrest"}, {"fact": "arrest", "recording": "RECORDING-1"}, {"fact": "x", "incident": None}],
            requests=[{"kind": "release"}],
        )
    ).tables
    assert rows["incidents"][0]["incident_id"] == "INCIDENT-1"
    assert rows["unit_responses"][0]["incident_id"] == "INCIDENT-1"
    assert [r["incident_ids"] for r in rows["recordings"]] == [["INCIDENT-1"], []]
    assert [r["recording_id"] for r in rows["recordings"]] == ["RECORDING-1", "RECORDING-2"]
    assert [r.get("incident_id") for r in rows["facts"]] == ["INCIDENT-1", None, None]
    assert rows["requests"][0]["request_id"] == "REQUEST-1"


def test_with_several_incidents_nothing_is_filled_in():
    rows = case_rows(
        case(
            incidents=[{"id": "I1"}, {"id": "I2"}],
            recordings=[{"start": text(20), "officer": "A"}],
            facts=[{"fact": "x"}],
        )
    ).tables
    assert "incident_ids" not in rows["recordings"][0]
    assert "incident_id" not in rows["facts"][0]
    assert "unit_responses" not in rows


def test_responses_are_assumed_from_the_recordings():
    made = case_rows(
        case(
            incident={"id": "I1"},
            recordings=[
                {"officer": "B", "start": text(20, 5), "end": text(20, 6)},
                {"officer": "A", "start": text(20, 2), "end": text(20, 9)},
                {"officer": "A", "start": text(20, 1), "end": text(20, 3)},
                {"officer": "C", "start": text(20, 1)},
                {"officer": "D", "start": text(20, 1), "end": text(20, 2), "incident_ids": []},
                {"start": text(20)},
            ],
        )
    )
    assert made.assumed
    found = [(r["officer_id"], r["arrived_at"], r["cleared_at"]) for r in made.tables["unit_responses"]]
    assert found == [("A", at(20, 1), at(20, 9)), ("B", at(20, 5), at(20, 6)), ("C", at(20, 1), None)]
    assert all(
        r["dispatched_at"] == r["arrived_at"] and r["incident_id"] == "I1" for r in made.tables["unit_responses"]
    )


def test_stated_responses_are_all_there_is():
    made = case_rows(
        case(incident={"id": "I1"}, responses=[{"officer": "A"}], recordings=[{"officer": "B", "start": text(20)}])
    )
    assert not made.assumed
    assert len(made.tables["unit_responses"]) == 1


def test_the_horizon_reaches_a_day_beyond_the_case_unless_stated():
    made = case_rows(
        case(
            recordings=[{"officer": "A", "start": text(20), "end": text(21)}],
            horizon={"recordings": f"{text(19)}..{text(22)}", "facts": {"from": text(1), "to": text(2)}},
            as_of="2026-04-01T00:00:00-06:00",
        )
    )
    day = timedelta(days=1)
    assert made.horizon["recordings"] == (at(19), at(22))
    assert made.horizon["facts"] == (at(1), at(2))
    assert made.horizon["unit_responses"] == (at(20) - day, at(21) + day)
    assert made.as_of == datetime(2026, 4, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"facts": [{"fact": "x", "whenever": "y"}]}, "facts.0.whenever: facts have no column 'whenever'"),
        ({"facts": [{"at": text(20)}]}, "facts.0: a row of facts needs 'fact'"),
        ({"recordings": [{"start": text(20), "started_at": text(20)}]}, "recordings.0.started_at: 'started_at' and"),
        ({"recordings": [{"start": 5}]}, "recordings.0.start: 5 is no instant with an offset from UTC"),
        ({"recordings": [{"start": text(20), "tags": [1]}]}, "recordings.0.tags: tags is a list of texts"),
        ({"recordings": [{"start": text(20), "buffer_audio": "yes"}]}, "recordings.0.buffer_audio: buffer_audio must"),
        ({"recordings": [{"start": text(20), "sequence": True}]}, "recordings.0.sequence: sequence must be a"),
        ({"device_events": [{"device": "D", "at": text(20), "event": "mute"}]}, "device_events.0.event: event is"),
        ({"responses": [{"officer": "A"}]}, "responses.0: a row of unit_responses needs 'incident_id'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_row_is_told(keys, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        case_rows(case(**keys))
    assert str(caught.value).startswith(message)


def test_what_is_expected_is_one_entry_an_obligation():
    expect = case(expect={"compliant": 2, "violation": [{"because": "late start"}]}).expect
    wanted = expect.wanted()
    assert wanted["compliant"] == (Expected(), Expected())
    assert wanted["violation"] == (Expected(because="late start"),)
    assert wanted["exempt"] == ()
    assert expect.accuses
    assert expect.clears


@pytest.mark.parametrize("name", shipped_policies())
def test_every_case_that_ships_puts_rows_before_the_audit(name):
    policy = load_policy(name)
    for one in policy.tests:
        assert case_rows(one).tables
