"""Between the gates of a predicate: sqlglot reads the words, and each leaf learns where it was written."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from bwcmeta.sql.predicate_tokens import PredicateError, Scanned

_PARSING = threading.Lock()


def parse(scanned: Scanned) -> exp.Expr:
    """Parse what the first gate let through.

    Raises:
        PredicateError: the words make no expression.
    """
    try:
        with _room_to_recurse():
            return parse_one(scanned.text, dialect="duckdb")
    except ParseError as error:
        raise _unreadable(error, scanned) from error
    except RecursionError as error:  # cannot happen below MAX_LEVELS; never a crash all the same
        raise PredicateError("nested too deeply") from error


def _unreadable(error: ParseError, scanned: Scanned) -> PredicateError:
    first = error.errors[0] if error.errors else {}
    said, word = str(first.get("description")), str(first.get("highlight") or "")
    at = int(first.get("col") or 0) - len(word)
    shown = repr(word.strip("\"'"))
    if word and "'this' missing" in said and "Not'" not in said:
        return PredicateError(f"something is missing before {shown}", "", scanned.original(at))
    if not word or (at + len(word) >= len(scanned.text) and not said.startswith("Invalid")):
        return PredicateError("the predicate ends too early", "", scanned.end)
    return PredicateError(f"{shown} is not expected here", "", scanned.original(at))


@contextmanager
def _room_to_recurse() -> Iterator[None]:
    """Sqlglot takes some 25 Python frames a level; MAX_LEVELS of them do not fit beside a caller's own stack."""
    with _PARSING:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, 5000))
        try:
            yield
        finally:
            sys.setrecursionlimit(before)


def offsets(tree: exp.Expr, scanned: Scanned) -> dict[int, int]:
    """Map each leaf of the tree to its place in the writer's text: leaves come in the order they were written."""
    leaves = [n for n in tree.dfs() if isinstance(n, exp.Column | exp.Literal)]
    if len(leaves) != len(scanned.leaves):
        return {}
    return {id(leaf): at for leaf, at in zip(leaves, scanned.leaves, strict=True)}
