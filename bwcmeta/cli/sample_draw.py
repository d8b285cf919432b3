"""`bwcmeta sample draw [EXPORTS...]`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bwcmeta.cli.options import Format, FormatOption, ProfileOption, ZoneOption, instant
from bwcmeta.cli.output import Column, Section, columns, paragraphs, show
from bwcmeta.cli.progress import bars
from bwcmeta.cli.results import told_of_ledgers
from bwcmeta.cli.terminal import say
from bwcmeta.text import plural

if TYPE_CHECKING:
    from bwcmeta.sampling.certificate import Sample


def command(
    *,
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORTS", help="Files and folders to read first; none: what the lake holds."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", "-p", metavar="POLICY", help="Shipped policy or file; may be repeated."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="ID", help="Whose rows; else the first rule that asks for whole recordings."),
    ] = None,
    size: Annotated[int | None, typer.Option("--size", metavar="N", help="How many items; needs --seed.")] = None,
    seed: Annotated[
        str | None,
        typer.Option(
            "--seed", metavar="TEXT", help="Any text, such as dice thrown in public; without: the frame only."
        ),
    ] = None,
    strata: Annotated[
        str | None,
        typer.Option(
            "--strata", metavar="COLUMN", help="Divide the frame by district, unit_id, officer_id, call_type or month."
        ),
    ] = None,
    frame: Annotated[
        str | None,
        typer.Option("--frame", metavar="SHA256", help="Refuse another frame than the one announced with this hash."),
    ] = None,
    expiring_within: Annotated[
        int,
        typer.Option("--expiring-within", metavar="DAYS", help="Ask to hold footage that is deleted so soon."),
    ] = 30,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="INSTANT", help="From when days are counted; else the latest in the inputs."),
    ] = None,
    lake: Annotated[Path | None, typer.Option("--lake", metavar="DIR", help="Lake to draw from.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write certificate, frame, draw and holds here, once.")
    ] = None,
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Draw at random from the rows that a rule binds, with a certificate.

    The frame is made before any footage is looked at: every row that the rule binds, whatever became of it. Without
    --seed only the frame is made: announce its hash, throw the seed, and draw with --frame. The same frame and seed
    give the same draw on any machine. CSV is the draw; JSON has the certificate and the holds too.
    """
    from bwcmeta.api.audits import MODEL_POLICY
    from bwcmeta.api.samples import draw_sample
    from bwcmeta.audit import AuditOptions
    from bwcmeta.sampling.certificate import DRAW_COLUMNS, HOLD_COLUMNS

    with bars() as progress:
        made = draw_sample(
            exports or [],
            policy or [MODEL_POLICY],
            seed=seed,
            size=size,
            rule=rule,
            strata=strata,
            expected_frame=frame,
            within_days=expiring_within,
            lake=lake,
            out=out,
            options=AuditOptions(as_of=instant(as_of, "--as-of")),
            profile=profile,
            tz=tz,
            progress=progress,
            tell=told_of_ledgers,
        )
    drawn, holds = list(made.drawn), list(made.holds)
    if output_format is Format.TABLE:
        paragraphs(_told(made))
        if drawn:
            shown = ("position", "item_id", "stratum", "incident_id", "officer_id", "recording_id", "at")
            used = [c for c in shown if c != "recording_id" or made.certificate["frame"]["table"] == "recordings"]
            asked = (
                Column("recording_id", whole=True),
                Column("planned_deletion"),
                Column("days_left"),
                Column("reason"),
            )
            paragraphs([""])
            show(
                output_format,
                Section("draw", "Drawn", columns(*used), drawn),
                Section("holds", "Holds to ask for", asked, [h for h in holds if h["hold_requested"]]),
            )
    else:
        sections = (
            Section("draw", "", columns(*DRAW_COLUMNS), drawn),
            Section("holds", "", columns(*HOLD_COLUMNS), holds),
        )
        show(
            output_format, *sections, extra={"certificate": made.certificate} if output_format is Format.JSON else None
        )
    if out is not None:
        say(f"written: {out}; check it with `bwcmeta sample verify {out}`")


def _told(made: Sample) -> Iterator[str]:
    of, frame = made.certificate, made.certificate["frame"]
    yield f"{frame['rule']}: {frame['title']}"
    left = ", ".join(f"{row['n']:,} {row['state']}" for row in frame["waterfall"])
    yield f"rows of {frame['table']}: {left}"
    yield f"frame       {plural(frame['items'], 'item')}, SHA-256 {frame['sha256']}"
    if "seed" not in of:
        yield "Nothing was drawn: announce this hash, throw the seed, then draw as here with --frame, --seed and --size"
        return
    yield f"seed        {of['seed']}"
    yield f"method      {of['method']}"
    if frame["strata"]:
        yield f"strata      {frame['strata']}: " + ", ".join(
            f"{s['name']} {s['drawn']:,} of {s['items']:,}" for s in of["strata"]
        )
    seen = of["footage"]
    unknown, gone = (seen["recordings"].get(state, 0) for state in ("planned deletion unknown", "already deleted"))
    yield (
        f"holds       {plural(seen['holds_requested'], 'recording')} to be held (deleted within "
        f"{seen['within_days']} days, or due); planned deletion unknown: {unknown:,}; "
        f"already deleted: {gone:,}; items without a recording: "
        f"{seen['items_without_a_recording']:,}"
    )
