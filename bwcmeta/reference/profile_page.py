"""`docs/reference/profiles.md`, written from the profiles that ship and the model of a profile."""

from __future__ import annotations

from collections.abc import Iterator

from bwcmeta.documents.fields import Strict
from bwcmeta.model.tables import TABLES
from bwcmeta.profiles import list_profiles
from bwcmeta.profiles.column_rule import IDENTITY, ColumnRule
from bwcmeta.profiles.document import Exclusion, Profile, TableRule
from bwcmeta.profiles.normalisers import NORMALISERS, UNITS
from bwcmeta.profiles.unfold import KNOWN

_HEAD = """\
# Profiles

A profile says how the files of one system become rows of the [canonical tables](tables.md). It is data only; what
cannot be said as data is one small named function of the list at the end. `bwcmeta profile show ID` prints one as a
page; [From an unknown export to a first audit](../howto-profile.md) writes one. A file whose headings are the column
names of a canonical table needs none.

A feed with a row for each incident, and no officer in it, feeds `incidents` only: no rule can be held against an
officer with it alone. *Unconfirmed* counts the columns whose headings or words nobody has seen in a real export:
`profile show`, `profile check` and `profile detect` name them, and they are guesses until such a file was read.

## Those that ship

| profile | version | for | feeds | unconfirmed |
| --- | --- | --- | --- | --- |
"""


def profiles_page() -> str:
    """docs/reference/profiles.md."""
    shipped = list_profiles()[len(TABLES) :]
    text = _HEAD
    for profile in shipped:
        rules = [rule for table in profile.tables.values() for rule in table.columns.values()]
        open_ones = sum(_unconfirmed(rule) for rule in rules)
        fed = ", ".join(f"`{name}`" for name in profile.table_names)
        text += f"| `{profile.id}` | {profile.version} | {profile.title} | {fed} | {open_ones or ''} |\n"
    text += "\n## Where their headings were read\n\n"
    for profile in shipped:
        text += f"- `{profile.id}`: {'; '.join(profile.source)}\n"
    text += "\n## What a profile can say\n"
    for title, model in (
        ("A profile", Profile),
        ("A table in it", TableRule),
        ("Rows that are set aside (`exclude`)", Exclusion),
        ("A column of a table", ColumnRule),
    ):
        text += f"\n### {title}\n\n| key | says |\n| --- | --- |\n"
        text += "".join(f"| `{key}` | {says} |\n" for key, says in _keys(model))
    text += "\n## Kinds of id, and what they are worth (`identifies`)\n\n| kind | worth |\n| --- | --- |\n"
    text += "".join(f"| `{kind}` | {worth} |\n" for kind, worth in IDENTITY.items())
    text += "\n## Units (`unit`)\n\n| canonical | in the export |\n| --- | --- |\n"
    text += "".join(f"| {unit} | {', '.join(others)} |\n" for unit, others in UNITS.items() if len(others) > 1)
    text += "\n## Named functions (`normalise`)\n\n| name | does |\n| --- | --- |\n"
    text += "".join(f"| `{name}` | {says} |\n" for name, says in NORMALISERS.items())
    text += (
        "\n## Documents that become one row each\n\nA tree about one recording is laid flat before a profile reads it: "
    )
    return text + ", ".join(sorted(KNOWN)) + ".\n"


def _unconfirmed(rule: ColumnRule) -> bool:
    return rule.unconfirmed or (rule.otherwise is not None and _unconfirmed(rule.otherwise))


def _keys(model: type[Strict]) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        said = field.description or _SAID.get((model.__name__, name), "")
        yield field.alias or name, said.replace("|", "\\|")


_SAID = {
    ("Profile", "id"): "Name by which it is called: lower case with hyphens.",
    ("Profile", "version"): "Counts up whenever the same file would become other rows.",
    ("Profile", "title"): "What it is for, in one line.",
    ("TableRule", "columns"): "Canonical column -> where it comes from.",
}
