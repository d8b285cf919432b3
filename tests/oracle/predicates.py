"""The predicate language, read by recursive descent and judged in three-valued logic (None is unknown).

either   = both { OR both }              both  = negated { AND negated }
negated  = NOT negated | comparison      value = literal | column | function | ( either )
comparison = value [ op value | [NOT] IN (literals) | [NOT] BETWEEN value AND value | IS [NOT] NULL|TRUE|FALSE ]
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from oracle.moments import moment
from oracle.places import is_one_of

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|<>|!=|=|<|>|\(|\)|,|-))")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
NO_COLUMNS = {"and", "or", "not", "in", "between", "is", "null", "true", "false", "has_any", "has_only", "has_fact"}
LISTS = {"category": "categories", "tag": "tags"}


class Subject(Protocol):
    """What a predicate is asked of."""

    def value(self, column: str) -> Any: ...
    def is_doubtful(self, column: str) -> bool: ...
    def lacks(self, column: str) -> str | None: ...
    def has_fact(self, name: str, standing: str) -> bool | None: ...


@dataclass(frozen=True)
class Column:
    name: str


def is_kind(column: str) -> bool:
    """Whether a column holds a kind of place."""
    return column == "location_type" or column.endswith("_location_type")


def columns_named(text: str) -> set[str]:
    """Every column a predicate names."""
    return {t[2].lower() for t in _tokens(text) if t[2]} - NO_COLUMNS


def judge(text: str, subject: Subject) -> bool | None:
    """True, False or None (unknown)."""
    reader = _Reader(text, subject)
    result = reader.either()
    reader.end()
    return _truth(reader.worth(result))


def both(left: bool | None, right: bool | None) -> bool | None:
    """AND in three-valued logic."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """OR in three-valued logic."""
    return negated(both(negated(left), negated(right)))


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _tokens(text: str) -> list[tuple[str, str, str, str]]:
    found, place = [], 0
    while text[place:].strip():
        token = TOKEN.match(text, place)
        if token is None:
            raise ValueError(f"cannot read {text[place:]!r}")
        found.append(tuple(part or "" for part in token.groups()))
        place = token.end()
    return found  # type: ignore[return-value]


def _truth(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} is neither true nor false")


class _Reader:
    def __init__(self, text: str, subject: Subject) -> None:
        self.tokens = _tokens(text)
        self.place_no = 0
        self.subject = subject

    def peek(self) -> str:
        if self.place_no >= len(self.tokens):
            return ""
        token = self.tokens[self.place_no]
        return token[2].upper() or token[3] or token[0] or token[1]

    def take(self, *wanted: str) -> bool:
        if self.peek() in wanted:
            self.place_no += 1
            return True
        return False

    def must(self, wanted: str) -> None:
        if not self.take(wanted):
            raise ValueError(f"expected {wanted}, found {self.peek()!r}")

    def end(self) -> None:
        if self.place_no < len(self.tokens):
            raise ValueError(f"left over: {self.peek()!r}")

    def either(self) -> Any:
        left = self.both()
        while self.take("OR"):
            right = self.both()
            left = either(_truth(self.worth(left)), _truth(self.worth(right)))
        return left

    def both(self) -> Any:
        left = self.negated()
        while self.take("AND"):
            right = self.negated()
            left = both(_truth(self.worth(left)), _truth(self.worth(right)))
        return left

    def negated(self) -> Any:
        if self.take("NOT"):
            return negated(_truth(self.worth(self.negated())))
        return self.comparison()

    def comparison(self) -> Any:
        left = self.operand()
        if self.peek() in COMPARE:
            sign = self.peek()
            self.place_no += 1
            return self.compare(left, sign, self.operand())
        if self.take("IS"):
            return self.is_what(left)
        turned = self.take("NOT")
        if self.take("IN"):
            members = self.literals()
            result: bool | None = False
            if isinstance(left, Column) and is_kind(left.name):
                result = self.place(left.name, members, self.partly)
            else:
                for member in members:
                    result = either(result, self.compare(left, "=", member))
        elif self.take("BETWEEN"):
            low = self.operand()
            self.must("AND")
            result = both(self.compare(left, ">=", low), self.compare(left, "<=", self.operand()))
        elif turned:
            raise ValueError("NOT what?")
        else:
            return left
        return negated(result) if turned else result

    def is_what(self, left: Any) -> bool | None:
        turned = self.take("NOT")
        if isinstance(left, Column) and (is_kind(left.name) or is_kind(left.name[:-1])) and self.take("NULL"):
            unknown = not self.kinds(left.name if is_kind(left.name) else left.name[:-1])
            if unknown and (self.subject.lacks(left.name) is not None or self.subject.is_doubtful(left.name)):
                return None
            return not unknown if turned else unknown
        value = self.worth(left)
        if self.take("NULL"):
            of_cell = isinstance(left, Column)
            nobody_knows = of_cell and (
                self.subject.is_doubtful(left.name) or self.subject.lacks(left.name) is not None
            )
            result = None if value is None and nobody_knows else value is None
        else:
            wanted = self.peek() == "TRUE"
            self.place_no += 1
            result = value is wanted
        return negated(result) if turned else result

    def compare(self, left: Any, sign: str, right: Any) -> bool | None:
        if isinstance(right, Column) and not isinstance(left, Column):
            mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
            left, right, sign = right, left, mirrored.get(sign, sign)
        if isinstance(left, Column) and sign in ("=", "<>", "!=") and not isinstance(right, Column):
            special = self.special(left.name, right)
            if special is not NotImplemented:
                return special if sign == "=" else negated(special)
        a, b = self.worth(left), self.worth(right)
        if a is None or b is None:
            return None
        if isinstance(a, datetime) or isinstance(b, datetime):
            a, b = moment(a), moment(b)
        return COMPARE[sign](a, b)

    def special(self, column: str, asked: Any) -> Any:
        """Columns that do not compare as plain text."""
        if column in LISTS:
            return self.has_any(LISTS[column], [asked])
        if is_kind(column):
            return self.place(column, [asked], self.partly)
        return NotImplemented

    def place(self, column: str, asked: list[Any], partly: str) -> bool | None:
        return is_one_of(self.kinds(column), asked, partly)

    def kinds(self, column: str) -> set[str]:
        """Every kind of place that the subject is known to be of."""
        one = self.subject.value(column)
        return {one} if one is not None else set(self.subject.value(f"{column}s") or ())

    @property
    def partly(self) -> str:
        """What the policy says of a place that is of several kinds, of which one is asked for."""
        policy = self.subject.rule.policy if hasattr(self.subject, "rule") else {}
        return (policy.get("places") or {}).get("partly", "undetermined")

    def has_any(self, column: str, asked: list[Any]) -> bool | None:
        held = self.subject.value(column)
        if held is None:
            return None
        return any(a in held for a in asked) if asked else bool(held)

    def worth(self, operand: Any) -> Any:
        return self.subject.value(operand.name) if isinstance(operand, Column) else operand

    def operand(self) -> Any:
        if self.take("("):
            inner = self.either()
            self.must(")")
            return inner
        if self.peek() == "-" or self.tokens[self.place_no][0] or self.tokens[self.place_no][1]:
            return self.literal()
        name = self.tokens[self.place_no][2].lower()
        self.place_no += 1
        if name in ("true", "false"):
            return name == "true"
        if self.peek() != "(":
            return Column(name)
        if name == "has_fact":
            asked = self.literals()
            return self.subject.has_fact(asked[0], asked[1] if len(asked) > 1 else "claimed")
        if name in ("has_any", "has_only"):
            return self.has_call(name)
        raise ValueError(f"no function {name}")

    def has_call(self, name: str) -> bool | None:
        self.must("(")
        column = self.tokens[self.place_no][2].lower()
        self.place_no += 1
        asked = []
        while self.take(","):
            asked.append(self.literal())
        self.must(")")
        if is_kind(column[:-1]):
            if not asked:
                return True if self.kinds(column[:-1]) else None
            return self.place(column[:-1], asked, "counts" if name == "has_any" else "does_not_count")
        return self.has_any(column, asked) if name == "has_any" else self.has_only(column, asked)

    def has_only(self, column: str, asked: list[Any]) -> bool | None:
        held = self.subject.value(column)
        return None if held is None else bool(held) and set(held) <= set(asked)

    def literals(self) -> list[Any]:
        self.must("(")
        found = [self.literal()]
        while self.take(","):
            found.append(self.literal())
        self.must(")")
        return found

    def literal(self) -> Any:
        sign = -1 if self.take("-") else 1
        text, number, word, _ = self.tokens[self.place_no]
        self.place_no += 1
        if text:
            return text[1:-1].replace("''", "'")
        if word:
            return {"true": True, "false": False}[word.lower()]
        return sign * float(number)
