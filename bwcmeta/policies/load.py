"""From a file to a `Policy`: read, held against the models, merged with its parents, checked across.

All problems are told at once; so every part is looked at by itself, even where another part is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bwcmeta.documents.load import read_document, try_model
from bwcmeta.documents.places import Document, read_yaml
from bwcmeta.errors import DocumentError, Place, Problem
from bwcmeta.model.moment import Duration
from bwcmeta.policies.cases import Case
from bwcmeta.policies.catalogue import shipped_file, shipped_name, shipped_policies
from bwcmeta.policies.crosscheck import (
    Surroundings,
    check_case,
    check_effective,
    check_frame,
    check_rule,
    check_zone,
)
from bwcmeta.policies.document import RULE_MODELS, DroppedRule, Effective, Frame, Note, PolicyHeader, RuleHead, Source
from bwcmeta.policies.origin import Origin
from bwcmeta.policies.policy import KNOWN_TOLERANCES, Policy, Rule
from bwcmeta.policies.subject import predicates_of, table_of
from bwcmeta.rules.catalogue import PARAMETERS
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


@dataclass(slots=True)
class _Parts:
    """A policy in the making: what the parents gave, then what this document says."""

    jurisdiction: str = ""
    effective: Effective | None = None
    timezone: str = "UTC"
    holidays: str = ""
    source: Source | None = None
    tolerances: dict[str, Duration] = field(default_factory=dict)
    frames: dict[str, tuple[Frame, Origin]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    parents: tuple[str, ...] = ()
    whole: bool = True


def _load(document: Document, source: str, folder: Path | None, chain: tuple[str, ...]) -> Policy:
    origin = Origin(document, source)
    header, problems = try_model(document, PolicyHeader)
    parts = _Parts()
    if isinstance(document.value, dict) and isinstance(document.value.get("extends"), str):
        _inherit(parts, origin, folder, chain, problems)
    if header is not None:
        _take_header(parts, header)
    else:
        _take_tolerances(parts, origin)
    parts.tolerances = {**KNOWN_TOLERANCES, **parts.tolerances}
    _take_frames(parts, origin)
    _take_rules(parts, origin, problems)
    empty = _empty(origin)
    problems = [p for p in problems if not (empty and p.what.endswith(", not empty"))] + empty
    problems = [_coded(problem) for problem in problems]
    problems += _across(parts, header, origin)
    if problems or header is None:
        raise DocumentError(list(dict.fromkeys(problems)))
    return _made(header, parts, origin)


def _empty(origin: Origin) -> list[Problem]:
    """A key with nothing after it is no key left out: an empty `when` must not bind every row in silence."""
    found: list[Problem] = []
    given = origin.document.value
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), given)] if isinstance(given, dict) else []
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), inner) for key, inner in value.items() if (*path, key) != ("tests",)]
        elif isinstance(value, list):
            pending += [((*path, number), inner) for number, inner in enumerate(value)]
        elif value is None:
            what = f"the key {path[-1]!r} is empty" if isinstance(path[-1], str) else "this entry is empty"
            found.append(Problem(origin.key_place(*path), what, "give it a value or take it away"))
    return found


def _coded(problem: Problem) -> Problem:
    if problem.code:
        return problem
    unit = "has no unit" in problem.what or "is no duration" in problem.what
    return replace(problem, code="BWC110" if unit else "BWC101")


def _inherit(
    parts: _Parts, origin: Origin, folder: Path | None, chain: tuple[str, ...], problems: list[Problem]
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


def _take_header(parts: _Parts, header: PolicyHeader) -> None:
    parts.jurisdiction = header.jurisdiction or parts.jurisdiction
    parts.effective = header.effective or parts.effective
    parts.timezone = header.timezone or parts.timezone
    parts.holidays = header.holidays or parts.holidays
    parts.source = header.source or parts.source
    parts.tolerances.update(header.tolerances)
    parts.notes = (*parts.notes, *header.notes)


def _take_tolerances(parts: _Parts, origin: Origin) -> None:
    """Of a document that is wrong elsewhere: the names at least, so that those who refer to them are not accused."""
    given = origin.document.value.get("tolerances") if isinstance(origin.document.value, dict) else None
    for name, length in given.items() if isinstance(given, dict) else ():
        try:
            parts.tolerances[name] = Duration.parse(str(length))
        except ValueError:
            parts.tolerances[name] = Duration(0, "s")


def _take_frames(parts: _Parts, origin: Origin) -> None:
    """Take each frame by itself, so that a mistake elsewhere does not hide what is wrong with the rules."""
    given = origin.document.value.get("frames") if isinstance(origin.document.value, dict) else None
    for name in given if isinstance(given, dict) else ():
        frame, _ = try_model(origin.document, Frame, ("frames", name))
        if frame is None:
            parts.whole = False
        else:
            parts.frames[name] = (frame, origin.at("frames", name))


def _take_rules(parts: _Parts, origin: Origin, problems: list[Problem]) -> None:
    given = origin.document.value.get("rules") if isinstance(origin.document.value, dict) else None
    seen: dict[str, int] = {}
    for number, raw in enumerate(given if isinstance(given, list) else ()):
        where = origin.at("rules", number)
        model = _model_of(raw, where, problems)
        if model is None:
            parts.whole = False
            continue
        checked, wrong = try_model(origin.document, model, where.path)
        problems.extend(wrong)
        if checked is None:
            parts.whole = False
            continue
        rule_id = checked.id
        if rule_id in seen:
            what, hint = f"there are two rules {rule_id!r}", f"the first is on line {seen[rule_id]}"
            problems.append(Problem(where.place("id"), what, hint, "BWC103"))
            continue
        seen[rule_id] = where.place("id").line
        if isinstance(checked, DroppedRule):
            _drop(parts, checked, where, problems)
        else:
            assert isinstance(checked, RuleHead)
            parts.rules[rule_id] = _rule(parts, checked, where)


def _model_of(raw: Any, where: Origin, problems: list[Problem]) -> type[DroppedRule | RuleHead] | None:
    if not isinstance(raw, dict):
        return DroppedRule  # whose model says that a mapping is needed
    if "drop" in raw:
        return DroppedRule
    kind = raw.get("kind")
    if isinstance(kind, str) and kind in RULE_MODELS:
        return RULE_MODELS[kind]
    if kind is None:
        what, place = "the rule has no kind", where.key_place()
    else:
        what, place = f"unknown rule kind {kind!r}", where.place("kind")
    hint = did_you_mean(str(kind or ""), RULE_MODELS)
    problems.append(Problem(place, what, hint, "BWC102"))
    return None


def _drop(parts: _Parts, dropped: DroppedRule, where: Origin, problems: list[Problem]) -> None:
    if dropped.id not in parts.rules and parts.whole:
        what = f"there is no rule {dropped.id!r} to drop"
        problems.append(Problem(where.place("id"), what, did_you_mean(dropped.id, parts.rules), "BWC105"))
    parts.rules.pop(dropped.id, None)


def _rule(parts: _Parts, head: RuleHead, where: Origin) -> Rule:
    kind = head.kind
    model = PARAMETERS[kind]
    parameters = model.model_construct(**{name: getattr(head, name) for name in model.model_fields})
    framed = parts.frames[head.frame][0].over if head.frame in parts.frames else None
    table = table_of(kind, parameters, framed)
    return Rule(head, kind, parameters, table, tuple(predicates_of(head, kind, parameters, table)), where)


def _across(parts: _Parts, header: PolicyHeader | None, origin: Origin) -> list[Problem]:
    around = Surroundings(parts.frames, parts.tolerances, parts.rules, whole=parts.whole)
    found: list[Problem] = []
    for frame, where in parts.frames.values():
        found.extend(check_frame(frame, where))
    for rule in parts.rules.values():
        found.extend(check_rule(rule, around))
    given = origin.document.value if isinstance(origin.document.value, dict) else {}
    effective, _ = try_model(origin.document, Effective, ("effective",)) if "effective" in given else (None, [])
    if effective is not None:
        found.extend(check_effective(effective, origin.at("effective")))
    if isinstance(given.get("timezone"), str):
        found.extend(check_zone(given["timezone"], origin.at("timezone")))
    tests = given.get("tests")
    for number in range(len(tests) if isinstance(tests, list) else 0):
        case, _ = try_model(origin.document, Case, ("tests", number))
        if case is not None:
            found.extend(check_case(case, origin.at("tests", number), around))
    if header is not None and not parts.rules and parts.whole and not header.notes:
        found.append(Problem(origin.key_place("rules"), "the policy has no rule and no note", "", "BWC101"))
    return found


def _made(header: PolicyHeader, parts: _Parts, origin: Origin) -> Policy:
    policy = Policy(
        id=header.policy,
        title=header.title,
        kind=header.kind,
        jurisdiction=parts.jurisdiction,
        effective_from=parts.effective.from_ if parts.effective else None,
        effective_to=parts.effective.to if parts.effective else None,
        timezone=parts.timezone,
        holidays=parts.holidays,
        source=parts.source,
        tolerances=parts.tolerances,
        frames={name: frame for name, (frame, _) in parts.frames.items()},
        rules=tuple(parts.rules.values()),
        notes=parts.notes,
        tests=header.tests,
        file=origin.document.name,
        parents=parts.parents,
        sha256="",
        origin=origin,
        frame_origins={name: where for name, (_, where) in parts.frames.items()},
    )
    return replace(policy, sha256=_digest(policy))


def _digest(policy: Policy) -> str:
    """SHA-256 of what the policy says, parents included: not of places, comments, order of keys or tests."""
    said = {
        "policy": policy.id, "title": policy.title, "kind": policy.kind, "jurisdiction": policy.jurisdiction,
        "effective": [str(policy.effective_from or ""), str(policy.effective_to or "")],
        "timezone": policy.timezone, "holidays": policy.holidays, "source": _plain(policy.source),
        "tolerances": {name: str(length) for name, length in policy.tolerances.items()},
        "frames": [[name, _plain(frame)] for name, frame in policy.frames.items()],
        "rules": [_plain(rule.head) for rule in policy.rules],
        "notes": [_plain(note) for note in policy.notes],
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(model: Any) -> Any:
    return None if model is None else model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
