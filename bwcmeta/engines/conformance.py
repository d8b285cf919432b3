"""What a plan takes for granted of an engine, as a table of small questions with their answers.

Run before an engine is trusted: `bwcmeta doctor --engine`. Every question is written in the portable core, as the rules are,
so that its spelling for the engine is tested with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.errors import EngineError
from bwcmeta.model.columns import Table
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.sql.template import step

if TYPE_CHECKING:
    from bwcmeta.engines.protocol import Engine

Answer = tuple[Any, ...]

HOSTILE = 'it\'s a \\ back\\slash, ${env:HOME}, "double" and `tick` %_ --'
"""Text that some engine reads as something else."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that must mean the same everywhere.

    Attributes:
        name: short and stable.
        why: what would go wrong if it meant something else.
        sql: a query in the portable core over `src_recordings` (see `PROBES`) or over nothing.
        answers: the rows it must give, in the order of the query's first columns.
        slots: literals.
    """

    name: str
    why: str
    sql: str
    answers: tuple[Answer, ...]
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an engine said to a question; `trouble` when it could not say anything."""

    question: Question
    answers: tuple[Answer, ...]
    trouble: str = ""

    @property
    def conforms(self) -> bool:
        """Whether it said what was to be said."""
        return not self.trouble and _alike(self.answers, self.question.answers)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


PROBES: tuple[dict[str, Any], ...] = (
    {"recording_id": "dst", "started_at": _at("2024-03-10T01:30:00-06:00"), "ended_at": _at("2024-03-10T03:30:00-05:00"),
     "incident_ids": ["a", None], "categories": ["b", "a"], "buffer_s": 29.999999},
    {"recording_id": "autumn", "started_at": _at("2024-11-03T01:30:00-05:00"), "ended_at": _at("2024-11-03T01:30:00-06:00"),
     "incident_ids": [], "categories": [None], "buffer_s": 0.1},
    {"recording_id": "old", "started_at": _at("1899-12-31T23:59:59.999999+00:00"),
     "ended_at": _at("1969-12-31T23:59:59.999999+00:00"), "incident_ids": None, "categories": ["x", "x"], "buffer_s": None},
    {"recording_id": HOSTILE, "started_at": _at("2024-06-03T10:00:00.123456+00:00"), "ended_at": None,
     "incident_ids": [HOSTILE], "categories": ["y"], "buffer_s": -1.5},
)  # fmt: skip
"""Rows of `recordings`: two changes of the clock, instants before 1970, lists with nothing in them, hostile text."""

_NUMBERS = "(VALUES (1, 3), (2, 1), (3, NULL), (4, 2)) AS v(n, m)"
_TEXTS = "(VALUES ('a'), ('B'), ('é'), ('Z'), ('a '), (''), (NULL)) AS v(t)"

QUESTIONS: tuple[Question, ...] = (
    Question("instant in microseconds", "every measure is a difference of these",
             "SELECT r.recording_id, BWC_US(r.started_at) AS us FROM src_recordings AS r",
             (("autumn", 1730615400000000), ("dst", 1710055800000000), (HOSTILE, 1717408800123456),
              ("old", -2208988800000001))),
    Question("an hour across a change of the clock", "two engines once were an hour apart here",
             """SELECT r.recording_id, BWC_US(r.ended_at) - BWC_US(r.started_at) AS us FROM src_recordings AS r
             WHERE r.recording_id IN ('dst', 'autumn')""",
             (("autumn", 3600000000), ("dst", 3600000000))),
    Question("an instant that is absent", "absent is unknown, never zero",
             "SELECT r.recording_id, BWC_US(r.ended_at) AS us FROM src_recordings AS r WHERE r.ended_at IS NULL",
             ((HOSTILE, None),)),
    Question("list holds one of the values", "tags and categories; an absent element is no match, an absent list none",
             "SELECT r.recording_id, BWC_HAS_ANY(r.incident_ids, 'z', 'a') AS has FROM src_recordings AS r",
             (("autumn", False), ("dst", True), (HOSTILE, False), ("old", False))),
    Question("list with an absent element holds none of the values", "some engines answer: unknown",
             "SELECT r.recording_id, BWC_HAS_ANY(r.incident_ids, 'z') AS has FROM src_recordings AS r",
             (("autumn", False), ("dst", False), (HOSTILE, False), ("old", False))),
    Question("list holds nothing but the values", "places of several kinds; an absent element is passed over",
             "SELECT r.recording_id, BWC_HAS_ONLY(r.incident_ids, 'a', 'b') AS only FROM src_recordings AS r",
             (("autumn", True), ("dst", True), (HOSTILE, False), ("old", False))),
    Question("the texts of a group as a list", "kinds of place; each once, in order",
             "SELECT MIN(v.t) AS t, BWC_COUNT_OF(BWC_SET_OF(v.t)) AS many, BWC_FIRST_OF(BWC_SET_OF(v.t)) AS one "
             f"FROM {_TEXTS} WHERE v.t IN ('a', 'Z', 'é') GROUP BY CASE WHEN v.t = 'é' THEN 1 ELSE 0 END",
             (("Z", 2, "Z"), ("é", 1, "é"))),
    Question("length of a list and its first element", "a recording under exactly one number is of that incident",
             """SELECT r.recording_id, BWC_COUNT_OF(r.incident_ids) AS many, CASE WHEN BWC_COUNT_OF(r.incident_ids) = 1
             THEN BWC_FIRST_OF(r.incident_ids) END AS one FROM src_recordings AS r""",
             (("autumn", 0, None), ("dst", 2, None), (HOSTILE, 1, HOSTILE), ("old", None, None))),
    Question("a row for each element", "numbers of incidents; an absent list has none, an absent element is one",
             "SELECT r.recording_id, BWC_EACH(r.incident_ids) AS word FROM src_recordings AS r",
             (("dst", "a"), ("dst", None), (HOSTILE, HOSTILE))),
    Question("a row for each number from a to b", "hours that a window touches; none when it ends before it begins",
             f"SELECT v.n, BWC_EACH_NUMBER(CAST(v.n AS BIGINT), CAST(v.m AS BIGINT)) AS each FROM {_NUMBERS}",
             ((1, 1), (1, 2), (1, 3))),
    Question("literal text", "a policy's words are data: no engine may read anything into them",
             "SELECT COALESCE(:word, NULL) AS word, r.recording_id = :word AS same FROM src_recordings AS r WHERE r.recording_id = :word",
             ((HOSTILE, True),), {"word": HOSTILE}),
    Question("quotes and backslashes", "the same, one sign at a time",
             "SELECT COALESCE(:quote, NULL) AS quote, COALESCE(:back, NULL) AS back, COALESCE(:newline, NULL) AS newline, COALESCE(:dollar, NULL) AS dollar",
             (("'", "\\", "a\\nb\n", "${x}"),), {"quote": "'", "back": "\\", "newline": "a\\nb\n", "dollar": "${x}"}),
    Question("quotient of whole numbers", "hours and days of instants, to the microsecond",
             """SELECT BWC_DIV(CAST(7 AS BIGINT), 2) AS a, BWC_DIV(CAST(9007199254740993 AS BIGINT), 1) AS b,
             BWC_DIV(CAST(9000000000000000 AS BIGINT), 3600000000) AS c, BWC_DIV(CAST(NULL AS BIGINT), 2) AS d""",
             ((3, 9007199254740993, 2500000, None),)),
    Question("plain division", "seconds on the scene are not cut to whole ones",
             "SELECT CAST(7 AS BIGINT) / 2 AS a, CAST(90500000 AS BIGINT) / 1000000 AS b", ((3.5, 90.5),)),
    Question("remainder", "business days", "SELECT 7 % 3 AS a, 19790 % 7 AS b", ((1, 1),)),
    Question("rounding to microseconds", "a buffer in seconds becomes whole microseconds",
             """SELECT r.recording_id, CAST(FLOOR(r.buffer_s * 1000000 + 0.5) AS BIGINT) AS us FROM src_recordings AS r""",
             (("autumn", 100000), ("dst", 29999999), (HOSTILE, -1500000), ("old", None))),
    Question("large whole numbers", "a recording's number is import and row in one",
             "SELECT CAST(123456 AS BIGINT) * 68719476736 + 42 AS n", ((8483831719919658,),)),
    Question("days since 1970 and back", "retention is counted in local days",
             "SELECT BWC_DAY_OF(BWC_DATE_OF(19790)) AS a, BWC_DAY_OF(BWC_DATE_OF(CAST(-1 AS BIGINT))) AS b", ((19790, -1),)),
    Question("months from the ends of months", "31 January and a month is 29 February; 28 February and a month is 28 March",
             """SELECT v.d, BWC_DAY_OF(BWC_ADD_MONTHS(BWC_DATE_OF(v.d), v.m)) AS due
             FROM (VALUES (19753, 1), (19782, 1), (19781, 1), (19782, 12), (19753, 36), (20088, 2)) AS v(d, m)""",
             ((19753, 19782), (19753, 20849), (19781, 19810), (19782, 19811), (19782, 20147), (20088, 20147))),
    Question("month of a day", "tallies by month", "SELECT BWC_MONTH(BWC_DATE_OF(19753)) AS m", (("2024-01",),)),
    Question("hash", "ids of findings", "SELECT BWC_ID('abc') AS id", (("ba7816bf8f01cfea",),)),
    Question("window frames", "the latest end before each recording",
             f"""SELECT v.n, MAX(v.m) OVER (ORDER BY v.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
             MAX(v.m) OVER (ORDER BY v.n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far,
             MIN(v.m) OVER (ORDER BY v.n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS after,
             LAG(v.m) OVER (ORDER BY v.n) AS lag, LEAD(v.m) OVER (ORDER BY v.n) AS lead FROM {_NUMBERS}""",
             ((1, None, 3, 1, None, 1), (2, 3, 3, 2, 3, None), (3, 3, 3, 2, 1, 2), (4, 3, 3, None, None, None))),
    Question("order of what is absent", "rows are numbered with the absent last, up or down",
             f"""SELECT v.n, ROW_NUMBER() OVER (ORDER BY v.m) AS up, ROW_NUMBER() OVER (ORDER BY v.m DESC) AS down
             FROM {_NUMBERS}""",
             ((1, 3, 1), (2, 1, 3), (3, 4, 4), (4, 2, 2))),
    Question("order of texts", "officers are numbered in the order of their ids, by code points",
             f"SELECT v.t, ROW_NUMBER() OVER (ORDER BY v.t) AS place FROM {_TEXTS}",
             (("", 1), ("B", 2), ("Z", 3), ("a", 4), ("a ", 5), ("é", 6), (None, 7))),
    Question("texts that differ only in case or blanks", "ids are compared as written",
             "SELECT 'a' = 'A' AS letter, 'a' = 'a ' AS blank, '' IS NULL AS empty, 'a' < 'B' AS less",
             ((False, False, False, False),)),
    Question("patterns", "masked ids: `_` is one sign, `%` any, letters count",
             "SELECT 'axb' LIKE 'a_b' AS one, 'ab' LIKE 'a_b' AS none, '12**9' LIKE '%**%' AS stars, 'XX1' LIKE '%xx%' AS small",
             ((True, False, True, False),)),
    Question("upper case, blanks and hyphens", "incident numbers are compared so",
             "SELECT UPPER(REPLACE(REPLACE(TRIM('  ab-12 é '), '-', ''), ' ', '')) AS number", (("AB12É",),)),
    Question("joined texts", "an absent part is left out",
             "SELECT CONCAT('a', CAST(v.n AS VARCHAR), CASE WHEN v.n = 2 THEN 'c' END) AS t FROM (VALUES (1), (2)) AS v(n)",
             (("a1",), ("a2c",))),
    Question("three values", "unknown is neither true nor false",
             """SELECT NULL = NULL AS a, 1 IN (2, NULL) AS b, NOT 1 IN (1, NULL) AS c, TRUE OR NULL AS d, FALSE AND NULL AS e,
             CASE WHEN NULL = 1 THEN 'x' END AS f, COALESCE(NULL = 1, TRUE) AS g, (1 = 1) IS NOT TRUE AS h""",
             ((None, None, False, True, False, None, True, False),)),
    Question("sums and counts", "the absent is not counted; a sum over nothing is absent",
             f"""SELECT COUNT(*) AS a, COUNT(v.m) AS b, SUM(v.m) AS c, COUNT(DISTINCT v.m) AS d,
             SUM(CASE WHEN v.n > 9 THEN v.n END) AS e, MIN(v.m) AS f FROM {_NUMBERS}""",
             ((4, 3, 6, 3, None, 1),)),
    Question("grouping sets", "tallies by several groups in one pass; an absent group is not the total",
             """SELECT GROUPING(v.n) AS total, v.n, COUNT(*) AS many FROM (VALUES (1), (NULL), (1)) AS v(n)
             GROUP BY GROUPING SETS ((v.n), ())""",
             ((0, 1, 2), (0, None, 1), (1, None, 3))),
    Question("union without repeats", "two absent values are alike there",
             "SELECT v.n FROM (VALUES (1), (NULL), (1)) AS v(n) UNION SELECT w.n FROM (VALUES (NULL), (2)) AS w(n)",
             ((1,), (2,), (None,))),
    Question("joins", "an absent key meets nothing",
             f"""SELECT v.n, w.n AS other FROM {_NUMBERS} LEFT JOIN (VALUES (1), (NULL)) AS w(n) ON w.n = v.m""",
             ((1, None), (2, 1), (3, None), (4, None))),
    Question("whether there is any", "a thing that the data never had",
             f"""SELECT CASE WHEN EXISTS (SELECT 1 FROM {_NUMBERS}) THEN 1 ELSE 0 END AS some,
             CASE WHEN NOT (EXISTS (SELECT 1 FROM {_NUMBERS} WHERE FALSE)) THEN 1 ELSE 0 END AS none""",
             ((1, 1),)),
)  # fmt: skip
"""In the order they are printed."""


def ask(engine: Engine, folder: Path, questions: Sequence[Question] = QUESTIONS) -> Iterator[Answered]:
    """Ask an engine every question.

    Args:
        engine: the engine, free of any view.
        folder: where a small Parquet file may be written that the engine can read.
        questions: which ones.
    """
    table = TABLE_BY_NAME["recordings"]
    file = folder / "bwcmeta-probes.parquet"
    _write_probes(table, file)
    engine.source(table, (str(file),))
    for number, question in enumerate(questions):
        name = f"question_{number}"
        try:
            engine.run(step(name, question.why, question.sql, **question.slots))
            rows = engine.frame(f"SELECT * FROM {name}").rows()
            yield Answered(question, _sorted(tuple(_plain(v) for v in row) for row in rows))
        except EngineError as error:
            yield Answered(question, (), str(error).splitlines()[0])


def _write_probes(table: Table, file: Path) -> None:
    import polars as pl

    types: dict[str, Any] = {"text": pl.String, "text_list": pl.List(pl.String), "instant": pl.Datetime("us", "UTC"), "integer": pl.Int64,
             "number": pl.Float64, "boolean": pl.Boolean}  # fmt: skip
    columns = [pl.Series(c.name, [row.get(c.name) for row in PROBES], dtype=types[c.kind]) for c in table.columns]
    pl.DataFrame(columns).write_parquet(file)


def _plain(value: Any) -> Any:
    """Whole numbers of any width as int, decimals as float: engines differ there and no plan minds."""
    if value is None or isinstance(value, bool | str):
        return value
    number = float(value)
    return int(value) if number.is_integer() else number


def _sorted(rows: Any) -> tuple[Answer, ...]:
    return tuple(sorted(rows, key=lambda row: [(v is None, str(type(v)), v) for v in row]))


def _alike(one: Sequence[Answer], other: Sequence[Answer]) -> bool:
    mine, theirs = _sorted(one), _sorted(tuple(_plain(v) for v in row) for row in other)
    return len(mine) == len(theirs) and all(
        len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
        for a, b in zip(mine, theirs, strict=True)
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return type(one) is type(other) and bool(one == other)


def told(rows: Sequence[Answer]) -> str:
    """Answers as one line of text."""
    shown = ["(" + ", ".join("-" if v is None else str(v) for v in row) + ")" for row in rows]
    return " ".join(shown) or "(nothing)"
