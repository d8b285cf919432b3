# ruff: noqa: E501  rows of exports are long
"""Calls for service, as invented rows under the real headings with the faults that the sources have."""

from __future__ import annotations

import datetime as dt

import pytest

from bwcmeta.errors import ExportError


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


NOLA_2011 = """\
nopd_item,type,typetext,priority,mapx,mapy,timecreate,timedispatch,timearrive,timeclosed,disposition,dispositiontext,block_address,zip,policedistrict
Z0000111,21,COMPLAINT OTHER,1F,3673089,533629,2011-01-01T00:00:02,,,2011-01-01T00:10:03,NAT,NECESSARY ACTION TAKEN,007XX Example St,70119,1
"""
NOLA_2022 = """\
item_number,Type,TypeText,Priority,InitialType,InitialTypeText,InitialPriority,MapX,MapY,TimeCreate,TimeDispatch,TimeArrive,TimeClosed,Disposition,DispositionText,SelfInitiated,Beat,BLOCK_ADDRESS,Zip,PoliceDistrict,Location
Z0011722,100,HIT & RUN,1G,20,AUTO ACCIDENT,1E,1,2,1/1/2022 1:07,1/1/2022 7:30,1/1/2022 7:38,1/1/2022 8:16,RTF,REPORT TO FOLLOW,N,5Q02,Example St & Other Ave,70126,5,POINT (-90.03437791 29.98765875)
Z0011722,100,HIT & RUN,1G,20,AUTO ACCIDENT,1E,1,2,1/1/2022 1:07,1/1/2022 7:30,1/1/2022 7:38,1/1/2022 8:16,RTF,REPORT TO FOLLOW,N,5Q02,Example St & Other Ave,70126,5,POINT (-90.03437791 29.98765875)
Z0011822,21,COMPLAINT OTHER,1J,21,COMPLAINT OTHER,1J,1,2,1/1/2022 1:09,,1/1/2022 1:09,1/1/2022 1:30,VOI,VOID,Y,5Q02,014XX Tulane Ave,70126,0,POINT (0 0)
"""


def test_new_orleans_in_two_of_its_editions(reader) -> None:
    assert reader.text("calls_2011.csv", NOLA_2011).profile == "nola-calls@1"
    ledger = reader.text("calls_2022.csv", NOLA_2022)
    assert (ledger.rows.used, ledger.rows.repaired, ledger.rows.repeats) == (1, 1, 1)
    assert ledger.unmapped == ()
    columns = ("incident_id", "call_type_first", "call_type", "created_at", "self_initiated", "latitude", "district")
    assert reader.rows("incidents", *columns) == [
        ("Z0000111", None, "21", at(2011, 1, 1, 6, 0, 2), None, None, "1"),
        ("Z0011722", "20", "100", at(2022, 1, 1, 7, 7), False, 29.98765875, "5"),
        ("Z0011822", "21", "21", at(2022, 1, 1, 7, 9), True, None, None),
    ]
    # a block establishes no home, and a stamp without seconds is no finer than a minute
    assert reader.rows("incidents", "address_key", "resolution_us") == [
        (None, 1_000_000),
        ("EXAMPLE ST & OTHER AVE", 60_000_000),
        (None, 60_000_000),
    ]
    assert reader.rows("unit_responses", "officer_id") == []


def test_seattle_by_unit_and_its_old_feed_by_incident(reader) -> None:
    text = (
        "CAD Event Number,CAD Event Clearance Description,Call Type,Priority,Initial Call Type,Final Call Type,"
        "CAD Event Original Time Queued,Dispatch Precinct,Dispatch Latitude,Dispatch Longitude,Call Sign Dispatch ID,"
        "Call Sign Dispatch Time,Call Sign at Scene Time,Call Sign In-Service Time,Dispatch Address\n"
        "20260001,ASSISTANCE RENDERED,ONVIEW,3,TRAFFIC,TRAFFIC,2026-01-05T10:00:00,WEST,REDACTED,REDACTED,2K12,"
        "2026-01-05T10:00:05,2026-01-05T10:04:00,2026-01-05T10:30:00,REDACTED\n"
        "20260001,ASSISTANCE RENDERED,ONVIEW,3,TRAFFIC,TRAFFIC,2026-01-05T10:00:00,WEST,REDACTED,REDACTED,2K13,"
        "01/05/2026 02:03:04 PM,,01/05/2026 02:30:00 PM,REDACTED\n"
    )
    ledger = reader.text("calls.csv", text)
    assert ledger.profile == "seattle-calls@1"
    assert {t.table: (t.counts.used, t.counts.repeats) for t in ledger.tables} == {
        "unit_responses": (2, 0),
        "incidents": (1, 1),
    }
    assert reader.rows("unit_responses", "unit_id", "officer_id", "dispatched_at") == [
        ("2K12", None, at(2026, 1, 5, 18, 0, 5)),
        ("2K13", None, at(2026, 1, 5, 22, 3, 4)),
    ]
    assert reader.rows("incidents", "self_initiated", "latitude", "district") == [(True, None, "WEST")]
    old = (
        "cad_cdw_id,cad_event_number,event_clearance_code,event_clearance_date,zone_beat,longitude,latitude\n"
        "1,1000,065,2010-07-17T20:49:00,M2,-122.3,47.6\n"
    )
    assert reader.text("old.csv", old).profile == "seattle-calls-2010@1"
    assert reader.rows("incidents", "incident_id", "disposition")[1] == ("1000", "065")


def test_san_francisco_s_offset_is_not_believed(reader) -> None:
    text = (
        "\ufeffcad_number,pd_incident_report,received_datetime,close_datetime,call_type_original,call_type_final,"
        "priority_final,disposition,onview_flag,sensitive_call,police_district,data_as_of\n"
        "260050001,,2026-01-05 10:00:00+00,2026-01-05 10:30:00+00,917,917,B,HAN,N,false,MISSION,2026-01-06T03:00:00\n"
        "260050002,,2026-01-05 10:05:00+00,,518,518,A,REP,HSOC,true,,2026-01-06T03:00:00\n"
    )
    ledger = reader.text("calls.csv", text)
    assert (ledger.profile, ledger.rows.set_aside, ledger.unmapped) == ("sf-calls@1", 0, ())
    assert reader.rows("incidents", "created_at", "self_initiated", "district") == [
        (at(2026, 1, 5, 18), False, "MISSION"),
        (at(2026, 1, 5, 18, 5), None, None),
    ]


def test_san_francisco_2016(reader) -> None:
    head = "crime_id,original_crimetype_name,call_date,call_time,call_dttm,disposition,address,address_type\n"
    reader.text("a.csv", head + "1,Tent,2016-03-31T00:00:00,19:54,2016-03-31T19:54:00,ADV,100 Block Of X St,Premise\n")
    reader.text("b.csv", head + "2,Tent,2016-03-31T00:00:00,9:54,,ADV,X St/y Av,Intersection\n")
    assert reader.rows("incidents", "created_at", "address_key") == [
        (at(2016, 4, 1, 2, 54), None),
        (at(2016, 3, 31, 16, 54), "X ST/Y AV"),
    ]


def test_cincinnati_writes_one_time_in_three_ways(reader) -> None:
    head = "EVENT_NUMBER,INCIDENT_TYPE_ID,PRIORITY,CREATE_TIME_INCIDENT,CLOSED_TIME_INCIDENT,DISPOSITION_TEXT,BEAT\n"
    text = head + (
        "C1,A,3,2024 Jan 05 14:05:00 PM,2024 Jan 05 15:00:00 PM,ADV: ADVISED,1\n"
        "C2,A,3,2024-01-05T14:05:00,,ADV: ADVISED,1\n"
        "C3,A,3,01/05/2024 14:05:00,,ADV: ADVISED,1\n"
        "C4,A,3,2024 Jan 05 02:05:00 PM,,ADV: ADVISED,1\n"  # two o'clock at night, or fourteen? nobody knows
        "C5,A,3,2024 Jan 05 14:05:00 PM,,TEST: TEST,1\n"
    )
    ledger = reader.text("calls.csv", text)
    assert reader.rows("incidents", "incident_id", "created_at") == [
        (name, at(2024, 1, 5, 19, 5)) for name in ("C1", "C2", "C3")
    ]
    assert {(n.column, n.what): n.examples for n in ledger.set_aside} == {
        ("created_at", "not a stamp that this profile reads"): (5,),
        ("", "excluded: an entry made to test the system"): (6,),
    }


def test_detroit_in_the_words_of_its_interface_and_of_its_portal(reader) -> None:
    api = (
        "incident_entry_id,incident_location,call_description,category,called_at,total_response_time,zip_code,precinct,"
        "scout_car_area,longitude,latitude,ESRI_OID\n1,A & B,LARCENY,LARC,2026/01/05 10:00:00+00,12,48201,3,3-1,-83,42,9\n"
    )
    assert reader.text("api.csv", api).unmapped == ()
    portal = "Incident Number,Nearest Intersection,Code Description,Category,Call Time,Dispatch Time,Total Time\n"
    reader.text("portal.csv", portal + "2,A & B,LARCENY,LARC,01/05/2026 10:00:00 AM,1.5,12\n")
    assert reader.rows("incidents", "incident_id", "call_type", "created_at") == [
        ("1", "LARCENY", at(2026, 1, 5, 10)),
        ("2", "LARCENY", at(2026, 1, 5, 15)),
    ]


@pytest.mark.parametrize(
    ("profile", "text", "created", "coarse"),
    [
        (
            "baltimore-calls",
            'calldatetime,priority,district,description,callnumber,incidentlocation,location\n2015-07-13T10:41:00,Medium,CD,SEE TEXT,P1,0 N X ST,"(39.28, -76.61)"\n',
            at(2015, 7, 13, 14, 41),
            1_000_000,
        ),
        (
            "lapd-calls-2016",
            "incident_number,rpt_dist,area_occ,dispatch_date,dispatch_time,call_type_code,call_type_text\n1,0396,Newton,2016-10-31T00:00:00,04:57:44,459X,I/P\n",
            at(2016, 10, 31, 11, 57, 44),
            1_000_000,
        ),
        (
            "hartford-calls",
            "apno,date,time_24hr,description_1,address,call_initiated_by,priority\n1,2016-07-06T00:00:00,0256,PATROL,X AV & Y ST,OFFICER,C\n",
            at(2016, 7, 6, 6, 56),
            60_000_000,
        ),
        (
            "rockford-calls",
            "event_number,full_address,city,reporting_district,incident_type,dispatch_date,dispatch_time,dispatch_datetime\n1,1 X ST,Rockford,RP07,LOUD MUSIC,2017-04-18,07:46:20,2017-04-18 07:46:20\n",
            at(2017, 4, 18, 12, 46, 20),
            1_000_000,
        ),
        (
            "santa-rosa-calls",
            "agency,date_time,event_num,nature_code,event_source,disposition_code,location,id\nSRP,2017-03-06T09:57:00,1,T,OFFICER,CIT,na,5\n",
            at(2017, 3, 6, 17, 57),
            1_000_000,
        ),
        (
            "san-jose-calls",
            "CDTS,CALL_NUMBER,PRIORITY,OFFENSE_DATE,OFFENSE_TIME,CALLTYPE_CODE,CALL_TYPE,FINAL_DISPO_CODE,FINAL_DISPO\n1,P1,2,1/5/2026 12:00:00 AM,14:05:00,415,DISTURBANCE,G,GONE\n",
            at(2026, 1, 5, 22, 5),
            1_000_000,
        ),
        (
            "phoenix-calls",
            "INCIDENT_NUM,DISP_CODE,DISPOSITION,FINAL_RADIO_CODE,FINAL_CALL_TYPE,CALL_RECEIVED,HUNDREDBLOCKADDR,GRID\n1,C,X,459,BURGLARY,01/05/2026 02:05:09PM,1XX X ST,AB12\n",
            at(2026, 1, 5, 21, 5, 9),
            1_000_000,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_city_s_calls(reader, profile: str, text: str, created: dt.datetime, coarse: int) -> None:
    ledger = reader.text("calls.csv", text)
    assert (ledger.profile, ledger.rows.used, ledger.unmapped) == (f"{profile}@1", 1, ())
    assert reader.rows("incidents", "created_at", "resolution_us") == [(created, coarse)]
    assert ledger.tables[0].table == "incidents"
    assert len(ledger.tables) == 1  # nobody is named: nothing can be held against an officer


def test_a_time_that_is_none_costs_the_row_and_not_the_file(reader) -> None:
    head = "apno,date,time_24hr,description_1,call_initiated_by,priority\n"
    ledger = reader.text(
        "calls.csv", head + "1,2016-07-06T00:00:00,2460,X,CITIZEN,C\n2,2016-07-06T00:00:00,,X,BOTH,C\n"
    )
    assert (ledger.rows.set_aside, ledger.rows.repaired) == (1, 1)
    assert reader.rows("incidents", "incident_id", "resolution_us", "self_initiated") == [
        ("2", 86_400_000_000, None)  # the day alone; and who BOTH is, nobody knows
    ]


def test_a_file_that_shares_headings_but_not_those_that_tell_is_not_taken(reader) -> None:
    with pytest.raises(ExportError, match="no profile fits"):
        reader.text("calls.csv", "call_number,priority,address\n1,2,3\n")
