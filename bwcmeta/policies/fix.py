"""`policy check --fix`: mends what can be mended without a decision, in the text itself.

Only entries that do nothing are taken out: a tolerance or a frame that no rule uses (BWC122, BWC123), an exclusion or
an exemption that an earlier one covers (BWC127). Whatever else is wrong says something about what somebody wants.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.documents.edit import without
from bwcmeta.errors import ArgumentError, DocumentError, Problem
from bwcmeta.policies.catalogue import shipped_policies
from bwcmeta.policies.check import review
from bwcmeta.policies.load import parse_policy
from bwcmeta.policies.policy import Policy

FIXABLE = ("BWC122", "BWC123", "BWC127")
_MARK = "\ufeff"
_EXTENDS = re.compile(r"^extends:[ \t]*[\"']?([^\"'#\s]+)", re.MULTILINE)
_Step = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was mended in a file and what is left, the places as they are now."""

    mended: tuple[Problem, ...]
    left: tuple[Problem, ...]


def fix_policy(ref: str | Path) -> Fixed:
    """Mend a policy file in place.

    A file that does not load is left as it is, and so is what another file beside it may need by `extends`.

    Raises:
        ArgumentError: a shipped policy was named.
        DocumentError: there is no such file.
    """
    if isinstance(ref, str) and ref in shipped_policies():
        msg = f"{ref} ships with the program and is not changed: copy it, or extend it"
        raise ArgumentError(msg)
    path = Path(ref)
    try:
        before = path.read_bytes().decode("utf-8")
        policy = parse_policy(before.removeprefix(_MARK), str(ref), path.parent)
    except FileNotFoundError:
        raise
    except (DocumentError, UnicodeDecodeError):
        from bwcmeta.policies.check import check_policy

        return Fixed((), tuple(check_policy(ref)))
    mark = _MARK if before.startswith(_MARK) else ""
    text, mended = _mended(before.removeprefix(mark), policy, needed=_extended(path))
    if mended:
        _write(path, mark + text)
    return Fixed(tuple(mended), tuple(review(parse_policy(text, str(ref), path.parent))))


def _mended(text: str, policy: Policy, *, needed: bool) -> tuple[str, list[Problem]]:
    """Take out one entry after the other; one whose going changes anything else stays."""
    mended: list[Problem] = []
    folder = Path(policy.file).parent
    tried: set[_Step] = set()
    while True:
        before = review(policy)
        found = next(((p, step) for p, step in _entries(policy, before) if step not in tried), None)
        if found is None:
            return text, mended
        problem, step = found
        if needed and problem.code != "BWC127":
            tried.add(step)
            continue
        shorter = without(text, step)
        try:
            after = parse_policy(shorter, policy.file, folder)
        except DocumentError:
            tried.add(step)
            continue
        told = [(p.code, p.what) for p in before]
        if any((p.code, p.what) not in told for p in review(after)):
            tried.add(step)
            continue
        text, policy = shorter, after
        mended.append(problem)


def _entries(policy: Policy, problems: list[Problem]) -> Iterator[tuple[Problem, _Step]]:
    """Which entries of the document the problems are about."""
    places = {where.key_place(): where.path for where in policy.frame_origins.values()}
    tolerances = policy.origin.document.value.get("tolerances") or {}
    places |= {policy.origin.key_place("tolerances", name): ("tolerances", name) for name in tolerances}
    listed = [(rule.origin, "unless", len(rule.unless)) for rule in policy.rules]
    listed += [(where, "exclude", len(policy.frames[name].exclude)) for name, where in policy.frame_origins.items()]
    for where, key, count in listed:
        if where.document is policy.origin.document:
            places |= {where.key_place(key, number): (*where.path, key, number) for number in range(count)}
    for problem in problems:
        if problem.code in FIXABLE and problem.place in places:
            yield problem, places[problem.place]


def _extended(path: Path) -> bool:
    """Whether another file of the folder builds on this one."""
    for other in sorted(path.parent.glob("*.y*ml")):
        if other != path and other.is_file() and other.stat().st_size < 4_000_000:
            text = other.read_text(encoding="utf-8", errors="replace")
            if any((other.parent / name).name == path.name for name in _EXTENDS.findall(text)):
                return True
    return False


def _write(path: Path, text: str) -> None:
    """Put the new text in the file's place in one stroke, with the file's own rights."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
        Path(name).chmod(target.stat().st_mode & 0o777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
