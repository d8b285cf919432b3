"""The order of strictness is a partial order, for every kind and for whole rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from compare_policies import policy_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bwcmeta.compare.said import Said, said
from bwcmeta.compare.strictness import compare, parts, truths_over
from bwcmeta.model.moment import Duration
from bwcmeta.rules.catalogue import PARAMETERS
from bwcmeta.rules.kinds import KIND_BY_NAME
from bwcmeta.rules.order import compare_lengths

ELAPSED = st.sampled_from(["0s", "30s", "60s", "1m", "5m", "1h", "24h", "1d"])
CALENDAR = st.sampled_from(["30d", "1mo", "31d", "90d", "3mo", "182d", "6mo", "12mo", "1y", "5 business days", "7d"])
LENGTH = st.one_of(ELAPSED, CALENDAR)
WALL = CALENDAR.filter(lambda length: "business" not in length)
INSTANT = st.sampled_from(["dispatched_at", "enroute_at", "arrived_at", "cleared_at"])
FACT = st.sampled_from(["exigent", "arrest", "use_of_force"])
PREDICATE = st.sampled_from([
    "location_type = 'residence'", "location_type in ('residence', 'hospital')", "not location_type = 'residence'",
    "call_type = 'stop'", "call_type = 'stop' and priority = '1'", "has_fact('exigent')",
    "has_fact('exigent', 'documented') or call_type = 'stop'", "on_scene_seconds >= 60", "on_scene_seconds > 120",
    "arrived_at is not null", "true",
])  # fmt: skip
CLASS = st.sampled_from([
    "has_fact('use_of_force')", "has_fact('use_of_force', 'documented')", "category = 'force'",
    "category in ('force', 'arrest')", "has_fact('arrest') or has_fact('use_of_force')",
])  # fmt: skip
END = st.one_of(
    INSTANT,
    st.lists(INSTANT, min_size=1, max_size=2, unique=True).map(lambda columns: {"first": columns}),
    st.tuples(FACT, INSTANT).map(lambda both: {"fact": both[0], "else": both[1]}),
)
THING = st.one_of(FACT.map(lambda fact: {"fact": fact}), st.just({"action": "viewed"}), st.just({"review": "done"}))


def keys(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def kept_class(*, last: bool) -> st.SearchStrategy[dict[str, Any]]:
    which = st.just({"otherwise": True}) if last else CLASS.map(lambda when: {"when": when})
    lengths = st.tuples(WALL | ELAPSED, st.none() | WALL, st.none() | st.just("7d")).filter(
        lambda three: three[1] is None or Duration.parse(three[1]).rough_us >= Duration.parse(three[0]).rough_us
    )

    def join(both: tuple[dict[str, Any], Any]) -> dict[str, Any]:
        found, (least, most, grace) = both
        return {**found, "at_least": least, **({"at_most": most} if most else {}),
                **({"grace": grace} if grace and most else {})}  # fmt: skip

    return st.tuples(which, lengths).map(join)


CLASSES = st.tuples(st.lists(kept_class(last=False), max_size=2), st.lists(kept_class(last=True), max_size=1)).map(
    lambda both: [*both[0], *both[1]]
)
MEASURES = st.lists(st.sampled_from(["presence", "start", "end", "gap", "muted", "buffer"]), min_size=1, unique=True)
KINDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "recorded_throughout": keys({}, **{"from": END}, until=END, start_within=ELAPSED, end_within=ELAPSED,
                                start_counts=st.sampled_from(["activation", "media"]), longest_gap=ELAPSED,
                                muted_at_most=ELAPSED, buffer_at_least=ELAPSED, measures=MEASURES),
    "not_recorded": keys({}, **{"from": END, "while": PREDICATE}, until=END, at_most=ELAPSED),
    "stops_after": keys(
        {"trigger": FACT.map(lambda f: {"fact": f}) | st.just("fact in ('exigent', 'arrest')")},
        within=WALL | ELAPSED, stays_off_until=END | st.just("leaves_place")),
    "followed_by": keys({"anchor": st.just("recording_end"), "within": LENGTH,
                         "then": THING | st.lists(THING, min_size=1, max_size=3)},
                        missing=st.sampled_from(["violation", "undetermined"])),
    "preceded_by": keys({"anchor": st.just({"fact": "arrest"}), "within": LENGTH,
                         "first": THING | st.lists(THING, min_size=1, max_size=3)},
                        missing=st.sampled_from(["violation", "undetermined"])),
    "not_before": keys({"what": st.sampled_from(["involved_officer", "anyone"]).map(
                            lambda by: {"action": "viewed", "by": by}),
                        "before": FACT.map(lambda f: {"fact": f})}, at_least=ELAPSED,
                       missing=st.sampled_from(["violation", "undetermined"])),
    "kept": keys({"classes": CLASSES.filter(bool)}, held_by=st.lists(
        st.tuples(FACT, st.sampled_from(["claimed", "documented"])).map(lambda h: {"fact": h[0], "standing": h[1]}),
        max_size=2)),
    "holds": keys({"over": st.just("unit_responses"), "holds": PREDICATE}),
    "rate": keys({"of": st.just("counted"), "at_least": st.sampled_from(["80%", "95%", "100%"])},
                 by=st.sets(st.sampled_from(["officer", "unit", "month"])).map(sorted),
                 at_least_n=st.sampled_from([1, 20])),
}  # fmt: skip
TABLES = {"kept": "recordings", "stops_after": "facts"}


def three(kind: str) -> st.SearchStrategy[list[Any]]:
    """Three sets of parameters, often sharing much, so that comparable ones are common."""
    one = KINDS[kind]

    def like(first: dict[str, Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
        other = one.flatmap(lambda new: st.sampled_from(sorted(new) or [""]).map(
            lambda key: {**first, **({key: new[key]} if key else {})}))  # fmt: skip
        return st.tuples(st.just(first), other | one, other | one).map(list)

    return one.flatmap(like).map(lambda docs: [PARAMETERS[kind].model_validate(doc) for doc in docs])


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_of_every_kind_are_partially_ordered(kind: str) -> None:
    rule_kind, truths = KIND_BY_NAME[kind], truths_over(TABLES.get(kind, "unit_responses"))
    seen = {1: 0, 0: 0, None: 0}

    @settings(max_examples=150)
    @given(three(kind))
    def check(parameters: list[Any]) -> None:
        for known in (None, truths):

            def stricter(one: Any, other: Any, known: Any = known) -> int | None:
                return rule_kind.stricter(one, other, known) if known else rule_kind.stricter(one, other)

            a, b, c = parameters
            assert stricter(a, a) == 0
            for one, other in ((a, b), (b, c), (a, c)):
                there, back = stricter(one, other), stricter(other, one)
                assert back == (None if there is None else -there), "antisymmetric"
                seen[abs(there) if there is not None else None] += 1
            assert_transitive(stricter, a, b, c)

    check()
    assert all(seen.values()), f"the samples never reached {[k for k, n in seen.items() if not n]}"


def test_a_class_that_never_counts_has_no_say() -> None:
    """Two classes of one predicate: the shorter never counts, and its maximum is nobody's."""
    force = "has_fact('use_of_force')"
    held, ended = [{"fact": "arrest"}], {"when": force, "at_least": "1y", "at_most": "3y"}
    documents = [
        {"classes": [ended], "held_by": held},
        {"classes": [{"when": force, "at_least": "1y"}]},
        {"classes": [{"when": force, "at_least": "90d"}, {"when": force, "at_least": "30d", "at_most": "60d"}]},
    ]
    strict, middle, lax = (PARAMETERS["kept"].model_validate(document) for document in documents)
    stricter = KIND_BY_NAME["kept"].stricter
    assert [stricter(strict, middle), stricter(middle, lax), stricter(strict, lax)] == [1, 1, 1]


def assert_transitive(stricter: Any, *three: Any) -> None:
    """If a binds at least as much as b and b as c, then a as c, and strictly where one step is strict."""
    for a, b, c in ((three[i], three[j], three[k]) for i, j, k in ((0, 1, 2), (1, 0, 2), (2, 0, 1), (0, 2, 1))):
        first, second = stricter(a, b), stricter(b, c)
        if first in (0, 1) and second in (0, 1):
            assert stricter(a, c) == max(first, second)


EXEMPT = st.lists(
    st.one_of(
        st.tuples(FACT, st.sampled_from(["claimed", "documented", "verified"])).map(
            lambda both: {"fact": both[0], "standing": both[1]}
        ),
        FACT.map(lambda fact: {"fact": fact, "then": "start as soon as it ends"}),
        PREDICATE.map(lambda text: {"when": text}),
    ),
    max_size=2,
)
FRAME = st.lists(PREDICATE, max_size=2)
WHOLE = keys({"kind": st.just("not_recorded")}, when=PREDICATE, unless=EXEMPT, at_most=ELAPSED,
             when_unknown=st.sampled_from(["undetermined", "binds", "not_bound"]), advisory=st.booleans(),
             **{"while": PREDICATE})  # fmt: skip


@st.composite
def whole_rules(draw: st.DrawFn) -> list[Said]:
    """Three rules with all that every kind shares, each in a stated frame, differing in few things."""
    first = draw(WHOLE)
    rules = [first]
    for _ in range(2):
        new = draw(WHOLE)
        changed = draw(st.lists(st.sampled_from(sorted(new)), max_size=2))
        rules.append({**first, **{key: new[key] for key in changed}})
    frames = [draw(FRAME) if draw(st.booleans()) else [] for _ in rules]
    found = []
    for rule, frame in zip(rules, frames, strict=True):
        out = [{"reason": f"r{number}", "when": text} for number, text in enumerate(frame)]
        policy = policy_of(rule, frames={"f": {"over": "unit_responses", "exclude": out}})
        found.append(said(policy, policy.rules[0]))
    return found


@settings(max_examples=200)
@given(whole_rules())
def test_whole_rules_are_partially_ordered(rules: list[Said]) -> None:
    a, b, c = rules
    assert compare(a, a) == 0
    for one, other in ((a, b), (b, c), (a, c)):
        there = compare(one, other)
        assert compare(other, one) == (None if there is None else -there)
        assert (there == 0) == (not parts(one, other)), "what differs is told, and nothing else"
    assert_transitive(compare, a, b, c)


@settings(max_examples=100)
@given(whole_rules(), st.data())
def test_a_further_exemption_never_makes_a_rule_stricter(rules: list[Said], data: st.DataObject) -> None:
    rule = rules[0]
    fact, rank = data.draw(FACT), data.draw(st.integers(1, 3))
    more = {("lifts", fact, r) for r in range(rank, 4)} | {("puts off", fact, r) for r in range(rank, 4)}
    wider = said_with(rule, exempt=rule.exempt | frozenset(more))
    assert compare(wider, rule) in (0, -1)
    assert compare(said_with(rule, advisory=True), rule) in (0, -1)


def said_with(rule: Said, **changes: Any) -> Said:
    from dataclasses import replace

    return replace(rule, **changes)


LENGTHS = st.builds(Duration, st.integers(0, 60), st.sampled_from(["s", "m", "h", "d", "mo", "y", "business_days"]))


@given(LENGTHS, LENGTHS, LENGTHS)
def test_lengths_are_partially_ordered(a: Duration, b: Duration, c: Duration) -> None:
    assert compare_lengths(a, a) == 0
    for one, other in ((a, b), (b, c), (a, c)):
        there = compare_lengths(one, other)
        assert compare_lengths(other, one) == (None if there is None else -there)
    assert_transitive(compare_lengths, a, b, c)


@given(
    st.integers(0, 40), st.sampled_from(["d", "mo", "y"]), st.integers(0, 40), st.sampled_from(["d", "mo", "y"]),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
)  # fmt: skip
def test_a_length_called_longer_is_never_shorter_whatever_day_it_starts_on(n, unit, m, other_unit, day) -> None:
    one, other = Duration(n, unit), Duration(m, other_unit)
    sign = compare_lengths(one, other)
    assume(sign is not None)
    ends = [ended(day, length) for length in (one, other)]
    assert (ends[0] >= ends[1]) if sign >= 0 else (ends[0] <= ends[1])
    if sign == 0:
        assert ends[0] == ends[1]


def ended(day, length: Duration):
    import calendar
    from datetime import timedelta

    if length.unit == "d":
        return day + timedelta(days=length.count)
    months = day.month - 1 + length.months
    year, month = day.year + months // 12, months % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
