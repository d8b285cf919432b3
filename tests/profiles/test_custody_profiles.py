"""Footage, shifts and personnel of the custody sample, by their shipped profiles, through the public calls.

What the audit must find is what tests/acceptance/test_custody_sample.py finds in rows that were mapped by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bwcmeta import AuditResult, audit_lake, ingest_exports

HOW_TO = Path(__file__).parents[2] / "docs" / "howto-custody-agency.md"
ALWAYS_ON = re.search(
    r"^```yaml[^\n]*\n(policy: .*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)

INVENTED = {
    "footage.csv": """\
Clip ID,Camera Serial Number,Employee ID,Employee Role,created_date_record_start,date_record_end,duration_seconds
1,Y1,7001,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T10:00:02.000-05:00,14402
2,Y1,7001,Correctional,2019-04-01T10:00:03.000-05:00,2019-04-01T14:00:00.000-05:00,14397
3,Y2,7002,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T07:00:00.000-05:00,3600
4,Y3,7002,Correctional,2019-04-01T06:30:00.000-05:00,2019-04-01T07:30:00.000-05:00,3600
5,Y4,B999,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T07:00:00.000-05:00,3600
6,Y5,xxxxx062,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T07:00:00.000-05:00,3600
7,Y6,,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T07:00:00.000-05:00,3600
8,Y7,7099,Correctional,2019-04-01T06:00:00.000-05:00,2019-04-01T07:00:00.000-05:00,3600
9,Y8,7003,Correctional,2019-04-02T00:30:00.000-05:00,2019-04-02T01:00:00.000-05:00,1800
10,Y9,7001,Correctional,2019-04-03T06:00:00.000-05:00,2019-04-03T07:00:00.000-05:00,3600
""",
    "shifts.csv": """\
Shift ID,Employee ID,Facility,Job Type,Day,Start Date,Start Time,End Date,End Time,Length,Shift Type
S1,7001,Alpha,Correctional,Mon,2019-04-01T00:00:00,05:59:59.999000,2019-04-01T00:00:00,13:59:59.998000,8,Scheduled
S2,7002,Alpha,Correctional,Mon,2019-04-01T00:00:00,1899-12-31T06:00:00,2019-04-01T00:00:00,08:00,2,Scheduled
S3,7004,Alpha,Correctional,Mon,2019-04-01T00:00:00,22:00:00.002000,2019-04-02T00:00:00,06:00:00,8,Scheduled
S4,7004,Alpha,Correctional,Wed,2019-04-03T00:00:00,06:00:00,2019-04-03T00:00:00,14:00:00,8,Time Off
S5,0,Alpha,Correctional,Wed,2019-04-03T00:00:00,06:00:00,2019-04-03T00:00:00,14:00:00,8,Open shift
""",
    "hr.csv": (
        "Employee ID,Job Type,Location,Hire_Date,Termination_Date\r\n7001,Correctional,Alpha,1/12/2011,\r\n"
        "7002,Correctional,Alpha,11/1/2014,\r\n7003,Correctional,Alpha,1/12/2011,4/1/2019\r\n"
        "7004,Correctional,,1/12/2011,\r\n"
    ),
}


def policy_in(folder: Path) -> Path:
    assert ALWAYS_ON is not None
    path = folder / "custody.yaml"
    path.write_text(ALWAYS_ON[1], encoding="utf-8")
    return path


def noted(result: AuditResult, kind: str) -> dict[str, int]:
    rows = result.quality.filter(result.quality["kind"] == kind)
    return {str(s).upper(): n for s, n in zip(rows["subject"].to_list(), rows["count"].to_list(), strict=True)}


def test_an_invented_agency(tmp_path: Path) -> None:
    for name, text in INVENTED.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    report = ingest_exports([tmp_path / name for name in INVENTED], tmp_path / "lake")
    assert [(f.file, f.profile.split("@")[0], f.rows.set_aside) for f in report.files] == [
        ("footage.csv", "axon-evidence-created", 0),
        ("hr.csv", "tjjd-hr", 0),
        ("shifts.csv", "tjjd-shifts", 0),
    ]
    result = audit_lake(tmp_path / "lake", policy_in(tmp_path))
    assert noted(result, "recording without an officer") == {"": 1, "B999": 1, "XXXXX062": 1}
    assert noted(result, "id that the roster does not know") == {"7099": 1}
    assert noted(result, "id of somebody not in service") == {"7003": 1}  # the day after the last one
    assert sum(noted(result, "officer on two cameras at once").values()) == 1
    assert sum(noted(result, "scheduled shift without footage").values()) == 1
    assert sum(noted(result, "footage outside every shift").values()) >= 1
    candidates = result.findings.filter(result.findings["verdict"] == "violation")["sources"].to_list()
    assert not any("shifts.csv:2;" in f"{one};" for one in candidates), "two clips parted by the cap cover that shift"
    assert any("shifts.csv:4;" in f"{one};" for one in candidates), "nothing was recorded that night"


@pytest.mark.shared
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_real_sample_by_its_profiles(shared_data, tmp_path: Path, ending: str) -> None:
    names = (f"footage_sample.{ending}", f"shift_sample.{ending}", "hr_sample.csv")
    report = ingest_exports([shared_data(f"tjjd/{name}") for name in names], tmp_path / "lake")
    assert report.adds_up
    assert (report.rows.read, report.rows.set_aside, report.rows.repeats) == (1986 + 373 + 31, 0, 0)
    result = audit_lake(tmp_path / "lake", policy_in(tmp_path))
    assert noted(result, "recording without an officer") == {"": 40, "B999": 44, "NOID": 9}
    assert set(noted(result, "id that the roster does not know")) == {"1004209", "2004215", "234567", "2626", "7253"}
    assert noted(result, "id of somebody not in service") == {"9001342": 62}
    assert sum(noted(result, "officer on two cameras at once").values()) == 6
    assert sum(noted(result, "scheduled shift without footage").values()) == 103
    assert sum(noted(result, "footage outside every shift").values()) == 814
    assert {w["state"]: w["n"] for w in result.waterfall.to_dicts()} == {"time off": 19, "bound": 354}
    gaps = result.findings.filter(result.findings["reason"] == "gap")
    assert gaps.height > 0
    assert gaps["measured"].min() > 15 * 60
