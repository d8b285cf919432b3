"""Options and arguments that several commands share, so that they are spelled and explained alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.errors import ArgumentError


class Format(StrEnum):
    """How a command prints its data."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class EngineName(StrEnum):
    """What a plan runs on."""

    DUCKDB = "duckdb"
    SPARK = "spark"


FormatOption = Annotated[
    Format,
    typer.Option("--format", "-f", help="How to print: a table to read, or JSON or CSV for another program."),
]
ExportsArgument = Annotated[
    list[str],
    typer.Argument(metavar="EXPORTS", help="Files and folders.", show_default=False),
]
LakeOption = Annotated[Path, typer.Option("--lake", metavar="DIR", help="Folder of the lake.")]
PolicyArgument = Annotated[
    str, typer.Argument(metavar="POLICY", help="Id of a shipped policy, or the path of a file.", show_default=False)
]
ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="ID", help="Profile of every file; else it is told from the headings."),
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="IANA zone of stamps without an offset, as in America/Chicago."),
]


def spans(given: Sequence[str], option: str) -> dict[str, tuple[datetime, datetime]]:
    """Read `TABLE=FROM..TO` as often as it was given.

    Raises:
        ArgumentError: one of them has another form, or ends before it begins.
    """
    found = {}
    for text in given:
        table, _, rest = text.partition("=")
        first, dots, last = rest.partition("..")
        begin, end = instant(first or None, option), instant(last or None, option)
        if not dots or begin is None or end is None:
            msg = f"{option}: {text!r} is no span; write it as recordings=2026-01-01..2026-04-01"
            raise ArgumentError(msg)
        if end < begin:
            msg = f"{option}: {text!r} ends before it begins"
            raise ArgumentError(msg)
        found[table.strip()] = (begin, end)
    return found


def instant(text: str | None, option: str) -> datetime | None:
    """Read an instant given on the command line.

    Args:
        text: ISO 8601 with an offset or Z; a date alone means its beginning in UTC. None passes through.
        option: the option's name, for the message.

    Raises:
        ArgumentError: it is no instant, or it has a time of day and no offset.
    """
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        msg = f"{option}: {text!r} is no instant; write it as 2026-03-01T12:00:00Z or 2026-03-01"
        raise ArgumentError(msg) from None
    if value.tzinfo is None:
        if len(text) > len("2026-03-01"):
            msg = f"{option}: {text!r} has no offset; add Z for UTC, or an offset such as -06:00"
            raise ArgumentError(msg)
        value = value.replace(tzinfo=UTC)
    return value.astimezone(UTC)
