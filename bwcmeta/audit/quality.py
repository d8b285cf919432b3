"""Data-quality findings and liveness: what the inputs lack, and what the policy names that they never had."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from bwcmeta.audit.evidence import officers_recording
from bwcmeta.audit.freeze import Frozen, from_us
from bwcmeta.model.location import is_kind_of_place, is_set_of_kinds, several_of
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.model.vocabulary import REQUEST_FACTS
from bwcmeta.plan.absence import home, lacking
from bwcmeta.plan.completeness import completeness, horizon_gaps, identity
from bwcmeta.plan.plan import DAY_US, Plan
from bwcmeta.sql.template import step

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.audit.compile import CompiledRule
    from bwcmeta.audit.options import AuditOptions
    from bwcmeta.engines.protocol import Engine

LONGEST_SILENCE_DAYS = 1
"""No recording of anybody for longer than this is named as a possible hole in the export."""
_SCHEMA = ("kind", "subject", "officer_id", "missing", "first_us", "last_us", "detail", "source_file", "source_row")


def quality_steps(plan: Plan) -> list[str]:
    """Add the steps of the data-quality findings; return their names."""
    names = [completeness(plan), horizon_gaps(plan, longest_us=LONGEST_SILENCE_DAYS * DAY_US), identity(plan)]
    rows = plan.settings.rows
    if rows.get("unit_responses") and rows.get("recordings") and "unit_responses_seen" in plan.steps:
        officers_recording(plan)
        names.append(
            plan.add(
                "match_gate",
                "How many responses have an officer, and one who records at all.",
                """SELECT COUNT(*) AS n, SUM(CASE WHEN x.officer_no IS NULL THEN 1 ELSE 0 END) AS nobody,
                SUM(CASE WHEN NOT x.officer_no IS NULL AND r.officer_no IS NULL THEN 1 ELSE 0 END) AS never
                FROM unit_responses_seen AS x LEFT JOIN officers_recording AS r ON r.officer_no = x.officer_no""",
            )
        )
    return names


def quality_frame(engine: Engine) -> pl.DataFrame:
    """Data-quality findings, apart from conduct: kind, subject, count, first, last, detail, source row."""
    import polars as pl

    found = engine.frame(f"SELECT {', '.join(_SCHEMA)} FROM completeness")
    gaps = engine.frame("SELECT first_us, last_us FROM horizon_gaps").with_columns(
        pl.lit("no recording of anybody").alias("kind"),
        pl.lit("recordings").alias("subject"),
        pl.lit(1).alias("missing"),
    )
    ids = engine.frame("SELECT kind, subject, found AS missing, source_file, source_row FROM identity_notes")
    types = dict.fromkeys(_SCHEMA, pl.String) | dict.fromkeys(
        ("missing", "first_us", "last_us", "source_row"), pl.Int64
    )
    frames = []
    for frame in (found, gaps, ids):
        have = frame.columns
        columns = [(pl.col(n) if n in have else pl.lit(None).alias(n)).cast(t).alias(n) for n, t in types.items()]
        frames.append(frame.select(columns))
    merged = pl.concat(frames).sort("kind", "subject", "first_us", "source_file", "source_row", nulls_last=True)
    return merged.with_columns(
        pl.from_epoch("first_us", time_unit="us").dt.replace_time_zone("UTC").alias("first_at"),
        pl.from_epoch("last_us", time_unit="us").dt.replace_time_zone("UTC").alias("last_at"),
    ).select("kind", "subject", "officer_id", pl.col("missing").alias("count"), "first_at", "last_at", "detail",
             "source_file", "source_row")  # fmt: skip


def with_rows(quality: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """The data-quality findings with further ones of the same shape, in order."""
    import polars as pl

    order = ("kind", "subject", "officer_id", "first_at", "source_file", "source_row")
    return pl.concat([quality, more.cast(quality.schema)]).sort(*order, nulls_last=True)


def liveness(engine: Engine, plan: Plan, rules: tuple[CompiledRule, ...], frozen: Frozen) -> list[dict[str, str]]:
    """Name every fact, tag, category, code or action that a rule names and the data never had."""
    asked: dict[tuple[str, str, str], set[str]] = {}
    for rule in rules:
        where = f"{rule.policy.id}/{rule.rule.id}"
        for fact in rule.rule.fact_names():
            asked.setdefault(("facts", "fact", fact), set()).add(where)
        uses = list(rule.rule.predicates)
        frame = rule.policy.frame_of(rule.rule)
        uses += list(rule.policy.exclusions(frame[0])) if frame else []
        for use in uses:
            for column, words in use.parse().named:
                where_from = home(use.table, column)
                if where_from:
                    for word in words:
                        asked.setdefault((*where_from, word), set()).add(where)
        for action in _actions(rule.rule.parameters):
            asked.setdefault(("evidence_actions", "action", action), set()).add(where)
    notes = []
    values = cache(partial(_values, engine))  # those of places are asked for by incidents and by recordings
    as_facts = _requested(engine, frozen) if any(table == "facts" for table, _, _ in asked) else set()
    for table, column in sorted({(t, c) for t, c, _ in asked}):
        had = values(table, column) if frozen.rows.get(table) else frozenset[str]()
        if column == "location_type":  # a kind may stand among several, and may be that of a place
            had |= values(table, "location_types") if frozen.rows.get(table) else frozenset()
            had |= values("places", column) if frozen.rows.get("places") else frozenset()
        requested = as_facts if table == "facts" else set()
        for (t, c, word), rule_ids in sorted(asked.items()):
            if (t, c) == (table, column) and word not in had | requested:
                what = (
                    f"no row of {table} was given" if not frozen.rows.get(table) else f"{table}.{column} never had it"
                )
                if table == "facts" and word in REQUEST_FACTS.values() and frozen.rows.get("requests"):
                    what += ", and no request is of that kind"
                notes.append({"names": f"{column} '{word}'", "rules": ", ".join(sorted(rule_ids)), "but": what})
    return notes + _never_filled(engine, plan, rules, frozen)


def _never_filled(engine: Engine, plan: Plan, rules: tuple[CompiledRule, ...], frozen: Frozen) -> list[dict[str, str]]:
    """Name the columns that a `holds` rule wants, or whose emptiness a predicate asks for, and no row fills.

    Those that no file has leave what asks for them undetermined; of the others a rule may find fault with every row.
    """
    asked: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for use in rule.rule.predicates:
            if not frozen.rows.get(use.table):
                continue
            own = {c.name for c in TABLE_BY_NAME[use.table].own}
            parsed = use.parse()
            for column in (parsed.columns if use.at == ("holds",) else parsed.emptied) & own:
                asked.setdefault((use.table, column), set()).add(f"{rule.policy.id}/{rule.rule.id}")
    notes = []
    for table in sorted({table for table, _ in asked}):
        columns = sorted(column for t, column in asked if t == table and not is_set_of_kinds(column))
        name = f"filled_{table}"
        counted = {c: f"COUNT(t.{c})" for c in columns}
        counted |= {c: f"{counted[c]} + COUNT(t.{several_of(c)})" for c in columns if is_kind_of_place(c)}
        counts = ", ".join(f"{count} AS {column}" for column, count in counted.items())
        engine.run(step(name, f"How many rows fill columns of {table}.", f"SELECT {counts} FROM src_{table} AS t"))
        filled = engine.frame(f"SELECT * FROM {name}").row(0, named=True)
        for column in (c for c in columns if not filled[c]):
            but = f"no row of {table} fills it: whoever asks whether it is there hears no everywhere"
            if lacking(plan.settings, table, column) is None:
                but = f"no file of {table} that was read has it: what asks for it is undetermined"
            notes.append({"names": f"column {column}", "rules": ", ".join(sorted(asked[table, column])), "but": but})
    return notes


def _requested(engine: Engine, frozen: Frozen) -> set[str]:
    """The names under which the requests count as facts."""
    if not frozen.rows.get("requests"):
        return set()
    name = "kinds_requested"
    text = "SELECT DISTINCT r.kind FROM src_requests AS r WHERE NOT r.received_at IS NULL"
    engine.run(step(name, "The kinds of the requests that count as facts.", text))
    return {REQUEST_FACTS.get(str(kind), "") for kind in engine.frame(f"SELECT kind FROM {name}")["kind"].to_list()}


def _values(engine: Engine, table: str, column: str) -> frozenset[str]:
    declared = TABLE_BY_NAME[table].column(column)
    each = f"BWC_EACH(t.{column})" if declared is not None and declared.kind == "text_list" else f"t.{column}"
    name = f"values_{table}_{column}"
    engine.run(
        step(
            name,
            f"Every value {table}.{column} has.",
            f"SELECT DISTINCT q.word FROM (SELECT {each} AS word FROM src_{table} AS t) AS q",
        )
    )
    words = engine.frame(f"SELECT word FROM {name} WHERE NOT word IS NULL")["word"].to_list()
    return frozenset(str(word) for word in words)


def _actions(value: object) -> set[str]:
    found: set[str] = set()
    if hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:  # type: ignore[attr-defined]
            part = getattr(value, name)
            found |= {part} if name == "action" and isinstance(part, str) else _actions(part)
    elif isinstance(value, (list, tuple)):
        for item in value:
            found |= _actions(item)
    return found


def degradations(
    engine: Engine,
    plan: Plan,
    frozen: Frozen,
    ledgers: Sequence[dict[str, Any]],
    tables: frozenset[str],
    options: AuditOptions,
) -> list[str]:
    """Reasons for which the inputs are degraded and every result is provisional."""
    reasons = [f"no row of {table} was read" for table in sorted(tables | {"recordings"}) if not frozen.rows.get(table)]
    gates = options.gates
    for ledger in ledgers:
        read, aside = int(ledger.get("read", 0)), int(ledger.get("still_set_aside", ledger.get("set_aside", 0)))
        if read and aside / read > gates.set_aside:
            reasons.append(f"{ledger.get('file', '?')}: {aside:,} of {read:,} rows were set aside ({aside / read:.1%})")
    if "match_gate" in plan.steps:
        row = engine.frame("SELECT n, nobody, never FROM match_gate").row(0, named=True)
        n, nobody, never = int(row["n"]), int(row["nobody"] or 0), int(row["never"] or 0)
        if n and nobody / n > gates.no_officer:
            reasons.append(f"{nobody:,} of {n:,} responses name no officer ({nobody / n:.1%})")
        if n and never / n > gates.never_recording:
            reasons.append(
                f"the officers of {never:,} of {n:,} responses have no recording at all ({never / n:.1%}): ids may not match"
            )
    return reasons


def horizons_told(frozen: Frozen) -> dict[str, dict[str, str]]:
    """First and last instant of each table, as text, and whether the auditor stated them."""
    return {
        table: {
            "from": from_us(begin).isoformat(),
            "to": from_us(end).isoformat(),
            "known": "stated" if table in frozen.stated else "seen",
        }
        for table, (begin, end) in sorted(frozen.horizons.items())
    }
