"""Fair draws from what a rule binds, and drawing them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.audits import MODEL_POLICY, State, load_versions
from bwcmeta.api.lakes import read_into
from bwcmeta.api.opened import lake_of
from bwcmeta.api.progress import Progress
from bwcmeta.errors import ArgumentError

if TYPE_CHECKING:
    from bwcmeta.audit import AuditOptions
    from bwcmeta.model.ledger import IngestReport
    from bwcmeta.sampling.certificate import Sample

WITHIN_DAYS = 30
"""Footage of what was drawn that goes so soon is asked to be held."""


def draw_sample(
    exports: Sequence[Path | str] = (),
    policies: Sequence[str | Path] | str | Path = MODEL_POLICY,
    *,
    seed: str | None = None,
    size: int | None = None,
    rule: str | None = None,
    strata: str | None = None,
    expected_frame: str | None = None,
    within_days: int = WITHIN_DAYS,
    lake: Path | str | None = None,
    out: Path | str | None = None,
    options: AuditOptions | None = None,
    state: State | None = None,
    profile: str | None = None,
    tz: str | None = None,
    progress: Progress | None = None,
    tell: Callable[[IngestReport], None] | None = None,
) -> Sample:
    """Draw at random from the rows that a rule binds; without a seed, only make the frame and its hash.

    Args:
        exports: files and folders to read first; none: what the lake holds.
        policies: as for `audit_lake`.
        seed: any text; the same frame and seed give the same draw on any machine.
        size: how many items; needed with a seed.
        rule: whose rows; None: the first rule that asks for whole recordings.
        strata: divide the frame by this column: district, unit_id, officer_id, call_type or month.
        expected_frame: SHA-256 (or its beginning) that was announced; another frame is refused.
        within_days: footage that is deleted so soon after the as-of is asked to be held.
        lake: as for `audit_exports`.
        out: folder of the draw; nothing is written when None.
        options: as for `audit_lake`; its as-of is the day from which days are counted.
        state: as for `audit_lake`.
        profile: as for `ingest_exports`.
        tz: as for `ingest_exports`.
        progress: called as the work goes on.
        tell: as for `audit_exports`.

    Raises:
        ArgumentError: rule, column, size or seed is wrong, the frame is another, or `out` holds something.
    """
    from bwcmeta.api.lake_source import LakeSource
    from bwcmeta.audit import AuditOptions
    from bwcmeta.sampling.certificate import announced, certified, write_sample
    from bwcmeta.sampling.draw import draw
    from bwcmeta.sampling.footage import footage
    from bwcmeta.sampling.frame import open_frame

    if (seed is None) is not (size is None):
        raise ArgumentError("a draw needs a seed and a size; without both, only the frame is made")
    if within_days < 0:
        raise ArgumentError("--expiring-within: a number of days from 0 on")
    if not exports and lake is None:
        raise ArgumentError("nothing to draw from: name exports, or a lake")
    versions = load_versions(policies)
    told = options or AuditOptions()
    with lake_of(lake, create=bool(exports)) as opened:
        if exports:
            report = read_into(opened, exports, profile=profile, tz=tz, progress=progress)
            if tell is not None:
                tell(report)
        wanted = state or State()
        source = LakeSource(opened.snapshot(version=wanted.version, as_of=wanted.as_of))
        with open_frame(source, versions, rule, strata, told) as frame:
            made = announced(frame, strata, source.fingerprint())
            found = made.certificate["frame"]["sha256"]
            if expected_frame is not None and (not expected_frame or not found.startswith(expected_frame.lower())):
                msg = (
                    f"the frame is another than was announced: {found} has {made.certificate['frame']['items']:,} items"
                )
                raise ArgumentError(msg)
            if seed is not None and size is not None:
                items = frame.items.select("item_id", "stratum").rows()
                drawn = draw(items, size, seed)
                seen = footage(frame, drawn[1], within_days)
                made = certified(frame, strata, source.fingerprint(), drawn, seed, seen, within_days)
    if out is not None:
        write_sample(made, Path(out))
    return made


def verify_sample(
    certificate: Path | str,
    exports: Sequence[Path | str] = (),
    policies: Sequence[str | Path] | str | Path | None = None,
    *,
    lake: Path | str | None = None,
    state: State | None = None,
    profile: str | None = None,
    tz: str | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Draw again and compare; return what does not hold, nothing when the draw is what its certificate says.

    Args:
        certificate: `certificate.json` or its folder; the draw is repeated from the `frame.csv` beside it.
        exports: with exports or a lake the frame is made from the data again, and held against the certificate too.
        policies: of the frame; None: those that the certificate names, where they ship.
        lake: as for `draw_sample`.
        state: as for `draw_sample`.
        profile: as for `draw_sample`.
        tz: as for `draw_sample`.
        progress: as for `draw_sample`.

    Raises:
        ArgumentError: it is no certificate, or the policy is not to be had.
    """
    from bwcmeta.sampling.certificate import drawn_otherwise, frame_items, read_certificate, wrong_with

    found, folder = read_certificate(Path(certificate))
    wrong = wrong_with(found, folder)
    if exports or lake is not None:
        named = policies if policies is not None else sorted({str(p["policy"]) for p in found["frame"]["policies"]})
        again = draw_sample(
            exports, named, rule=found["frame"]["rule"], strata=found["frame"]["strata"], lake=lake, state=state,
            profile=profile, tz=tz, progress=progress,
        )  # fmt: skip
        frame = again.certificate["frame"]
        if frame["policies"] != found["frame"]["policies"]:
            wrong.append("the policy is another than that of the certificate")
        if frame["sha256"] != found["frame"]["sha256"]:
            wrong.append(f"the data give another frame: {frame['items']:,} items, {frame['sha256']}")
            wrong += [f"from the data: {what}" for what in drawn_otherwise(found, frame_items(again.frame))]
    return wrong
