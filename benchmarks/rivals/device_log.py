"""The device log without bwcmeta. Each answers with the rows that break each rule, and `repeats`: repeated lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

Found = dict[str, Iterable[Iterable[object]]]
STOP_S = 30


def polars_script(folder: Path) -> Found:
    """The script to beat: twenty lines."""
    import polars as pl

    rec = pl.read_csv(folder / "recordings.csv", try_parse_dates=True)
    facts = pl.read_csv(folder / "facts.csv", try_parse_dates=True)
    homes = pl.read_csv(folder / "incidents.csv").filter(pl.col("location_type") == "residence")
    once = rec.unique("recording_id", keep="first")
    asked = facts.join(homes, on="incident_id").sort("at")
    on = asked.join_asof(once.sort("started_at"), left_on="at", right_on="started_at", by="officer_id")
    late = on.filter(pl.col("ended_at") - pl.col("at") > pl.duration(seconds=STOP_S))
    school = (pl.col("location_type") == "school_elementary_secondary") & (pl.col("tags") != "threat")
    checks = {
        "no-camera-named": pl.col("device_id").is_null(),
        "buffer-out-of-range": ~pl.col("buffer_s").is_between(0, 120),
        "odd-kind-of-file": pl.col("content_type") != "mp4",
        "started-in-school": school,
    }
    found: Found = {name: once.filter(check).select("recording_id").rows() for name, check in checks.items()}
    found["camera-left-on-in-private-home"] = late.select("fact_id").rows()
    found["repeats"] = [(rec.height - once.height,)]
    return found


def duckdb_sql(folder: Path) -> Found:
    """The same in SQL, with an ASOF join."""
    import duckdb

    checks = {
        "no-camera-named": "device_id IS NULL",
        "buffer-out-of-range": "NOT buffer_s BETWEEN 0 AND 120",
        "odd-kind-of-file": "content_type <> 'mp4'",
        "started-in-school": "location_type = 'school_elementary_secondary' AND tags <> 'threat'",
    }
    with duckdb.connect() as c:
        c.execute("SET TimeZone = 'UTC'")
        for name in ("recordings", "facts", "incidents"):
            c.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{folder}/{name}.csv')")
        c.execute("CREATE TABLE once AS SELECT DISTINCT ON (recording_id) * FROM recordings")
        found: Found = {
            n: c.execute(f"SELECT recording_id FROM once WHERE {check}").fetchall() for n, check in checks.items()
        }
        found["camera-left-on-in-private-home"] = c.execute(f"""
            SELECT f.fact_id FROM facts AS f JOIN incidents AS i USING (incident_id)
            ASOF JOIN once AS r ON r.officer_id = f.officer_id AND f."at" >= r.started_at
            WHERE i.location_type = 'residence' AND r.ended_at - f."at" > INTERVAL {STOP_S} SECOND""").fetchall()
        found["repeats"] = c.execute(
            "SELECT (SELECT count(*) FROM recordings) - (SELECT count(*) FROM once)"
        ).fetchall()
    return found


def pandas_script(folder: Path) -> Found:
    """The same in pandas, with `merge_asof`."""
    import pandas as pd

    rec = pd.read_csv(folder / "recordings.csv", parse_dates=["started_at", "ended_at"])
    facts = pd.read_csv(folder / "facts.csv", parse_dates=["at"])
    homes = pd.read_csv(folder / "incidents.csv").query("location_type == 'residence'")
    once = rec.drop_duplicates("recording_id")
    asked = facts.merge(homes, on="incident_id").sort_values("at")
    on = pd.merge_asof(asked, once.sort_values("started_at"), left_on="at", right_on="started_at", by="officer_id")
    late = on[on.ended_at - on["at"] > pd.Timedelta(seconds=STOP_S)]
    checks = {
        "no-camera-named": once.device_id.isna(),
        "buffer-out-of-range": ~once.buffer_s.between(0, 120),
        "odd-kind-of-file": once.content_type != "mp4",
        "started-in-school": (once.location_type == "school_elementary_secondary") & (once.tags != "threat"),
    }
    found: Found = {name: [(r,) for r in once.recording_id[check]] for name, check in checks.items()}
    found["camera-left-on-in-private-home"] = [(f,) for f in late.fact_id]
    found["repeats"] = [(len(rec) - len(once),)]
    return found


def pointblank(folder: Path) -> Found:
    """The row checks alone: it has no rule over two rows."""
    import pointblank as pb
    import polars as pl

    rec = pl.read_csv(folder / "recordings.csv", try_parse_dates=True)
    school = (pl.col("location_type") != "school_elementary_secondary") | (pl.col("tags") == "threat")
    told = (
        pb.Validate(rec)
        .col_vals_not_null("device_id")
        .col_vals_between("buffer_s", 0, 120)
        .col_vals_in_set("content_type", ["mp4"])
        .col_vals_expr(school)
        .rows_distinct("recording_id")
        .interrogate(extract_limit=10**9)
    )
    names = ("no-camera-named", "buffer-out-of-range", "odd-kind-of-file", "started-in-school")
    return {
        name: told.get_data_extracts(number, frame=True).select("recording_id").rows()
        for number, name in enumerate(names, 1)
    }


def pysigma(folder: Path) -> Found:
    """Sigma rules, by pySigma and its SQLite backend."""
    from benchmarks.rivals.sigma_log import run

    return run(folder)


def behave(folder: Path) -> Found:
    """The response rule alone, as a sentence of behave-rv."""
    from benchmarks.rivals.behave_log import run

    return run(folder)


RIVALS: dict[str, Callable[[Path], Found]] = {
    "log-polars": polars_script,
    "log-duckdb": duckdb_sql,
    "log-pandas": pandas_script,
    "log-pointblank": pointblank,
    "log-pysigma": pysigma,
    "log-behave": behave,
}
