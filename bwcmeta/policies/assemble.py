"""A policy in the making: what the parents gave, then what this document says; each part taken by itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from bwcmeta.documents.load import try_model
from bwcmeta.errors import Problem
from bwcmeta.model.location import PARTLY
from bwcmeta.model.moment import Duration
from bwcmeta.policies.cases import Case
from bwcmeta.policies.crosscheck import Surroundings, check_case, check_effective, check_frame, check_rule, check_zone
from bwcmeta.policies.document import RULE_MODELS, DroppedRule, Effective, Frame, Note, PolicyHeader, RuleHead, Source
from bwcmeta.policies.origin import Origin
from bwcmeta.policies.policy import Policy, Rule
from bwcmeta.policies.subject import predicates_of, table_of
from bwcmeta.rules.catalogue import PARAMETERS
from bwcmeta.text import did_you_mean


@dataclass(slots=True)
class Parts:
    """A policy in the making: what the parents gave, then what this document says."""

    jurisdiction: str = ""
    effective: Effective | None = None
    timezone: str = "UTC"
    holidays: str = ""
    partly: str = PARTLY[0]
    source: Source | None = None
    tolerances: dict[str, Duration] = field(default_factory=dict)
    frames: dict[str, tuple[Frame, Origin]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    parents: tuple[str, ...] = ()
    whole: bool = True


def take_header(parts: Parts, header: PolicyHeader) -> None:
    """Take what stands at the head of this document; what it leaves out stays as the parents gave it."""
    parts.jurisdiction = header.jurisdiction or parts.jurisdiction
    parts.effective = header.effective or parts.effective
    parts.timezone = header.timezone or parts.timezone
    parts.holidays = header.holidays or parts.holidays
    parts.partly = header.places.partly if header.places else parts.partly
    parts.source = header.source or parts.source
    parts.tolerances.update(header.tolerances)
    parts.notes = (*parts.notes, *header.notes)


def take_tolerances(parts: Parts, origin: Origin) -> None:
    """Of a document that is wrong elsewhere: the names at least, so that those who refer to them are not accused."""
    given = origin.document.value.get("tolerances") if isinstance(origin.document.value, dict) else None
    for name, length in given.items() if isinstance(given, dict) else ():
        try:
            parts.tolerances[name] = Duration.parse(str(length))
        except ValueError:
            parts.tolerances[name] = Duration(0, "s")


def take_frames(parts: Parts, origin: Origin) -> None:
    """Take each frame by itself, so that a mistake elsewhere does not hide what is wrong with the rules."""
    given = origin.document.value.get("frames") if isinstance(origin.document.value, dict) else None
    for name in given if isinstance(given, dict) else ():
        frame, _ = try_model(origin.document, Frame, ("frames", name))
        if frame is None:
            parts.whole = False
        else:
            parts.frames[name] = (frame, origin.at("frames", name))


def take_rules(parts: Parts, origin: Origin, problems: list[Problem]) -> None:
    """Take each rule by the model of its kind; replace, drop or add to the parents' rules."""
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


def _drop(parts: Parts, dropped: DroppedRule, where: Origin, problems: list[Problem]) -> None:
    if dropped.id not in parts.rules and parts.whole:
        what = f"there is no rule {dropped.id!r} to drop"
        problems.append(Problem(where.place("id"), what, did_you_mean(dropped.id, parts.rules), "BWC105"))
    parts.rules.pop(dropped.id, None)


def _rule(parts: Parts, head: RuleHead, where: Origin) -> Rule:
    kind = head.kind
    model = PARAMETERS[kind]
    parameters = model.model_construct(**{name: getattr(head, name) for name in model.model_fields})
    framed = parts.frames[head.frame][0].over if head.frame in parts.frames else None
    table = table_of(kind, parameters, framed)
    return Rule(head, kind, parameters, table, tuple(predicates_of(head, kind, parameters, table)), where)


def check_across(parts: Parts, header: PolicyHeader | None, origin: Origin) -> list[Problem]:
    """Return what no part can know by itself."""
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


def made_policy(header: PolicyHeader, parts: Parts, origin: Origin) -> Policy:
    """Return the finished policy with its digest."""
    policy = Policy(
        id=header.policy,
        title=header.title,
        kind=header.kind,
        jurisdiction=parts.jurisdiction,
        binds=header.binds,
        effective_from=parts.effective.from_ if parts.effective else None,
        effective_to=parts.effective.to if parts.effective else None,
        timezone=parts.timezone,
        holidays=parts.holidays,
        partly=parts.partly,
        source=parts.source,
        tolerances=parts.tolerances,
        frames={name: frame for name, (frame, _) in parts.frames.items()},
        rules=tuple(_read_by(parts.partly, rule) for rule in parts.rules.values()),
        notes=parts.notes,
        tests=header.tests,
        file=origin.document.name,
        parents=parts.parents,
        sha256="",
        origin=origin,
        frame_origins={name: where for name, (_, where) in parts.frames.items()},
    )
    return replace(policy, sha256=_digest(policy))


def _read_by(partly: str, rule: Rule) -> Rule:
    """A rule whose predicates are read by this policy's word on places of several kinds, a parent's rule too."""
    return replace(rule, predicates=tuple(replace(use, partly=partly) for use in rule.predicates))


def _digest(policy: Policy) -> str:
    """SHA-256 of what the policy says, parents included: not of places, comments, order of keys or tests."""
    said = {
        "policy": policy.id, "title": policy.title, "kind": policy.kind, "jurisdiction": policy.jurisdiction,
        "binds": policy.binds, "effective": [str(policy.effective_from or ""), str(policy.effective_to or "")],
        "timezone": policy.timezone, "holidays": policy.holidays, "source": _plain(policy.source),
        **({} if policy.partly == PARTLY[0] else {"partly": policy.partly}),
        "tolerances": {name: str(length) for name, length in policy.tolerances.items()},
        "frames": [[name, _plain(frame)] for name, frame in policy.frames.items()],
        "rules": [_plain(rule.head) for rule in policy.rules],
        "notes": [_plain(note) for note in policy.notes],
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(model: Any) -> Any:
    return None if model is None else model.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def empty_keys(origin: Origin) -> list[Problem]:
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


def coded(problem: Problem) -> Problem:
    """Give a problem that the models found its number."""
    if problem.code:
        return problem
    unit = "has no unit" in problem.what or "is no duration" in problem.what
    return replace(problem, code="BWC110" if unit else "BWC101")
