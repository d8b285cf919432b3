"""A profile as a page for a reader who does not program."""

from __future__ import annotations

from collections.abc import Iterator

from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.column_rule import IDENTITY
from bwcmeta.profiles.document import ColumnRule, Profile, TableRule, table_of_rule
from bwcmeta.profiles.normalisers import NORMALISERS

NOT_READ = "Headings or words not read in a real file"


def unconfirmed(profile: Profile) -> tuple[str, ...]:
    """Return the columns whose headings or words are guesses, as `facts.at`."""
    every = (
        (f"{name}.{column}", read) for name, rule in profile.tables.items() for column, read in rule.columns.items()
    )
    return tuple(name for name, read in every if _open(read))


def _open(rule: ColumnRule) -> bool:
    return rule.unconfirmed or (rule.otherwise is not None and _open(rule.otherwise))


def profile_page(profile: Profile) -> Iterator[str]:
    """Yield the lines of the page."""
    yield f"{profile.title}"
    yield f"{profile.ref}"
    yield ""
    if profile.says:
        yield profile.says
        yield ""
    for source in profile.source:
        yield f"Read in: {source}"
    if unread := unconfirmed(profile):
        yield f"{NOT_READ}: {', '.join(unread)}"
    yield from _layout(profile)
    for name, rule in profile.tables.items():
        yield ""
        yield from _table(name, rule)
    if profile.leaves_out:
        yield ""
        yield "Left out on purpose"
        for heading, why in profile.leaves_out.items():
            yield f"  {heading}: {why}"


def _layout(profile: Profile) -> Iterator[str]:
    if profile.zone:
        yield f"Zone of stamps without an offset: {profile.zone} (--tz wins)"
    if profile.sheet:
        yield f"Sheet: {profile.sheet}"
    if profile.header_row:
        yield f"Headings on row {profile.header_row}"
    if profile.records:
        yield f"JSON: rows below {profile.records}"
    if profile.fill_down:
        yield f"Empty means as above: {', '.join(profile.fill_down)}"
    if profile.told_by:
        yield f"Taken unasked only with one of: {', '.join(profile.told_by)}"
    if profile.null_words:
        yield f"Empty cells are also written: {', '.join(map(repr, profile.null_words))}"
    if profile.decimal:
        yield f"Decimal mark: {profile.decimal}"


def _table(name: str, rule: TableRule) -> Iterator[str]:
    table = TABLE_BY_NAME[table_of_rule(name)]
    yield f"{name}: {table.says}"
    for heading, words in rule.only_where.items():
        yield f"  only rows whose {heading} is {' or '.join(words)}"
    if rule.needs:
        yield f"  only rows that have {' or '.join(rule.needs)}"
    for heading, mark in rule.split_rows.items():
        yield f"  a row for each of the values of {heading} (parted by {mark!r})"
    for exclusion in rule.exclude:
        told = " and ".join(f"{heading} is {' or '.join(words)}" for heading, words in exclusion.where.items())
        yield f"  set aside where {told}: {exclusion.why}"
    width = max(len(column) for column in rule.columns)
    for column, read in rule.columns.items():
        yield f"  {column:<{width}}  {column_words(read)}"


def column_words(rule: ColumnRule) -> str:
    """Say in one line where a column comes from and what is done with it."""
    parts = [_origin(rule)]
    if rule.formats and rule.formats != ("iso",):
        parts.append(f"as {' or '.join(rule.formats)}")
    if rule.zone:
        parts.append(f"zone {rule.zone}")
    if rule.ignore_offset:
        parts.append("its offset is wrong and not believed")
    if rule.day_only:
        parts.append("only the day counts")
    if rule.last_day:
        parts.append("until the end of that day")
    if rule.round_s:
        parts.append(f"rounded to {rule.round_s} s")
    if rule.plus:
        parts.append(f"plus {' plus '.join(rule.plus)}")
    if rule.unit:
        parts.append(f"in {rule.unit}")
    if rule.separator:
        parts.append(f"several values parted by {rule.separator!r}")
    if rule.pattern:
        parts.append(f"what fits {rule.pattern}")
    if rule.values:
        parts.append(f"{len(rule.values)} words mapped")
    parts += [NORMALISERS[name].rstrip(".").lower() for name in rule.normalise]
    if rule.identifies:
        parts.append(f"{rule.identifies}, {IDENTITY[rule.identifies]}")
    if rule.unconfirmed:
        parts.append("unconfirmed")
    if rule.otherwise:
        parts.append(f"where empty: {column_words(rule.otherwise)}")
    return "; ".join(parts)


def _origin(rule: ColumnRule) -> str:
    if rule.value is not None:
        return f"always {rule.value!r}"
    if rule.join:
        return " + ".join(rule.join)
    if rule.date:
        return f"date {' or '.join(rule.date)} with time {' or '.join(rule.time)}"
    return " or ".join(rule.from_)
