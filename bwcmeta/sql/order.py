"""In which order steps run, and after which one a kept step is read no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bwcmeta.sql.step import Step


def tables_of(step: Step) -> frozenset[str]:
    """Names of the steps (and sources) a step reads directly."""
    return step.query.tables


def last_reads(steps: Mapping[str, Step], results: frozenset[str]) -> dict[str, list[str]]:
    """Say which kept steps can be let go after which step.

    Args:
        steps: all steps in the order they run.
        results: steps that are read at the very end.

    Returns:
        Name of a step -> kept steps that no later step reads, directly or through steps that are not kept.
    """
    kept_behind: dict[str, frozenset[str]] = {}
    for name, step in steps.items():
        behind: set[str] = set()
        for table in tables_of(step):
            if table in steps and table != name:
                behind |= {table} if steps[table].keep else kept_behind[table]
        kept_behind[name] = frozenset(behind)
    needed_at_end = {name for name in results if name in steps and steps[name].keep}
    for name in results - needed_at_end:
        needed_at_end |= kept_behind.get(name, frozenset())
    last: dict[str, str] = {}
    for name, step in steps.items():
        if step.keep or name in results:  # a step that is not kept runs only when a kept one or a result reads it
            for kept in kept_behind[name]:
                last[kept] = name
    after: dict[str, list[str]] = {}
    for kept, name in last.items():
        if kept not in needed_at_end:
            after.setdefault(name, []).append(kept)
    return {name: sorted(kept) for name, kept in after.items()}


def reading_order(steps: Mapping[str, Step], results: Iterable[str]) -> dict[str, Step]:
    """The steps that the results need, each as late as it can be: right before the first that reads it.

    Args:
        steps: all steps, each after those it reads.
        results: steps that are read at the very end, in the order in which they are made.

    Returns:
        The steps in the order to run; those that no result needs are left out.
    """
    place = {name: number for number, name in enumerate(steps)}
    ordered: dict[str, Step] = {}
    for result in results:
        waiting = [result] if result in steps else []
        while waiting:
            name = waiting[-1]
            missing = sorted(
                (t for t in tables_of(steps[name]) if t in place and t not in ordered), key=place.__getitem__
            )
            if missing and name not in ordered:
                waiting += reversed(missing)
            else:
                ordered.setdefault(name, steps[waiting.pop()])
    return ordered


def kept_where_shared(steps: Mapping[str, Step]) -> dict[str, Step]:
    """Steps that are kept wherever more than one other reads them: a view is planned again for each of its readers."""
    readers = Counter(table for name, step in steps.items() for table in tables_of(step) - {name})
    return {name: step if step.keep or readers[name] < 2 else replace(step, keep=True) for name, step in steps.items()}


def only_for(steps: Mapping[str, Step]) -> dict[str, tuple[Step, ...]]:
    """Which steps that are not kept one step alone reads, directly or through others of them.

    Args:
        steps: all steps, each after those it reads, and kept if it is read at the very end.

    Returns:
        Name of each other step -> those behind it, each after those it reads. The engine can compute these with it.
    """
    place = {name: number for number, name in enumerate(steps)}
    readers = Counter(table for name, step in steps.items() for table in tables_of(step) - {name})
    alone = {name for name, step in steps.items() if not step.keep and readers[name] == 1}
    behind: dict[str, tuple[Step, ...]] = {}
    for name, step in steps.items():
        read = sorted(tables_of(step) & alone - {name}, key=place.__getitem__)
        behind[name] = tuple(part for own in read for part in (*behind[own], steps[own]))
    return {name: parts for name, parts in behind.items() if name not in alone}


def reachable(steps: Mapping[str, Step], results: frozenset[str]) -> frozenset[str]:
    """Names of the steps that the results read, directly or through others; the rest need not run."""
    found: set[str] = set()
    waiting = [name for name in results if name in steps]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [t for t in tables_of(steps[name]) if t in steps]
    return frozenset(found)
