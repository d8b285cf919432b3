"""Policies of any number of rules: the nine kinds in turn, each time with other limits and other predicates.

As they stand some of them flag nearly every recording of the benchmark's world, so that what is measured is mostly the
writing of findings. Bound to a district each, as rules of a real policy are bound to somebody or something, they show
what a rule costs by itself.
"""

from __future__ import annotations

from pathlib import Path

from bwcmeta.rules.examples import EXAMPLES

KINDS = tuple(EXAMPLES)
_HEAD = "policy: {name}\ntitle: {title}\nkind: model\ntimezone: UTC\ntolerances: {{late_start: 60s}}\nrules:\n"
_PLACES = ("bar_nightclub", "residence", "hospital", "street", "bank", "hotel_motel")
_FACTS = ("use_of_force", "arrest", "complaint", "citation", "juvenile", "felony_arrest")
_WHEN = "  when: \"call_type <> 'CALL {number}'\"\n"


def one_of(kind: str, folder: Path) -> Path:
    """A policy with one rule of that kind (a rate brings the rule along that it counts)."""
    kinds = ("recorded_throughout", "rate") if kind == "rate" else (kind,)
    return _written(folder / f"one-{kind}.yaml", [_rule(each, 0) for each in kinds])


def one_of_each(folder: Path, *, bound: bool = False) -> Path:
    """A policy with one rule of each of the nine kinds; `bound`: to one district."""
    rules = [_rule(kind, 0) for kind in KINDS]
    return _written(folder / "one-of-each.yaml", [_bound(rule, 0) for rule in rules] if bound else rules)


def of(count: int, folder: Path, *, bound: bool = False) -> Path:
    """A policy of so many rules, the kinds in turn; none says the same as another; `bound`: each to one district."""
    turns = [divmod(number, len(KINDS)) for number in range(count)]
    rules = [_rule(KINDS[kind], turn) for turn, kind in turns]
    if bound:
        rules = [_bound(rule, turn) for rule, (turn, _) in zip(rules, turns, strict=True)]
    return _written(folder / f"rules-{count}.yaml", rules)


def _bound(rule: str, turn: int) -> str:
    """The same rule for one of the four districts; a rate and what is done with evidence know none, and stay as they are."""
    if "kind: rate" in rule or "kind: not_before" in rule:
        return rule
    district = f"district = 'D{turn % 4 + 1}'"
    head, when, rest = rule.partition('\n  when: "')
    if when:
        predicate, _, after = rest.partition('"')
        return f'{head}{when}{district} and ({predicate})"{after}'
    return f'{rule.rstrip()}\n  when: "{district}"\n'


def _written(path: Path, rules: list[str]) -> Path:
    head = _HEAD.format(name=path.stem.replace("_", "-"), title=f"{len(rules)} rules for a benchmark")
    path.write_text(head + "".join(f"  {line}\n" for rule in rules for line in rule.splitlines()), encoding="utf-8")
    return path


def _rule(kind: str, turn: int) -> str:
    """The kind's example, varied by the number of the turn: another id, other limits, another predicate."""
    text = EXAMPLES[kind]
    name = text.split()[2]
    if turn == 0:
        return text
    text = text.replace(f"id: {name}", f"id: {name}-{turn}", 1)
    if kind == "rate":
        return text.replace(f"of: {_ID}", f"of: {_ID}-{turn}").replace("95%", f"{95 - turn}%")
    for old in ("within: 30s", "within: 60s", "within: 10m", "longest_gap: 10s", "muted_at_most: 0s"):
        key, _, limit = old.partition(": ")
        text = text.replace(old, f"{key}: {int(limit[:-1]) + turn}{limit[-1]}")
    text = text.replace("at_least: 6mo, at_most: 6mo", f"at_least: {6 + turn}mo, at_most: {6 + turn}mo")
    text = text.replace("'training'", f"'training {turn}'").replace(
        "school_elementary_secondary", _PLACES[turn % len(_PLACES)]
    )
    if kind == "not_before":
        text = text.replace("has_fact('use_of_force')", f"has_fact('{_FACTS[turn % len(_FACTS)]}')")
    if "\n  when:" not in text and kind not in ("not_recorded", "kept", "preceded_by"):
        text += _WHEN.format(number=turn)
    return text


_ID = "encounter-not-recorded-throughout"
