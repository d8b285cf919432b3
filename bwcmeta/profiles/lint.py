"""What a profile says that is allowed but hardly meant: each remark with its place in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bwcmeta.documents.load import try_model
from bwcmeta.documents.places import Document, Path
from bwcmeta.errors import Problem
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.model.vocabulary import FACTS
from bwcmeta.profiles.document import ColumnRule, Profile, TableRule, table_of_rule
from bwcmeta.profiles.headings import plain
from bwcmeta.text import did_you_mean

_PEOPLE = ("officer_id", "actor_id", "reviewer_id", "decided_by")


def lint(document: Document) -> tuple[Profile | None, list[Problem]]:
    """Check one profile document: its errors, or, where it has none, the profile and remarks about it."""
    profile, problems = try_model(document, Profile)
    if profile is None:
        return None, problems
    found = [*_of_profile(document, profile)]
    for name, rule in profile.tables.items():
        found += _of_table(document, profile, name, rule)
    return profile, sorted(found, key=lambda p: (p.place, p.what))


def _of_profile(document: Document, profile: Profile) -> Iterator[Problem]:
    if not profile.source:
        yield _note(
            document, (), "no source says where the headings were read", "source: [address or name of the file]"
        )
    if not profile.says:
        yield _note(document, (), "nothing is said to a reader of such files", "says: what one row is")
    read = {plain(h): h for rule in profile.tables.values() for h in rule.headings}
    for heading in profile.leaves_out:
        if plain(heading) in read:
            what = f"{heading!r} is left out and read as well"
            yield _warning(document, ("leaves_out", heading), what, "take it out of one of the two")
    known = set(read) | {plain(h) for h in profile.leaves_out}
    for number, heading in enumerate(profile.told_by):
        if plain(heading) not in known:
            what = f"{heading!r} tells the system but is neither read nor left out"
            yield _warning(document, ("told_by", number), what, "read it or leave it out")
    instants = [
        rule
        for name, table in profile.tables.items()
        for column, rule in table.columns.items()
        if (c := TABLE_BY_NAME[table_of_rule(name)].column(column)) is not None and c.kind == "instant"
    ]
    if profile.zone is None and instants and not any(rule.zone for rule in instants):
        what = "no zone is stated: a file whose stamps have no offset is refused without --tz"
        yield _note(document, (), what)


def _of_table(document: Document, profile: Profile, name: str, rule: TableRule) -> Iterator[Problem]:
    where: Path = ("tables", name)
    columns: Path = (*where, "columns")
    for other, another in profile.tables.items():
        if other < name and table_of_rule(other) == table_of_rule(name) and _constants(another) == _constants(rule):
            what = f"{name} and {other} make rows of one table that nothing tells apart"
            yield _warning(document, where, what, "give them different constants, as in fact: {value: arrest}")
    used: dict[str, list[str]] = defaultdict(list)
    for column, read in rule.columns.items():
        for word in dict.fromkeys(plain(h) for h in (*read.from_, *read.date, *read.time)):
            used[word].append(column)
        yield from _of_column(document, (*columns, column), name, column, read)
    for heading, by in used.items():
        instants = {c for c in by if c.endswith("_at")}
        if len(by) > 1 and heading and not _may_share(by) and len(instants) != len(by):
            what = f"{' and '.join(by)} are read from one heading ({heading})"
            yield _note(document, (*columns, by[-1]), what, "that is right only if one cell says both")


def _of_column(document: Document, where: Path, table: str, column: str, rule: ColumnRule) -> Iterator[Problem]:
    for key in ("from", "join", "date", "time"):
        for heading in getattr(rule, "from_" if key == "from" else key):
            if not plain(heading):
                what = f"{column} names no heading ({heading!r})"
                yield Problem(document.place((*where, key)), what, "write the heading as it stands in the file")
    meanings: dict[str, str | None] = {}
    for word, meaning in rule.values.items():
        if plain(word) in meanings and meanings[plain(word)] != meaning:
            what = f"{word!r} and a word before it differ only in case or punctuation, but not in meaning"
            yield Problem(document.key_place((*where, "values", word)), what, "keep one of them")
        meanings.setdefault(plain(word), meaning)
    if column in _PEOPLE and rule.identifies is None and rule.value is None:
        yield _note(document, where, f"{column}: nothing says what kind of id it is", "identifies: badge")
    if column == "fact":
        named = [fact for fact in (rule.value, *rule.values.values()) if fact is not None and fact not in FACTS]
        for fact in named:
            hint = did_you_mean(fact, FACTS) or "rules find it under this very name only"
            yield _note(document, where, f"{fact!r} is no fact that shipped policies know", hint)
    if rule.otherwise is not None:
        yield from _of_column(document, (*where, "otherwise"), table, column, rule.otherwise)


def _constants(rule: TableRule) -> dict[str, str]:
    return {column: read.value for column, read in rule.columns.items() if read.value is not None}


def _may_share(columns: list[str]) -> bool:
    """One cell may hold a point, or be a person's id in two roles."""
    return set(columns) <= {"latitude", "longitude"} or all(c.endswith("_id") or c == "badge" for c in columns)


def _note(document: Document, path: Path, what: str, hint: str = "") -> Problem:
    return Problem(document.key_place(path), what, hint, severity="note")


def _warning(document: Document, path: Path, what: str, hint: str = "") -> Problem:
    return Problem(document.key_place(path), what, hint, severity="warning")
