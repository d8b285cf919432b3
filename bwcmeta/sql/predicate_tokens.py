"""The first gate of a predicate: its length, its words and its depth, before anything recursive reads it.

`scan` lets through names of columns and functions, literals and the few operators that are allowed, and writes them
out again as a plain text whose names are quoted. Whatever else a text may hold (comments, casts, parameters, other
statements) ends here, with its position.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.errors import BwcMetaError
from bwcmeta.text import did_you_mean

if TYPE_CHECKING:
    from sqlglot.tokens import Token  # type: ignore[attr-defined]

MAX_CHARACTERS = 2000
MAX_LEVELS = 40
FUNCTIONS = ("has_any", "has_fact", "has_only")
FUNCTIONS_ARE = "the functions are has_any, has_fact and has_only"
ALLOWED = (
    "allowed are AND, OR, NOT, comparisons, IN, BETWEEN, IS NULL, IS TRUE, IS FALSE, "
    "has_fact(), has_any() and has_only()"
)

_PLAIN = {"L_PAREN": "(", "R_PAREN": ")", "COMMA": ",", "EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">",
          "GTE": ">=", "AND": "AND", "OR": "OR", "NOT": "NOT", "IN": "IN", "BETWEEN": "BETWEEN", "IS": "IS",
          "NULL": "NULL", "TRUE": "TRUE", "FALSE": "FALSE", "DASH": "-"}  # fmt: skip
_SPELT = {"==": "write =", "!": "write NOT"}
_REFUSED = {
    "SEMICOLON": ("';' is not allowed", "a predicate is one expression"),
    "DCOLON": ("casts are not allowed", "compare with a literal of the column's own type"),
    "DOT": ("table prefixes are not allowed", "write the column alone"),
    "PARAMETER": ("parameters are not allowed", "write the value"),
    "PLACEHOLDER": ("parameters are not allowed", "write the value"),
    "COLON": ("parameters are not allowed", "write the value"),
    "SELECT": ("subqueries are not allowed", ""),
    "WITH": ("subqueries are not allowed", ""),
    "FROM": ("subqueries are not allowed", ""),
    "NOTNULL": ("NOTNULL is not allowed", "write IS NOT NULL"),
    "ISNULL": ("ISNULL is not allowed", "write IS NULL"),
    "PLUS": ("arithmetic is not allowed", "compare the column itself"),
    "STAR": ("arithmetic is not allowed", "compare the column itself"),
    "SLASH": ("arithmetic is not allowed", "compare the column itself"),
}
_VALUES = {"STRING", "NUMBER", "NULL", "TRUE", "FALSE"}
_COMPARISONS = {"EQ", "NEQ", "LT", "LTE", "GT", "GTE"}
_BEFORE_A_TERM = {"AND", "OR", "NOT", "L_PAREN", "COMMA"}
_BEFORE_A_VALUE = {"", "BETWEEN", *_COMPARISONS, *_BEFORE_A_TERM}


class PredicateError(BwcMetaError):
    """A predicate cannot be taken.

    Attributes:
        what: one sentence, without a full stop.
        hint: what would be right, or empty.
        offset: characters from the start of the text (the first is 0) to the place, or -1 when it is not known.
    """

    def __init__(self, what: str, hint: str = "", offset: int = -1) -> None:
        self.what, self.hint, self.offset = what, hint, offset
        super().__init__(f"{what} ({hint})" if hint else what)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text that passed the gate.

    Attributes:
        text: the same expression, names quoted, single spaces.
        starts: for each token, where it begins in `text` and where in the writer's text.
        leaves: the positions (in the writer's text) of names and literals, in order.
        end: the length of the writer's text.
    """

    text: str
    starts: tuple[tuple[int, int], ...]
    leaves: tuple[int, ...]
    end: int

    def original(self, offset: int) -> int:
        """Translate an offset of `text` into one of the writer's text."""
        found = [there for here, there in self.starts if here <= offset]
        return found[-1] if found else -1


def scan(text: str, columns: Collection[str]) -> Scanned:
    """Check the words of a predicate and write them out plainly.

    Args:
        text: the predicate as written.
        columns: the names it may use.

    Raises:
        PredicateError: anything is not allowed.
    """
    _bounds(text)
    tokens = _tokens(text)
    if not tokens:
        raise PredicateError("the predicate is empty", "", 0)
    words = [_word(tokens, number, columns) for number in range(len(tokens))]
    _depth(tokens)
    starts, leaves, here, previous = [], [], 0, ""
    for token, word in zip(tokens, words, strict=True):
        if _is_term(word) and (_is_term(previous) or previous == ")"):
            raise PredicateError("an operator is missing before this", "write =, AND or OR", token.start)
        previous = word
        starts.append((here, token.start))
        here += len(word) + 1
        if _is_term(word) and word not in FUNCTIONS:
            leaves.append(token.start)
    return Scanned(" ".join(words), tuple(starts), tuple(leaves), len(text))


def _is_term(word: str) -> bool:
    """Whether a word, as it is to be parsed, is a name or a literal (and not an operator)."""
    return word in FUNCTIONS or word[:1] in ('"', "'") or word[:1].isdigit()


def _bounds(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise PredicateError(f"the predicate is longer than {MAX_CHARACTERS:,} characters", "", MAX_CHARACTERS)
    at = text.find("${")
    if at >= 0:
        raise PredicateError("'${' is not allowed in a predicate", "some engines replace it by a setting", at)
    for number, letter in enumerate(text):
        if (ord(letter) < 32 and letter not in "\t\n\r") or ord(letter) == 127 or 0xD800 <= ord(letter) < 0xE000:
            raise PredicateError(f"the character U+{ord(letter):04X} is not allowed", "", number)


def _tokens(text: str) -> list[Token]:
    from sqlglot.dialects.duckdb import DuckDB
    from sqlglot.errors import TokenError

    try:
        return list(DuckDB().tokenize(text))
    except TokenError as error:
        at = _unclosed(text)
        what = "what begins here is not closed" if at >= 0 else "the predicate cannot be read"
        raise PredicateError(what, "", at) from error


def _unclosed(text: str) -> int:
    """Return where the quotation mark or comment stands that nothing closes, or -1."""
    at = 0
    while at < len(text):
        if text[at] in "'\"":
            end = text.find(text[at], at + 1)
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
        else:
            at += 1
            continue
        if end < 0:
            return at
        at = end + 1
    return -1


def _word(tokens: list[Token], number: int, columns: Collection[str]) -> str:
    """Return the token as it is to be parsed, or refuse it."""
    token = tokens[number]
    kind, at = token.token_type.name, token.start
    before = tokens[number - 1].token_type.name if number else ""
    after = tokens[number + 1].token_type.name if number + 1 < len(tokens) else ""
    if token.comments:
        raise PredicateError("comments are not allowed in a predicate", "use the rule's `note`", at)
    if kind == "STRING":
        bad = next((c for c in token.text if ord(c) < 32), "")
        if bad:
            raise PredicateError("a line break or tab inside a text is not allowed", "", at)
        return "'" + token.text.replace("'", "''") + "'"
    if kind == "NUMBER":
        return token.text
    if kind == "DASH":
        if after == "NUMBER" and before in _BEFORE_A_VALUE:
            return "-"
        raise PredicateError("arithmetic is not allowed", "compare the column itself", at)
    if kind == "COMMA" and after == "R_PAREN":
        raise PredicateError("nothing follows this comma", "", at)
    if kind == "NOT" and after == "IS":
        raise PredicateError("NOT stands before IS", "write IS NOT NULL", at)
    if kind == "IS" and (before in _VALUES or (number > 1 and tokens[number - 2].token_type.name in _COMPARISONS)):
        raise PredicateError("IS after a comparison can be read in two ways", "put the comparison in parentheses", at)
    if kind in _PLAIN and token.text not in _SPELT:
        return _PLAIN[kind]
    if kind in _PLAIN:
        raise PredicateError(f"{token.text!r} is not allowed", _SPELT[token.text], at)
    if kind == "IDENTIFIER":
        if token.text in columns:
            return f'"{token.text}"'
        what = f"double quotes name a column, and there is no column {token.text!r}"
        raise PredicateError(what, f"text stands in single quotes: '{token.text}'", at)
    if kind == "DOT" and after == "NUMBER":
        raise PredicateError("a number begins with a digit", f"write 0.{tokens[number + 1].text}", at)
    if kind in _REFUSED:
        raise PredicateError(*_REFUSED[kind], at)
    return _name(token, after, columns)


def _name(token: Token, after: str, columns: Collection[str]) -> str:
    """Return the name of a column or function, quoted; refuse every other word."""
    name, at = token.text.lower(), token.start
    if re.fullmatch(r"[a-z_][a-z0-9_]*", name) and (name in columns or name in FUNCTIONS):
        if name in columns and after == "L_PAREN":
            raise PredicateError(f"{name!r} is a column, not a function", "", at)
        if name in FUNCTIONS and after != "L_PAREN":
            raise PredicateError(f"{name} needs its arguments in parentheses", "", at)
        return f'"{name}"' if name in columns else name
    if token.token_type.name == "VAR":
        if after == "L_PAREN":
            near = did_you_mean(name, FUNCTIONS)
            hint = near if near.startswith("did") else FUNCTIONS_ARE
            raise PredicateError(f"unknown function {token.text!r}", hint, at)
        if after == "STRING":
            raise PredicateError("casts and prefixed texts are not allowed", "write the text in single quotes", at)
        raise PredicateError(f"unknown column {token.text!r}", did_you_mean(name, columns), at)
    shown = token.text if len(token.text) <= 30 else token.text[:27] + "..."
    if after == "L_PAREN" and re.fullmatch(r"\w+", name):
        raise PredicateError(f"unknown function {shown!r}", FUNCTIONS_ARE, at)
    raise PredicateError(f"{shown!r} is not allowed in a predicate", ALLOWED, at)


def _depth(tokens: list[Token]) -> None:
    """Refuse nesting that a recursive reader could fall over: open parentheses plus the NOTs before a term."""
    opened: list[int] = []
    pending = [0]
    previous = ""
    for token in tokens:
        kind = token.token_type.name
        if kind == "L_PAREN":
            opened.append(token.start)
            pending.append(0)
        elif kind == "R_PAREN":
            if not opened:
                raise PredicateError("this closes no parenthesis", "", token.start)
            opened.pop()
            pending.pop()
        elif kind in ("AND", "OR", "COMMA"):
            pending[-1] = 0
        elif kind == "NOT" and (not previous or previous in _BEFORE_A_TERM):
            pending[-1] += 1
        if len(opened) + sum(pending) > MAX_LEVELS:
            raise PredicateError(f"nested deeper than {MAX_LEVELS} levels", "", token.start)
        previous = kind
    if opened:
        raise PredicateError("a parenthesis is not closed", "", opened[-1])
