"""Literals of predicates: numbers every engine reads alike, instants as whole microseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bwcmeta.model.columns import Kind

if TYPE_CHECKING:
    from sqlglot import exp

FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_NUMBER = re.compile(r"\d{1,40}(\.\d{0,40})?([eE][-+]?\d{1,3})?\Z", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(Z|[-+]\d\d:\d\d)\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str, sign: int) -> tuple[Kind, exp.Expr]:
    """Return the kind and the tree of a number literal.

    At most 15 significant digits between 1e-9 and 1e15: these mean the same as decimal and as double, in every engine.

    Raises:
        ValueError: the number is outside that.
    """
    from sqlglot import exp

    if not _NUMBER.match(text):
        msg = f"{text[:30]!r} is no number that can be compared"
        raise ValueError(msg)
    value = Decimal(text)
    digits = value.normalize().as_tuple().digits
    if value and (len(digits) > 15 or not Decimal("1e-9") <= value < Decimal("1e15")):
        msg = f"the number {text[:30]} is too large, too small or too exact"
        raise ValueError(msg)
    plain = f"{value.normalize():f}" if value else "0"
    literal = exp.Literal.number(plain)
    kind: Kind = "integer" if "." not in plain else "number"
    return kind, exp.Neg(this=literal) if sign < 0 and value else literal


def instant_us(text: str) -> int:
    """Return the microseconds since 1970 of an ISO 8601 instant with an offset.

    Raises:
        ValueError: it is no instant, or has no offset.
    """
    match = _INSTANT.match(text)
    try:
        if match:
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ':00'}{match[4]}")
            return (moment - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError):
        pass
    msg = f"'{text}' is no instant with an offset from UTC"
    raise ValueError(msg)
