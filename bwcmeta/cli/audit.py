"""`bwcmeta audit [EXPORTS...]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bwcmeta.cli.options import EngineName, Format, FormatOption, ProfileOption, ZoneOption, instant, spans
from bwcmeta.cli.output import paragraphs, show
from bwcmeta.cli.profile_run import profile_section
from bwcmeta.cli.progress import bars
from bwcmeta.cli.results import csv_sections, head_lines, result_sections, told_of_ledgers, verdict_lines
from bwcmeta.cli.terminal import say
from bwcmeta.cli.what_if import what_if_sections
from bwcmeta.errors import ArgumentError


def command(
    *,
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORTS", help="Files and folders to read first; none: audit what the lake holds."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", "-p", metavar="POLICY", help="Shipped policy or file; may be repeated. Else aclu-model-act."
        ),
    ] = None,
    lake: Annotated[
        Path | None, typer.Option("--lake", metavar="DIR", help="Lake to read, or to keep the exports in.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the run into this folder.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="INSTANT", help="From when to look; else the latest instant in the inputs."),
    ] = None,
    horizon: Annotated[
        list[str] | None,
        typer.Option("--horizon", metavar="TABLE=FROM..TO", help="What a table covers; may be repeated."),
    ] = None,
    threshold: Annotated[
        int, typer.Option("--threshold", metavar="N", min=0, help="So many candidate violations still end with 0.")
    ] = 0,
    suppress_below: Annotated[
        int,
        typer.Option(
            "--suppress-below",
            metavar="N",
            min=0,
            help="Leave out tallies of groups of fewer officers, and what would give them away; for what is published.",
        ),
    ] = 0,
    strict: Annotated[
        bool, typer.Option("--strict", help="A name the data never had is an error; gaps in it degrade the run.")
    ] = False,
    lake_version: Annotated[
        int | None, typer.Option("--lake-version", metavar="N", help="The lake as it was after so many imports.")
    ] = None,
    lake_as_of: Annotated[
        str | None, typer.Option("--lake-as-of", metavar="INSTANT", help="The lake as it was at this moment.")
    ] = None,
    clock_corrections: Annotated[
        Path | None,
        typer.Option(
            "--clock-corrections", metavar="FILE", help="CSV: device, source, from, to, shift; clocks moved as it says."
        ),
    ] = None,
    deep: Annotated[
        bool | None,
        typer.Option("--deep/--no-deep", help="Match every recording one by one; unasked up to 2 million recordings."),
    ] = None,
    profile: ProfileOption = None,
    tz: ZoneOption = None,
    engine: Annotated[
        EngineName,
        typer.Option("--engine", help="What runs the plan: spark needs the extra, and a server or a Java 17."),
    ] = EngineName.DUCKDB,
    memory: Annotated[
        str | None, typer.Option("--memory", metavar="SIZE", help="Memory of the engine, as in 2GB.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option("--threads", metavar="N", min=1, max=1024, help="Threads of the engine.")
    ] = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if", metavar="POLICY", help="Also test under this policy and print both side by side; repeatable."
        ),
    ] = None,
    profile_run: Annotated[
        bool,
        typer.Option("--profile-run", help="Say where the time went, step by step; --out keeps it as profile.json."),
    ] = False,
    output_format: FormatOption = Format.TABLE,
) -> int:
    """Test exports or a lake against a policy.

    Exports without --lake are read into a temporary one. The table shows rates, reasons and what is missing; CSV is
    the list of findings; JSON has both. With --what-if all policies stand side by side instead, with the candidates
    that each adds and takes away. Ends with 0, 1 (candidate violations) or 2 (inputs degraded).
    """
    from bwcmeta.api.audits import MODEL_POLICY, State, audit_exports, audit_lake
    from bwcmeta.audit import AuditOptions
    from bwcmeta.audit.corrections import read_corrections
    from bwcmeta.audit.timing import Timings

    if not exports and lake is None:
        raise ArgumentError("nothing to audit: name exports, or a lake with --lake")
    if exports and (lake_version is not None or lake_as_of is not None):
        raise ArgumentError("an earlier state of the lake cannot be audited together with new exports")
    options = AuditOptions(
        as_of=instant(as_of, "--as-of"),
        horizons=spans(horizon or [], "--horizon"),
        strict=strict,
        threshold=threshold,
        suppress_below=suppress_below,
        memory=memory,
        threads=threads,
        engine=engine.value,
        deep=deep,
        clock_corrections=read_corrections(clock_corrections) if clock_corrections is not None else (),
    )
    if suppress_below and what_if:
        raise ArgumentError("--suppress-below is about the tallies of one audit: leave --what-if out")
    if profile_run and what_if:
        raise ArgumentError("--profile-run times one audit: leave --what-if out")
    policies = policy or [MODEL_POLICY]
    timings = Timings() if profile_run else None
    side_by_side = None
    with bars() as progress:
        if what_if:
            from bwcmeta.api.what_if import audit_what_if

            result, side_by_side = audit_what_if(
                policies,
                what_if,
                exports=exports or [],
                lake=lake,
                out=out,
                options=options,
                state=State(lake_version, instant(lake_as_of, "--lake-as-of")),
                profile=profile,
                tz=tz,
                progress=progress,
                tell=told_of_ledgers,
            )
        elif exports:
            result = audit_exports(
                exports,
                policies,
                lake=lake,
                out=out,
                options=options,
                profile=profile,
                tz=tz,
                progress=progress,
                tell=told_of_ledgers,
                timings=timings,
            )
        else:
            assert lake is not None
            state = State(lake_version, instant(lake_as_of, "--lake-as-of"))
            result = audit_lake(
                lake, policies, out=out, options=options, state=state, progress=progress, timings=timings
            )
    if side_by_side is not None:
        if output_format is Format.TABLE:
            paragraphs([*head_lines(result), ""])
        extra = {**result.summary, "run": out} if output_format is Format.JSON else None
        show(output_format, *what_if_sections(side_by_side, output_format), extra=extra)
    elif output_format is Format.CSV:
        show(output_format, *csv_sections(result))
    else:
        extra = {**result.summary, "run": out} if output_format is Format.JSON else None
        if output_format is Format.TABLE:
            paragraphs([*head_lines(result), ""])
        complete = output_format is Format.JSON
        timed = [profile_section(timings, complete=complete)] if timings else []
        show(output_format, *result_sections(result, complete=complete), *timed, extra=extra)
    for line in verdict_lines(result, out):
        say(line)
    return result.exit
