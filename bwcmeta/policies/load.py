"""From a file to a `Policy`: read, held against the models, merged with its parents, checked across.

All problems are told at once; so every part is looked at by itself, even where another part is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bwcmeta.documents.load import read_document, try_model
from bwcmeta.documents.places import Document, read_yaml
from bwcmeta.errors import DocumentError, Place, Problem
from bwcmeta.policies.assemble import (
    Parts,
    check_across,
    coded,
    empty_keys,
    made_policy,
    take_frames,
    take_header,
    take_rules,
    take_tolerances,
)
from bwcmeta.policies.catalogue import shipped_file, shipped_name, shipped_policies
from bwcmeta.policies.document import Effective, PolicyHeader
from bwcmeta.policies.origin import Origin
from bwcmeta.policies.policy import KNOWN_TOLERANCES, Policy
from bwcmeta.text import did_you_mean

MAX_PARENTS = 10


def load_policy(ref: str | Path) -> Policy:
    """Load one policy.

    Args:
        ref: the id of a shipped policy, or the path of a file.

    Raises:
        DocumentError: with every problem of the file and of what it extends.
    """
    path, name = _resolve(ref)
    return _load(read_document(path, name), _text(path), path.parent, ())


def parse_policy(text: str, name: str = "policy.yaml", folder: Path | None = None) -> Policy:
    """Load a policy from a text; `folder` is where `extends` looks for files (none: shipped policies only)."""
    return _load(read_yaml(text, name), text, folder, ())


def load_policies(refs: Sequence[str | Path]) -> tuple[Policy, ...]:
    """Load several policies; a folder stands for every `.yaml` file in it.

    Policies of one id are versions of one policy; their spans of days must not overlap (gaps are allowed).

    Returns:
        In the order of their first mention, versions of one policy by their dates.

    Raises:
        DocumentError: with every problem of every file.
    """
    problems: list[Problem] = []
    loaded: list[Policy] = []
    for ref in _files(refs):
        try:
            loaded.append(load_policy(ref))
        except DocumentError as error:
            problems.extend(error.problems)
    problems.extend(_overlaps(loaded))
    if problems:
        raise DocumentError(list(dict.fromkeys(problems)))
    order = list(dict.fromkeys(policy.id for policy in loaded))
    return tuple(sorted(loaded, key=lambda p: (order.index(p.id), _first_day(p))))


def _files(refs: Sequence[str | Path]) -> list[str | Path]:
    files: list[str | Path] = []
    for ref in refs:
        path = Path(ref)
        if str(ref) not in shipped_policies() and path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
            if not inside:
                raise DocumentError([Problem(Place(str(ref)), "the folder holds no policy", "policies end in .yaml")])
            files.extend(inside)
        else:
            files.append(ref)
    return list(dict.fromkeys(files))


def _overlaps(policies: Iterable[Policy]) -> Iterable[Problem]:
    versions: dict[str, list[Policy]] = {}
    for policy in policies:
        versions.setdefault(policy.id, []).append(policy)
    for of_one in versions.values():
        first, *others = sorted(of_one, key=_first_day)
        latest = first
        for later in others:
            if latest.effective_to is None or _first_day(later) <= latest.effective_to.isoformat():
                what = f"two versions of {later.id!r} are in force on one day: {latest.file} and this one"
                yield Problem(later.origin.key_place("effective"), what, "give each its own span of days", "BWC112")
            elif later.effective_to is None or later.effective_to > latest.effective_to:
                latest = later


def _first_day(policy: Policy) -> str:
    return policy.effective_from.isoformat() if policy.effective_from else ""


def _resolve(ref: str | Path) -> tuple[Path, str]:
    if isinstance(ref, str) and ref in shipped_policies():
        return shipped_file(ref), shipped_name(ref)
    path = Path(ref)
    if path.is_dir():
        raise DocumentError([Problem(Place(str(ref)), "this is a folder", "name a file in it", "BWC101")])
    if not path.exists():
        near = did_you_mean(str(ref), shipped_policies())
        what = "there is no such file, and no shipped policy of that name"
        hint = near if near.startswith("did") else ""
        raise DocumentError([Problem(Place(str(ref)), what, hint, "BWC101")])
    return path, str(ref)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def _load(document: Document, source: str, folder: Path | None, chain: tuple[str, ...]) -> Policy:
    origin = Origin(document, source)
    header, problems = try_model(document, PolicyHeader)
    parts = Parts()
    if isinstance(document.value, dict) and isinstance(document.value.get("extends"), str):
        _inherit(parts, origin, folder, chain, problems)
    if header is not None:
        take_header(parts, header)
    else:
        take_tolerances(parts, origin)
    parts.tolerances = {**KNOWN_TOLERANCES, **parts.tolerances}
    take_frames(parts, origin)
    take_rules(parts, origin, problems)
    empty = empty_keys(origin)
    problems = [p for p in problems if not (empty and p.what.endswith(", not empty"))] + empty
    problems = [coded(problem) for problem in problems]
    problems += check_across(parts, header, origin)
    if problems or header is None:
        raise DocumentError(list(dict.fromkeys(problems)))
    return made_policy(header, parts, origin)


def _inherit(
    parts: Parts, origin: Origin, folder: Path | None, chain: tuple[str, ...], problems: list[Problem]
) -> None:
    """Load the parent and start from what it gives."""
    wanted = str(origin.document.value["extends"])
    place = origin.place("extends")
    try:
        parent = _parent(wanted, place, origin.document.name, folder, chain)
    except DocumentError as error:
        problems.extend(error.problems)
        parts.whole = False
        return
    parts.jurisdiction, parts.timezone, parts.holidays = parent.jurisdiction, parent.timezone, parent.holidays
    parts.partly = parent.partly
    if parent.effective_from or parent.effective_to:
        parts.effective = Effective.model_validate({"from": parent.effective_from, "to": parent.effective_to})
    parts.source, parts.notes = parent.source, parent.notes
    parts.tolerances = dict(parent.tolerances)
    parts.frames = {name: (frame, parent.frame_origins[name]) for name, frame in parent.frames.items()}
    parts.rules = {rule.id: rule for rule in parent.rules}
    parts.parents = (parent.id, *parent.parents)


def _parent(wanted: str, place: Place, name: str, folder: Path | None, chain: tuple[str, ...]) -> Policy:
    if wanted in shipped_policies():
        path, called, key = shipped_file(wanted), shipped_name(wanted), wanted
    else:
        found = _beside(wanted, folder)
        if found is None:
            what = f"there is no policy {wanted!r} to extend"
            near = did_you_mean(wanted, shipped_policies())
            hint = near if near.startswith("did") else "name a shipped policy's id, or a file beside this one"
            raise DocumentError([Problem(place, what, hint, "BWC104")])
        path, called, key = found, str(Path(name).parent / wanted), str(found.resolve())
    own = chain or (_key_of(name, folder),)
    if key in own or len(own) > MAX_PARENTS:
        what = "a policy cannot extend itself, not even through others"
        raise DocumentError([Problem(place, what, "", "BWC104")])
    return _load(read_document(path, called), _text(path), path.parent, (*own, key))


def _key_of(name: str, folder: Path | None) -> str:
    if name.startswith("shipped/"):
        return Path(name).stem
    return str((folder / Path(name).name).resolve()) if folder else ""


def _beside(wanted: str, folder: Path | None) -> Path | None:
    """The file that `extends` names: a relative path with the ending of a policy, and nothing else."""
    path = Path(wanted)
    if folder is None or "\x00" in wanted or path.is_absolute() or path.suffix not in (".yaml", ".yml"):
        return None
    found = folder / path
    return found if found.is_file() else None
