"""Three-valued exactness: random predicates, run by DuckDB, agree with a small plain reading of the language."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from bwcmeta.model.location import COULD_BE, IMPLIES, PARTLY
from bwcmeta.sql.functions import spell
from bwcmeta.sql.predicate import parse_predicate

SCOPE = {
    "call_type": "text", "beat": "text", "seconds": "number", "sequence": "integer", "issued": "boolean",
    "others": "boolean", "arrived_at": "instant", "cleared_at": "instant", "categories": "text_list",
    "category": "text_list", "tags": "text_list", "tag": "text_list", "location_type": "text",
    "location_types": "text_list", "incident_id": "text",
}  # fmt: skip
TYPES = {"text": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "instant": "BIGINT",
         "text_list": "VARCHAR[]"}  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXTS = ["", "A", "a", "O'HARA", "\\", "é", "1", "%"]
NUMBERS = [-1.5, 0, 0.1, 1, 60, 1000000000000]
INSTANTS = [EPOCH + timedelta(microseconds=us) for us in (-1, 0, 1_700_000_000_000_000, 1_700_000_000_000_001)]
LISTS = [[], ["arrest"], ["dui", "arrest"], [None], [None, "dui"], ["Arrest"]]
PLACES = ["residence", "other_unknown", "school_college", "school_elementary_secondary", "drug_store_doctor_hospital",
          "health_care", "hospital", "government_public_building", "courthouse"]  # fmt: skip
FACTS = [("exigent", "claimed"), ("exigent", "documented"), ("warrant", "verified")]
OPERATORS = {"=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
             ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}  # fmt: skip


def lit(value):
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'"
    return str(value).lower() if isinstance(value, bool) else str(value)


def compare(operator, a, b):
    if a is None or b is None:
        return None
    if isinstance(a, str):
        a, b = a.encode(), b.encode()
    return OPERATORS[operator](a, b)


def kleene_not(a):
    return None if a is None else not a


def kleene_or(values):
    return True if True in values else None if None in values else False


def kleene_and(values):
    return False if False in values else None if None in values else True


def place_is(stored, asked):
    if stored is None:
        return None
    if stored == asked or stored in IMPLIES.get(asked, ()):
        return True
    return None if stored == "other_unknown" or asked in COULD_BE.get(stored, ()) else False


def kinds_are(row, asked, partly):
    """A place of one kind or of several; the set decides only where there is no single kind."""
    kinds = [row["location_type"]] if row["location_type"] else row["location_types"] or [None]
    told = [kleene_or([place_is(kind, name) for name in asked]) for kind in kinds]
    some, every = kleene_or(told), kleene_and(told)
    return {"counts": some, "does_not_count": every, "undetermined": some if some is every else None}[partly]


def has_any(stored, asked):
    return None if stored is None else bool(set(stored) & set(asked))


def has_only(stored, asked):
    return None if stored is None else bool(set(stored) & set(asked)) and not set(stored) - {None, *asked}


class Writer:
    """Writes a random predicate: its text, and what it must be for a row."""

    def __init__(self, seed, partly):
        self.r, self.partly = random.Random(seed), partly

    def any(self, depth):
        r = self.r
        shape = r.random()
        if depth == 0 or shape < 0.25:
            return self.leaf()
        if shape < 0.45:
            text, value = self.any(depth - 1)
            return f"not ({text})", lambda row: kleene_not(value(row))
        if shape < 0.55:
            text, value = self.any(depth - 1)
            word, is_not = r.choice(["null", "true", "false"]), r.random() < 0.5
            wanted = {"null": None, "true": True, "false": False}[word]
            return f"({text}) is {'not ' if is_not else ''}{word}", lambda row: (value(row) is wanted) != is_not
        parts = [self.any(depth - 1) for _ in range(r.randint(2, 3))]
        word, join = ("and", kleene_and) if r.random() < 0.5 else ("or", kleene_or)
        text = f" {word} ".join(f"({t})" for t, _ in parts)
        return text, lambda row: join([v(row) for _, v in parts])

    def leaf(self):
        r = self.r
        pick = r.randrange(10)
        if pick == 0:
            name, standing = r.choice(FACTS)
            column = f"fact__{name}__{standing}"
            text = (
                f"has_fact('{name}')"
                if standing == "claimed" and r.random() < 0.5
                else f"has_fact('{name}', '{standing}')"
            )
            return text, lambda row: row[column]
        if pick == 1:
            column = r.choice(["issued", "others"])
            if r.random() < 0.4:
                value, operator = r.random() < 0.5, r.choice(["=", "<>"])
                return f"{column} {operator} {lit(value)}", lambda row: compare(operator, row[column], value)
            return column, lambda row: row[column]
        if pick == 2:
            alias, column = r.choice([("category", "categories"), ("tag", "tags")])
            words = r.sample(["arrest", "DUI", "Other"], r.randint(1, 3))
            low = [w.lower() for w in words]
            form = r.randrange(5)
            some = ", ".join(lit(w) for w in words)
            if form == 0:
                return f"has_any({column}, {some})", lambda row: has_any(row[column], low)
            if form == 1:
                return f"{alias} not in ({some})", lambda row: kleene_not(has_any(row[column], low))
            if form == 3:
                return f"has_only({column}, {some})", lambda row: has_only(row[column], low)
            if form == 2:
                return f"{alias} <> {lit(words[0])}", lambda row: kleene_not(has_any(row[column], low[:1]))
            return f"{alias} = {lit(words[0])}", lambda row: has_any(row[column], low[:1])
        if pick == 3:
            names = r.sample(PLACES, r.randint(1, 3))
            some = ", ".join(lit(n) for n in names)
            partly, form = self.partly, r.randrange(4)
            if form == 0:
                return f"location_type in ({some})", lambda row: kinds_are(row, names, partly)
            if form == 1:
                return f"has_any(location_types, {some})", lambda row: kinds_are(row, names, "counts")
            if form == 2:
                return f"has_only(location_types, {some})", lambda row: kinds_are(row, names, "does_not_count")
            text = f"location_type <> {lit(names[0])}"
            return text, lambda row: kleene_not(kinds_are(row, names[:1], partly))
        if pick == 4:
            column = r.choice(sorted(set(SCOPE) - {"category", "tag"}))
            is_not = r.random() < 0.5
            both = ["location_type", "location_types"] if column.startswith("location_type") else [column]
            return (
                f"{column} is {'not ' if is_not else ''}null",
                lambda row: all(row[c] is None for c in both) != is_not,
            )
        columns, pool = r.choice([(("call_type", "beat"), TEXTS), (("seconds", "sequence"), NUMBERS),
                                  (("arrived_at", "cleared_at"), INSTANTS)])  # fmt: skip
        column = r.choice(columns)
        if pick in (5, 6):
            operator, value = r.choice(sorted(OPERATORS)), r.choice(pool)
            if r.random() < 0.3:
                return f"{lit(value)} {operator} {column}", lambda row: compare(operator, value, row[column])
            return f"{column} {operator} {lit(value)}", lambda row: compare(operator, row[column], value)
        if pick == 7:
            operator, (a, b) = r.choice(sorted(OPERATORS)), columns
            return f"{a} {operator} {b}", lambda row: compare(operator, row[a], row[b])
        if pick == 8:
            values, is_not = r.sample(pool, r.randint(1, 3)), r.random() < 0.3
            some = ", ".join(lit(v) for v in values)

            def among(row):
                found = kleene_or([compare("=", row[column], v) for v in values])
                return kleene_not(found) if is_not else found

            return f"{column} {'not ' if is_not else ''}in ({some})", among
        low, high = r.choice(pool), r.choice(pool)
        return f"{column} between {lit(low)} and {lit(high)}", lambda row: kleene_and(
            [compare(">=", row[column], low), compare("<=", row[column], high)]
        )


def rows(count):
    r = random.Random(7)
    pools = {"text": TEXTS, "number": NUMBERS, "integer": [-1, 0, 1, 60, 2**53], "boolean": [True, False],
             "instant": INSTANTS, "text_list": LISTS}  # fmt: skip
    made = [{"id": 0, **dict.fromkeys([*SCOPE, *(f"fact__{n}__{s}" for n, s in FACTS)])}]
    for number in range(1, count):
        row = {"id": number}
        for column, kind in SCOPE.items():
            pool = PLACES if column == "location_type" else pools[kind]
            row[column] = None if r.random() < (0.5 if column == "location_type" else 0.25) else r.choice(pool)
        several = r.sample(PLACES, r.randint(1, 3)) if row["location_type"] is None and r.random() < 0.7 else None
        row["location_types"] = several
        for name, standing in FACTS:
            row[f"fact__{name}__{standing}"] = r.choice([True, False, None])
        made.append(row)
    return made


@pytest.fixture(scope="module")
def world():
    data = rows(80)
    connection = duckdb.connect(config={"threads": 1})
    columns = {"id": "BIGINT", **{c: TYPES[k] for c, k in SCOPE.items()}}
    columns |= {f"fact__{n}__{s}": "BOOLEAN" for n, s in FACTS}
    connection.execute(f"CREATE TABLE t ({', '.join(f'{c} {k}' for c, k in columns.items())})")

    def stored(value):
        return (value - EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value

    marks = ", ".join("?" for _ in columns)
    connection.executemany(f"INSERT INTO t VALUES ({marks})", [[stored(row[c]) for c in columns] for row in data])
    yield data, connection
    connection.close()


@pytest.mark.parametrize("batch", range(20))
def test_duckdb_and_a_plain_reading_agree(world, batch):
    data, connection = world
    partly = PARTLY[batch % 3]
    written = [Writer(batch * 1000 + n, partly).any(depth=4) for n in range(30)]
    trees = [spell(parse_predicate(text, SCOPE, partly=partly).tree, "duckdb") for text, _ in written]
    query = f"SELECT {', '.join(f'({sql}) AS c{n}' for n, sql in enumerate(trees))} FROM t ORDER BY id"
    answers = connection.execute(query).fetchall()
    for (text, value), sql, column in zip(written, trees, zip(*answers, strict=True), strict=True):
        for row, answer in zip(data, column, strict=True):
            assert answer is value(row), f"{text}\n{sql}\n{row}"
