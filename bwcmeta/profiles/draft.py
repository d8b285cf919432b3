"""A first mapping for an export that no profile fits: YAML to edit, guesses marked, shapes instead of values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bwcmeta.model.columns import Column
from bwcmeta.model.tables import TABLE_BY_NAME
from bwcmeta.profiles.cell_shapes import (
    are_days,
    are_times_of_day,
    have_offset,
    order_is_open,
    shapes,
    stamp_formats,
)
from bwcmeta.profiles.guesses import LIKELY, SURE, Guess, guess, likeliest_table
from bwcmeta.profiles.headings import cleaned, plain
from bwcmeta.text import slug

_HOW_SURE = {SURE: "known", LIKELY: "guess", 1: "weak guess"}
_WIDE = 74
_NAME_WORDS = ("name", "first", "last", "surname", "address", "phone", "email", "title", "description", "notes")
_KINDS = {"badge": "badge", "employee": "employee_id", "callsign": "call_sign", "user": "user_id"}
_POINT = {"latitude": "latitude_of_point", "longitude": "longitude_of_point"}
_NULLS = ("null", "n/a", "na", "none", "missing", "-", ".")

Samples = Mapping[str, Sequence[str]]


def draft(
    headings: Sequence[str],
    samples: Samples,
    *,
    name: str,
    table: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> str:
    """Return the text of a profile for a file.

    Args:
        headings: of the file.
        samples: heading -> some of its cells that are not empty. Only their shapes are shown.
        name: of the file, for the id and the title.
        table: canonical table that it is taken to feed; the likeliest when None.
        sheet: of a workbook, where it was named.
        header_row: that holds the headings, where it was named.
    """
    named = [h for h in dict.fromkeys(headings) if plain(h)]
    table = table or likeliest_table(named)
    pairs = _days_and_times(named, samples)
    fed = _fed([h for h in named if h not in pairs.values()], table, samples)
    guesses = [g for found in fed.values() for g in found.values()]
    used = {plain(g.heading) for g in guesses} | {plain(pairs[g.heading]) for g in guesses if g.heading in pairs}
    stem = re.sub(r"\.[A-Za-z0-9.]{1,8}$", "", name)
    lines = [
        f"# A first mapping for {_one_line(name)}, drafted from its headings. Read every line before you rely on it:",
        "#   known: a shipped profile reads this heading so;  guess, weak guess: it only sounds alike;",
        "#   behind the dash stands the shape of the cells (9 a digit, A or a a letter), never what is in them.",
        "# Then: bwcmeta profile check THIS_FILE EXPORT",
        f"id: {slug(stem).replace('_', '-') or 'drafted'}",
        "version: 1",
        f"title: {_quoted(f'Drafted for {cleaned(name)}')}",
        "says: Drafted; say here what one row is, and what a reader should know",
        f"source: {_quoted(f'headings of {cleaned(name)}')}",
        *([f"sheet: {_quoted(sheet)}"] if sheet else []),
        *([f"header_row: {header_row}"] if header_row else []),
        *_zone_lines(guesses, samples),
        *_null_lines(samples),
        *_left_out([h for h in named if plain(h) not in used], samples),
        "tables:",
    ]
    for fed_table, found in fed.items():
        lines += _table_lines(fed_table, found, samples, pairs)
    return "\n".join(lines) + "\n"


def _fed(headings: Sequence[str], table: str, samples: Samples) -> dict[str, dict[str, Guess]]:
    """Return the tables that the file feeds: the one asked for, and the incidents of a file of unit responses."""
    found = guess(headings, table)
    both = found.get("latitude")
    if both is not None and "longitude" not in found and any("(" in c for c in samples.get(both.heading, ())):
        found["longitude"] = replace(both, column="longitude")
    fed = {table: found}
    if table == "unit_responses" and "incident_id" in found:
        used = {g.heading for g in found.values()}
        rest = guess([h for h in headings if h not in used], "incidents")
        rest.pop("incident_id", None)
        if rest:
            fed["incidents"] = {"incident_id": found["incident_id"], **rest}
    return fed


def _table_lines(table: str, found: Mapping[str, Guess], samples: Samples, pairs: Mapping[str, str]) -> list[str]:
    lines = [f"  {table}:  # {TABLE_BY_NAME[table].says}", "    columns:"]
    for column in TABLE_BY_NAME[table].own:
        if column.name in found:
            lines.append(_column_line(column, found[column.name], samples, pairs))
        elif column.required:
            options = f"; one of: {', '.join(column.values)}" if column.values else ""
            lines.append(f'      {column.name}: {{from: ["?"]}}  # MISSING and required: name its heading{options}')
    absent = [c.name for c in TABLE_BY_NAME[table].own if c.name not in found and not c.required]
    return [*lines, *([f"      # nothing found for: {', '.join(absent)}"] if absent else [])]


def _column_line(column: Column, one: Guess, samples: Samples, pairs: Mapping[str, str]) -> str:
    cells = samples.get(one.heading, ())
    remarks = [_HOW_SURE[one.weight]]
    if one.heading in pairs:
        keys = [f"date: {_quoted(one.heading)}", f"time: {_quoted(pairs[one.heading])}"]
        cells = [*cells[:1], *samples.get(pairs[one.heading], ())[:1]]
    else:
        keys = [f"from: [{_quoted(one.heading)}]"]
    if column.kind == "instant":
        formats = stamp_formats(samples.get(one.heading, ()))
        if one.heading in pairs and formats and formats != ("iso",):
            day = formats[0].split(" ")[0]
            formats = (f"{day} %H:%M:%S", f"{day} %H:%M")
        if formats and formats != ("iso",):
            keys.append(f"formats: [{', '.join(map(_quoted, formats))}]")
        if order_is_open(samples.get(one.heading, ())):
            remarks.append("month first or day first? both fit")
        if not formats and samples.get(one.heading):
            remarks.append("no stamp that is known: give its formats")
        if one.heading not in pairs and formats and are_days(samples.get(one.heading, ())):
            keys.append("day_only: true")
            remarks.append("only the day")
    if column.name in ("officer_id", "actor_id"):
        kind = next((k for word, k in _KINDS.items() if word in plain(one.heading)), None)
        keys += [f"identifies: {kind}"] if kind else []
    if column.kind == "text_list":
        mark = next((m for m in (";", ",", "|") if any(m in cell for cell in cells)), None)
        if mark:
            keys.append(f"separator: {_quoted(mark)}")
            remarks.append("check that the separator stands inside no value")
    if column.name in _POINT and any("(" in cell for cell in cells):
        keys.append(f"normalise: [{_POINT[column.name]}]")
    if column.values:
        remarks.append(f"map its words with values: {{WORD: {column.values[0]}}}; `profile check` lists those unknown")
    if column.unit and column.unit != "degree":
        remarks.append(f"in {column.unit}? else give its unit")
    text = f"      {column.name}: {{{', '.join(keys)}}}"
    return f"{text:<{_WIDE}}  # {'; '.join(remarks)} - {_one_line(shapes(cells))}"


def _days_and_times(headings: Sequence[str], samples: Samples) -> dict[str, str]:
    """Return date heading -> the heading of the time of day that goes with it, told by what the cells look like."""
    days = [h for h in headings if are_days(samples.get(h, ()))]
    times = [h for h in headings if "time" in plain(h) and are_times_of_day(samples.get(h, ()))]
    found: dict[str, str] = {}
    for day in days:
        rest = plain(day).replace("date", "")
        fits = [t for t in times if plain(t).replace("time", "").replace("24hr", "") == rest]
        if not fits and len(days) == len(times) == 1:
            fits = times
        if fits and fits[0] not in found.values():
            found[day] = fits[0]
    return found


def _zone_lines(guesses: Sequence[Guess], samples: Samples) -> list[str]:
    stamps = dict.fromkeys(g.heading for g in guesses if g.column.endswith("_at") or g.column == "at")
    naive = [h for h in stamps if samples.get(h) and not have_offset(samples[h])]
    if not naive:
        return []
    return [f"# zone: America/Chicago  # the stamps of {_one_line(', '.join(naive))} have no offset: state their zone"]


def _null_lines(samples: Samples) -> list[str]:
    seen = {cell.strip().casefold() for cells in samples.values() for cell in cells}
    words = [word for word in _NULLS if word in seen]
    return [f"null_words: [{', '.join(map(_quoted, words))}]"] if words else []


def _left_out(headings: Sequence[str], samples: Samples) -> list[str]:
    if not headings:
        return []
    lines = ["leaves_out:  # what is not read, and why; move a line below `columns` to read it"]
    for heading in headings:
        personal = any(word in plain(heading) for word in _NAME_WORDS)
        why = "may name people or places, so it is left out" if personal else "not looked at yet"
        lines.append(f"  {_quoted(heading)}: {why}  # {_one_line(shapes(samples.get(heading, ())))}")
    return lines


def _quoted(text: str) -> str:
    """Return the text as YAML reads it back, in quotes where it is not plain words."""
    text = cleaned(text)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_ ]*", text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '\\"':
        return f"\\{character}"
    return character if character.isascii() and character.isprintable() else f"\\U{ord(character):08X}"


_WORDS = ("null", "true", "false", "yes", "no", "on", "off")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
