# ruff: noqa: E501  rows of exports are long
"""Force, complaints, stops and faults of cameras, as invented rows under the real headings with their faults."""

from __future__ import annotations

import datetime as dt

NJ_HEAD = (
    "unique_report_id,report_number_portal,incident_id,county,agency_name,incident_case_number,incident_date,"
    "incident_date_utc,contact_origin,incident_type,location_type,video_footage,video_type,officer_name,"
    "subject_arrested,type_of_force\r\n"
)


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_new_jersey_force_arrest_and_place(reader) -> None:
    text = (
        "\ufeff"
        + NJ_HEAD
        + '1,UOF1,X PD-1,X,X PD,26-1,12/14/2026,2026-12-15T02:10:09.762Z,Officer Initiated,Assault,Street,No, ,Quxworth,"Yes,Yes,",Used arms\r\n'
        '2,UOF2,X PD-2,X,X PD,26-2,12/14/2026,2026-12-14T12:00:00.000Z,"Officer Dispatched, Citizen Initiated","Disturbance (drinking, fighting, disorderly)","Residence, Street",Yes,"Motor Vehicle, Body Worn",Quxworth,"No,No","Used take down on,Used arms,Used arms"\r\n'
        '3,UOF3,X PD-3,X,X PD,26-3,12/14/2026,2026-12-14T12:00:00.000Z,Officer Dispatched,Other,"Alcohol Establishment (bar, club, casino)",Unknown,.,Quxworth,"No,Yes",Other\r\n'
        "4,UOF4,X PD-4,X,X PD, ,12/14/2026,2026-12-14T12:00:00.000Z,Citizen Initiated,Other,Space Station,Unknown,           .,Quxworth,Unknown,Other\r\n"
    )
    ledger = reader.text("nj.csv", text)
    assert (ledger.profile, ledger.unmapped) == ("nj-use-of-force@1", ())
    assert reader.rows("incidents", "incident_id", "location_type", "location_types", "self_initiated") == [
        ("26-1", "street", None, True),
        ("26-2", None, ["residence", "street"], False),  # two kinds of place at once
        ("26-3", "bar_nightclub", None, False),
    ]
    assert reader.rows("facts", "fact_id", "fact", "incident_id", "at", "level") == [
        ("1", "arrest", "26-1", at(2026, 12, 15, 2, 10, 9, 762_000), None),
        ("1", "use_of_force", "26-1", at(2026, 12, 15, 2, 10, 9, 762_000), "Used arms"),
        ("2", "use_of_force", "26-2", at(2026, 12, 14, 12), "Used arms; Used take down on"),
        ("3", "arrest", "26-3", at(2026, 12, 14, 12), None),
        ("3", "use_of_force", "26-3", at(2026, 12, 14, 12), "Other"),
        ("4", "use_of_force", None, at(2026, 12, 14, 12), "Other"),
    ]
    assert not ledger.unknown
    for path in reader.lake.folder.rglob("*"):
        assert not path.is_file() or b"Quxworth" not in path.read_bytes()


NOPD = "PIB File Number,Date Occurred,Disposition,Use of Force Type,{}Officer Race/Ethnicity,Officer Gender,Officer Age,Officer Years of Service,Subject Gender,Subject Ethnicity,Subject Age,Subject Arrested\n"


def test_new_orleans_force_and_its_restatement(reader) -> None:
    first = NOPD.format("") + (
        "FTN1,01/02/2026,Pending,Hands,A,M,30,2,M,B,20,Yes\n"
        "FTN1,01/02/2026,Pending,Hands,A,M,30,2,M,B,20,Yes\n"
        "FTN1,01/02/2026,Pending,Hands,A,M,41,9,M,B,20,No\n"
    )
    ledger = reader.text("2018.csv", first)
    assert (ledger.rows.used, ledger.rows.repeats) == (2, 1)
    again = NOPD.format("Use of Force Level,") + "FTN1,01/02/2026,Authorized,Hands,L1,A,M,30,4,M,B,20,Yes\n"
    ledger = reader.text("2020.csv", again)
    assert ledger.profile == "nopd-use-of-force@1"
    assert {t.table: t.restates for t in ledger.tables} == {
        "facts": True
    }  # years of service drift, nothing else counts
    rows = reader.rows("facts", "fact", "level", "at", "resolution_us")
    day = at(2026, 1, 2, 6)
    assert [r for r in rows if r[0] == "use_of_force"] == [
        ("use_of_force", None, day, 86_400_000_000),
        ("use_of_force", None, day, 86_400_000_000),
        ("use_of_force", "L1", day, 86_400_000_000),
    ]


def test_seattle_force_has_levels_and_a_misspelt_date(reader) -> None:
    text = (
        "uniqueid,incident_num,incident_type,occured_date_time,precinct,officer_id,subject_id\n"
        "1-2-3,1,Level 2 - Use of Force,2016-07-26T10:30:00,S,0668,3\n1-2-4,1,Unlevelled,2016-07-26T10:30:00,S,0668,4\n"
    )
    ledger = reader.text("uof.csv", text)
    assert ledger.profile == "seattle-use-of-force@1"
    assert ledger.rows.repaired == 1
    assert reader.rows("facts", "fact_id", "officer_id", "level") == [
        ("1-2-3", "0668", "Level 2"),
        ("1-2-4", "0668", None),
    ]


def test_stops_with_their_kind_and_a_place_that_is_none(reader) -> None:
    text = (
        "fieldinterviewid,nopd_item,eventdate,district,stopdescription,actionstaken,subjectid,longitude,latitude\n"
        "17,A1,2010-01-01T01:11:00,6,TRAFFIC VIOLATION,,20,0.0,0.0\n18,,2010-01-01T02:06:00,5,CALL FOR SERVICE,,21,0.0,0.0\n"
    )
    assert reader.text("stops.csv", text).profile == "nopd-stops@1"
    assert reader.rows("facts", "fact_id", "fact", "incident_id") == [
        ("17 20", "detention", "A1"),
        ("17 20", "traffic_stop", "A1"),
        ("18 21", "detention", None),
    ]


def test_complaints_know_only_the_day(reader) -> None:
    text = "filenum,created_dt,source,allegation,incident_status,finding\n14-1,2014-06-02T00:00:00,External,Courtesy,Completed,Sustained\n"
    assert reader.text("a.csv", text).profile == "montgomery-complaints@1"
    text = "Complaint Tracking Number,Date Complaint Occurred,Rule Violation,Unique Officer Allegation ID\n2016-1,1/2/2016 12:00:00 AM,Rule 4,9\n"
    assert reader.text("b.csv", text).profile == "nopd-misconduct@1"
    text = "filenum,occurred_dt,occurred_tm,incident_type,offnum,status\n7,2026-01-05,1405,Citizen complaint,0412,open\n8,2026-01-06,,Vehicle pursuit,0412,open\n"
    assert reader.text("c.csv", text, tz="America/Chicago").profile == "iapro-incidents@1"
    text = "tracking_number,investigation_type,body_worn_camera_available,allegation,disposition,rule_code\n1,F,Yes,X,SUSTAINED,4\n"
    assert reader.text("d.csv", text, tz="America/Chicago").profile == "nopd-complaints-llead@1"
    day = 86_400_000_000
    assert reader.rows("facts", "at", "resolution_us", "officer_id") == [
        (at(2014, 6, 2, 4), day, None),
        (at(2016, 1, 2, 6), day, None),
        (at(2026, 1, 5, 20, 5), 60_000_000, "0412"),
        (at(2026, 1, 6, 6), day, "0412"),
        (None, None, None),
    ]
    assert [f for (f,) in reader.rows("facts", "fact")] == [
        "complaint",
        "complaint",
        "complaint",
        "vehicle_pursuit",
        "complaint",
    ]


def test_cameras_of_cars_are_marked_and_their_length_is_not_guessed(reader) -> None:
    text = "system_id,media_local_status,dvr_name,duration,time_media_start,media_size_mb\n26,Online,15091,41,2016-03-21T23:41:28,1073\n"
    assert reader.text("a.csv", text).profile == "nopd-in-car@1"
    assert reader.rows("recordings", "tags", "duration_s", "ended_at") == [(["in_car"], None, None)]
    text = (
        "officer_id,file_date_time,time_range,frame_range,time_stamp_start,time_stamp_end,duration,fps,dropped_frames,file_name\n"
        "7693,@2014022412390,00:00:19-00:00:29,598-897,2014-02-24 12:39:27.200,2014-02-24 12:39:38.017,10.82,27.64,24,7@1.mpg\n"
    )
    assert reader.text("b.csv", text).profile == "seattle-in-car-faults@1"
    assert reader.rows("facts", "fact", "recording_id", "until_at") == [
        ("camera_failure", "7@1.mpg", at(2014, 2, 24, 20, 39, 38, 17_000))
    ]
