"""Policies held against one another: compared, scored, differed, linted; and invented ones to try that on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bwcmeta.api.documents import load_policy
from bwcmeta.errors import ArgumentError, DocumentError, Problem

if TYPE_CHECKING:
    from bwcmeta.compare.diff import Changed
    from bwcmeta.compare.lint import Linted
    from bwcmeta.compare.score import Score
    from bwcmeta.compare.table import Comparison
    from bwcmeta.policies.policy import Policy

Ref = str | Path
"""The id of a shipped policy, or the path of a file."""


def compare_policies(policies: Sequence[Ref], against: Ref | None = None) -> Comparison:
    """Hold policies against a model, topic by topic.

    Args:
        policies: ids of shipped policies, or paths.
        against: the model; the first of the policies when None.

    Raises:
        DocumentError: a policy is wrong.
        ArgumentError: there is nothing to compare with.
    """
    from bwcmeta.compare.table import compare_policies as compare

    given = list(policies) if against is None else [against, *policies]
    if len(given) < 2:
        raise ArgumentError("one policy alone is compared with nothing: name two, or a model with --against")
    model, *others = load_each(given)
    return compare(others, model)


def score_policies(folder: Path | str, against: Ref) -> Score:
    """Hold a folder of agencies' policies against a model: shares, spreads, uniformity, the findings of 2018.

    Args:
        folder: a folder; every policy in it counts, of several versions of one the newest.
        against: the model.

    Raises:
        DocumentError: with every problem of every policy.
        ArgumentError: the folder holds no policy.
    """
    from bwcmeta.compare.score import score_policies as score

    where = Path(folder)
    if not where.is_dir():
        msg = f"{folder} is no folder: name one that holds policies"
        raise ArgumentError(msg)
    files = sorted(path for path in where.iterdir() if path.suffix in (".yaml", ".yml"))
    if not files:
        msg = f"{folder} holds no policy: they end in .yaml"
        raise ArgumentError(msg)
    model, *agencies = load_each([against, *files])
    return score(agencies, model)


def diff_policies(old: Ref, new: Ref) -> tuple[Changed, ...]:
    """Say what became stricter, laxer, new, gone or different from one policy to another, in sentences.

    Raises:
        DocumentError: a policy is wrong.
    """
    from bwcmeta.compare.diff import diff_policies as diff

    before, after = load_each([old, new])
    return diff(before, after)


def lint_policy(policy: Ref, against: Ref) -> tuple[Linted, ...]:
    """Hold a policy against every rule of a law: met, weaker, absent, or not to be compared.

    Raises:
        DocumentError: a policy is wrong.
    """
    from bwcmeta.compare.lint import lint_policy as lint

    mine, law = load_each([policy, against])
    return lint(mine, law)


def sample_policies(folder: Path | str, seed: int | None = None) -> tuple[str, ...]:
    """Write the policies of 65 invented agencies; return the names of the files.

    Args:
        folder: where to; it is made. It must not hold other policies.
        seed: the same seed writes the same bytes; None is the seed of the folder in the repository.

    Raises:
        ArgumentError: the folder holds other policies.
    """
    from bwcmeta.generate.policies import SEED, write_policies

    return write_policies(Path(folder), SEED if seed is None else seed)


def load_each(refs: Sequence[Ref]) -> list[Policy]:
    """Load policies one by one.

    Raises:
        DocumentError: with every problem of every file.
    """
    loaded: list[Policy] = []
    problems: list[Problem] = []
    for ref in refs:
        try:
            loaded.append(load_policy(ref))
        except DocumentError as error:
            problems.extend(error.problems)
    if problems:
        raise DocumentError(list(dict.fromkeys(problems)))
    return loaded
