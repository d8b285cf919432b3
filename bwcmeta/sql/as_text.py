"""A template spelled for DuckDB without a tree: the portable core is DuckDB's own SQL but for the `BWC_` functions.

What comes out parses to the very tree that `spell` writes (tests/sql/test_as_text.py). Whatever is not plainly so,
such as a comment or a second statement, goes by way of the tree.
"""

from __future__ import annotations

import re
from functools import lru_cache
from textwrap import dedent
from typing import TYPE_CHECKING

from bwcmeta.errors import EngineError

if TYPE_CHECKING:
    from bwcmeta.sql.query import Query, Value


def _words(*words: str) -> str:
    """Pattern of whole words in any case.

    It begins with the letters that they begin with: a pattern that begins with the edge of a word is tried at each sign
    of the text, which took most of the time of telling what steps read.
    """
    letters = "".join(sorted({case for word in words for case in (word[0].upper(), word[0].lower())}))
    rest = "|".join(f"(?<={word[0]}){word[1:]}" for word in words)
    return rf"[{letters}](?<=\b.)(?:{rest})\b"


_QUOTED = r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""
_SLOT = re.compile(rf"{_QUOTED}|::|:([A-Za-z_]\w*)")
_CALL = re.compile(rf"{_QUOTED}|\b(BWC_\w+)\s*\(|[(),]")
_PLAIN = re.compile(rf"(?:[^'\";$/-]++|{_QUOTED}|-(?!-)|/(?!\*))*+")
"""One statement without comments, in which whatever looks like a text is one."""
_READS = re.compile(rf"[^'\"DFJ]++|{_QUOTED}|\bDISTINCT\s+FROM\b|\b(?:FROM|JOIN)\s+([A-Za-z_]\w*)|.", re.IGNORECASE)
"""Every sign belongs to a match, and those that nothing of this begins with are passed over together."""
_READS_OTHERWISE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_words('FROM', 'JOIN')}\s+(?:\"|\w+\s*[(.]|\w+(?:\s+(?:AS\s+)?\w+)?\s*,)",
        r"\)\s*(?:AS\s+)?\w+\s*,\s*(?:\(|\w+(?:\s+(?:AS\s+)?\w+)?\s*(?:$|\)|\b(?:WHERE|JOIN|LEFT|GROUP|ORDER|UNION)\b))",
        rf"{_words('EXTRACT', 'TRIM', 'SUBSTRING', 'OVERLAY', 'POSITION')}\s*\([^()]*\bFROM\b",
        _words("WITH"),
    )
)
"""Functions and several tables after FROM, functions with FROM inside, names in quotes or given by WITH."""


@lru_cache(maxsize=4096)
def slots_of(text: str) -> frozenset[str]:
    """Names of the `:slots` of a template."""
    return frozenset(name for name in _SLOT.findall(text) if name) if ":" in text else frozenset()


def tables_in(query: Query) -> frozenset[str]:
    """Names of the steps (and sources) that a query reads directly."""
    from sqlglot import exp

    trees = [value for value in query.slots.values() if isinstance(value, exp.Expression)]
    if not _PLAIN.fullmatch(query.text) or any(otherwise.search(query.text) for otherwise in _READS_OTHERWISE):
        trees = [query.tree]
        found: set[str] = set()
    else:
        found = {name for name in _READS.findall(query.text) if name}
    return frozenset(found.union(table.name for tree in trees for table in tree.find_all(exp.Table)))


def as_run(query: Query, dialect: str) -> str:
    """A query as an engine of that dialect runs it, to be read: for DuckDB the template itself, else from the tree."""
    from bwcmeta.sql.functions import spell

    return dedent(duckdb_text(query)).strip() if dialect == "duckdb" else spell(query.tree, dialect)


def duckdb_text(query: Query) -> str:
    """A query as DuckDB runs it.

    Raises:
        EngineError: it holds a function outside the portable core, or more than one statement.
    """
    if not _PLAIN.fullmatch(query.text):
        return _by_tree(query)
    text = _functions(query.text) if "BWC_" in query.text else query.text
    if not query.slots:
        return text
    filled = {name: _filled(value) for name, value in query.slots.items()}
    return _SLOT.sub(lambda found: filled[found[1]] if found[1] else found[0], text)


def _by_tree(query: Query) -> str:
    from sqlglot import exp

    from bwcmeta.sql.functions import spell

    if not isinstance(query.tree, exp.Query):
        msg = f"a step is one query, and this is not:\n{query.text}"
        raise EngineError(msg)
    return spell(query.tree, "duckdb")


def _filled(value: Value) -> str:
    from bwcmeta.sql.functions import spell
    from bwcmeta.sql.template import literal

    return spell(literal(value), "duckdb", pretty=False)


@lru_cache(maxsize=1024)
def _functions(text: str) -> str:
    """The text with every `BWC_` function as DuckDB calls it."""
    pieces: list[str] = []  # of what is being written: the text, or an argument of a function
    open_calls: list[tuple[str, list[str], list[str]] | None] = []  # None: a bracket that is no such function's
    at = 0
    for found in _CALL.finditer(text):
        sign = found[0]
        inside = open_calls[-1] if open_calls else None
        if sign == ")" and inside is not None:
            name, arguments, before = inside
            arguments.append("".join(pieces) + text[at : found.start()])
            before.append(_call(name, arguments))
            pieces = before
        elif sign == "," and inside is not None:
            inside[1].append("".join(pieces) + text[at : found.start()])
            pieces = []
        elif found[1]:
            pieces.append(text[at : found.start()])
            open_calls.append((found[1], [], pieces))
            pieces = []
        else:
            pieces.append(text[at : found.end()])
            if sign == "(":
                open_calls.append(None)
        if sign == ")":
            open_calls.pop()
        at = found.end()
    pieces.append(text[at:])
    return "".join(pieces)


def _call(name: str, arguments: list[str]) -> str:
    parts = _around(name, len(arguments))
    return "".join(part if isinstance(part, str) else arguments[part].strip() for part in parts)


@lru_cache(maxsize=64)
def _around(name: str, arguments: int) -> tuple[str | int, ...]:
    """How DuckDB calls a function of so many arguments: pieces of text, and which argument stands between them."""
    from bwcmeta.sql.functions import DUCKDB
    from bwcmeta.sql.spelling import word

    spelling = DUCKDB.get(name)
    if spelling is None:
        msg = f"engine 'duckdb' has no spelling for {name}"
        raise EngineError(msg)
    text = spelling([word(f"\x00{number}\x00") for number in range(arguments)]).sql("duckdb", copy=False)
    return tuple(part if number % 2 == 0 else int(part) for number, part in enumerate(text.split("\x00")))
