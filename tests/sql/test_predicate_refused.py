"""What a predicate may not say: every hostile or mistaken text ends as a `PredicateError` with a place."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bwcmeta.rules.scopes import SCOPES
from bwcmeta.sql.predicate import PredicateError, parse_predicate

SCOPE = {**SCOPES["unit_responses"], **SCOPES["recordings"]}
NO_INCIDENT = {"kind": "text", "officer_id": "text"}


def refusal(text, scope=SCOPE):
    with pytest.raises(PredicateError) as caught:
        parse_predicate(text, scope)
    return caught.value.what, caught.value.hint, caught.value.offset


ALLOWED = "allowed are AND, OR, NOT, comparisons, IN, BETWEEN, IS NULL, IS TRUE, IS FALSE, has_fact(), has_any() and has_only()"  # noqa: E501
ONE_KIND = "compare columns of one kind"
FUNCTIONS = "the functions are has_any, has_fact and has_only"
ISO = "write it as in '2026-03-01T20:00:00-06:00'"


@pytest.mark.parametrize(
    ("text", "what", "hint", "offset"),
    [
        ("", "the predicate is empty", "", 0),
        ("  \n ", "the predicate is empty", "", 0),
        ("-- nothing", "the predicate is empty", "", 0),
        ("camera_issued -- a note", "comments are not allowed in a predicate", "use the rule's `note`", 0),
        ("camera_issued /* x */ and true", "comments are not allowed in a predicate", "use the rule's `note`", 0),
        ("call_type = '${env:HOME}'", "'${' is not allowed in a predicate", "some engines replace it by a setting", 13),
        ("call_type = 'a\x00'", "the character U+0000 is not allowed", "", 14),
        ("call_type = '\ud800'", "the character U+D800 is not allowed", "", 13),
        ("call_type = 'a\nb'", "a line break or tab inside a text is not allowed", "", 12),
        ("call_type = 'open", "what begins here is not closed", "", 12),
        ('call_type = "open', "what begins here is not closed", "", 12),
        ("camera_issued /* open", "what begins here is not closed", "", 14),
        ("(camera_issued", "a parenthesis is not closed", "", 0),
        ("camera_issued)", "this closes no parenthesis", "", 13),
        ("camera_issued and", "the predicate ends too early", "", 17),
        ("and camera_issued", "something is missing before 'camera_issued'", "", 4),
        ("call_type 'A'", "an operator is missing before this", "write =, AND or OR", 10),
        ("call_type = = 'A'", "'=' is not expected here", "", 12),
        ("call_type = 'A' call_type = 'B'", "an operator is missing before this", "write =, AND or OR", 16),
        ("camera_issued others_recorded", "an operator is missing before this", "write =, AND or OR", 14),
        ("call_type = 'a' 'b'", "an operator is missing before this", "write =, AND or OR", 16),
        ("on_scene_seconds between 1", "the predicate ends too early", "", 26),
        ("camera_issued; drop table recordings", "';' is not allowed", "a predicate is one expression", 13),
        ("camera_issued::int = 1", "casts are not allowed", "compare with a literal of the column's own type", 13),
        ("r.call_type = 'A'", "unknown column 'r'", "", 0),
        ("recordings.call_type = 'A'", "unknown column 'recordings'", "did you mean 'recording_id'?", 0),
        ("call_type.x = 'A'", "table prefixes are not allowed", "write the column alone", 9),
        ("on_scene_seconds = .5", "a number begins with a digit", "write 0.5", 19),
        ("call_type = ?", "parameters are not allowed", "write the value", 12),
        ("call_type = :x", "parameters are not allowed", "write the value", 12),
        ("call_type = $1", "parameters are not allowed", "write the value", 12),
        ("call_type = @x", "parameters are not allowed", "write the value", 12),
        ("exists (select 1)", "unknown function 'exists'", FUNCTIONS, 0),
        ("call_type in (select 'x')", "subqueries are not allowed", "", 14),
        ("select 1", "subqueries are not allowed", "", 0),
        ("call_type in (from recordings)", "subqueries are not allowed", "", 14),
        ("with x as (select 1) select 1", "subqueries are not allowed", "", 0),
        ("lower(call_type) = 'a'", "unknown function 'lower'", FUNCTIONS, 0),
        ("read_text('/etc/passwd') = 'x'", "unknown function 'read_text'", FUNCTIONS, 0),
        ("getenv('HOME') = 'x'", "unknown function 'getenv'", FUNCTIONS, 0),
        ("hasfact('exigent')", "unknown function 'hasfact'", "did you mean 'has_fact'?", 0),
        ("if(camera_issued, true, false)", "unknown function 'if'", FUNCTIONS, 0),
        ("count(*) > 1", "unknown function 'count'", FUNCTIONS, 0),
        ("cast(call_type as int) = 1", "unknown function 'cast'", FUNCTIONS, 0),
        ("rank() = 1", "'rank' is a column, not a function", "", 0),
        ("has_fact", "has_fact needs its arguments in parentheses", "", 0),
        ("call_typ = 'A'", "unknown column 'call_typ'", "did you mean 'call_type'?", 0),
        ("category = 'x' and zzz", "unknown column 'zzz'", "", 19),
        ("call_type = residence", "unknown column 'residence'", "", 12),
        ('call_type = "residence"', "double quotes name a column, and there is no column 'residence'",
         "text stands in single quotes: 'residence'", 12),
        ('"Call_Type" = \'A\'', "double quotes name a column, and there is no column 'Call_Type'",
         "text stands in single quotes: 'Call_Type'", 0),
        ("call_type == 'A'", "'==' is not allowed", "write =", 10),
        ("! camera_issued", "'!' is not allowed", "write NOT", 0),
        ("call_type like 'A%'", "'like' is not allowed in a predicate", ALLOWED, 10),
        ("call_type ilike 'A%'", "'ilike' is not allowed in a predicate", ALLOWED, 10),
        ("call_type similar to 'A'", "'SIMILAR TO' is not allowed in a predicate", ALLOWED, 10),
        ("call_type ~ 'A'", "'~' is not allowed in a predicate", ALLOWED, 10),
        ("call_type || 'x' = 'Ax'", "'||' is not allowed in a predicate", ALLOWED, 10),
        ("case when camera_issued then true end", "'case' is not allowed in a predicate", ALLOWED, 0),
        ("call_type is distinct from 'A'", "'distinct' is not allowed in a predicate", ALLOWED, 13),
        ("call_type <=> 'A'", "'<=>' is not allowed in a predicate", ALLOWED, 10),
        ("call_type collate nocase = 'A'", "'collate' is not allowed in a predicate", ALLOWED, 10),
        ("`call_type` = 'A'", "'`' is not allowed in a predicate", ALLOWED, 0),
        ("categories[1] = 'A'", "'[' is not allowed in a predicate", ALLOWED, 10),
        ("{'a': 1} = 1", "'{' is not allowed in a predicate", ALLOWED, 0),
        ("call_type = $$A$$", "'A' is not allowed in a predicate", ALLOWED, 12),
        ("call_type = E'A'", "'A' is not allowed in a predicate", ALLOWED, 12),
        ("call_type = N'A'", "'A' is not allowed in a predicate", ALLOWED, 12),
        ("arrived_at > date '2026-01-01'", "'date' is not allowed in a predicate", ALLOWED, 13),
        ("arrived_at > interval '1' day", "'interval' is not allowed in a predicate", ALLOWED, 13),
        ("arrived_at > current_timestamp", "'current_timestamp' is not allowed in a predicate", ALLOWED, 13),
        ("on_scene_seconds + 1 > 2", "arithmetic is not allowed", "compare the column itself", 17),
        ("on_scene_seconds - 1 > 2", "arithmetic is not allowed", "compare the column itself", 17),
        ("on_scene_seconds * 2 > 2", "arithmetic is not allowed", "compare the column itself", 17),
        ("on_scene_seconds / 2 > 2", "arithmetic is not allowed", "compare the column itself", 17),
        ("- on_scene_seconds > 2", "arithmetic is not allowed", "compare the column itself", 0),
        ("on_scene_seconds = - - 1", "arithmetic is not allowed", "compare the column itself", 19),
        ("call_type notnull", "NOTNULL is not allowed", "write IS NOT NULL", 10),
        ("call_type isnull", "ISNULL is not allowed", "write IS NULL", 10),
        ("call_type not is null", "NOT stands before IS", "write IS NOT NULL", 10),
        ("on_scene_seconds = 1 = true", "a comparison cannot be compared again", "join two comparisons with AND", 0),
        ("(on_scene_seconds = 1) = camera_issued", "a comparison cannot be compared again",
         "join two comparisons with AND", 1),
        ("call_type = 'A' is true", "IS after a comparison can be read in two ways",
         "put the comparison in parentheses", 16),
        ("call_type = call_type_first is null", "IS after a comparison can be read in two ways",
         "put the comparison in parentheses", 28),
        ("call_type in ('A') is true", "IS tests a column or a predicate in parentheses", "write (a = 1) IS TRUE", 0),
        ("call_type is 'A'", "IS takes NULL, TRUE or FALSE", "", 0),
        ("call_type is true", "call_type holds text: by itself it is neither true nor false",
         "compare it, or write call_type IS NOT NULL", 0),
        ("call_type", "call_type holds text: by itself it is neither true nor false",
         "compare it, or write call_type IS NOT NULL", 0),
        ("camera_issued and tags", "tags holds a list: by itself it is neither true nor false",
         "compare it, or write tags IS NOT NULL", 18),
        ("null", "NULL by itself is neither true nor false", "write IS NULL after a column", -1),
        ("'x'", "a literal by itself is neither true nor false", "compare a column with it", 0),
        ("1", "a literal by itself is neither true nor false", "compare a column with it", 0),
        ("1 = 1", "a comparison needs a column", "", 0),
        ("'a' = 'a' or camera_issued", "a comparison needs a column", "", 0),
        ("call_type = null", "a comparison with NULL is never true", "write IS NULL or IS NOT NULL", 0),
        ("call_type in ('A', null)", "a comparison with NULL is never true", "write IS NULL or IS NOT NULL", 0),
        ("priority = 1", "priority holds text and is compared with 1", "write '1'", 11),
        ("priority in ('1', 2)", "priority holds text and is compared with 2", "write '2'", 18),
        ("on_scene_seconds > '60'", "on_scene_seconds holds numbers and is compared with '60'",
         "write a number without quotes", 19),
        ("camera_issued = 'yes'", "camera_issued holds true or false and is compared with 'yes'",
         "write camera_issued or NOT camera_issued", 16),
        ("camera_issued > false", "camera_issued has no order", "write =, <> or IN", 0),
        ("camera_issued in (true)", "camera_issued is true or false", "write camera_issued or NOT camera_issued", 0),
        ("call_type = on_scene_seconds", "call_type holds text and on_scene_seconds holds numbers", ONE_KIND, 12),
        ("arrived_at > 5", "arrived_at holds instants and is compared with 5", ISO, 13),
        ("arrived_at > '2026-03-01'", "'2026-03-01' is no instant with an offset from UTC", ISO, 13),
        ("arrived_at > '2026-03-01T20:00:00'", "'2026-03-01T20:00:00' is no instant with an offset from UTC", ISO, 13),
        ("arrived_at > '2026-02-30T20:00:00Z'",
         "'2026-02-30T20:00:00Z' is no instant with an offset from UTC", ISO, 13),
        ("arrived_at > '2026-03-01T20:00:00+25:00'",
         "'2026-03-01T20:00:00+25:00' is no instant with an offset from UTC", ISO, 13),
        ("categories = 'arrest'", "categories is a list", "write has_any(categories, 'arrest')", 0),
        ("categories in ('arrest')", "categories is a list", "write has_any(categories, 'arrest')", 0),
        ("tags = categories", "tags is a list", "write has_any(tags, 'a', 'b')", 0),
        ("category between 'a' and 'b'", "category is a list", "write has_any(categories, 'a', 'b')", 0),
        ("category > 'a'", "category has no order", "write =, <> or IN", 0),
        ("category = 5", "category holds a list and is compared with 5", "write texts in single quotes", 11),
        ("has_any(call_type, 'A')", "call_type is no list", "write call_type IN ('a', 'b')", 8),
        (
            "has_any()",
            "has_any takes a list column, and texts that it may hold",
            "write has_any(categories, 'a', 'b')",
            -1,
        ),
        ("has_any(tags, 5)", "tags holds a list and is compared with 5", "write texts in single quotes", 14),
        ("has_any(tags, call_type)", "a literal is needed here, not a column", "write text in single quotes", 14),
        ("has_only(categories)", "has_only takes a list column, and texts that it may hold",
         "write has_only(categories, 'a', 'b')", 9),
        ("has_only(location_type, 'bank')", "location_type is no list", "write has_only(location_types, 'a', 'b')", 9),
        ("location_types = 'bank'", "location_types is a list", "write has_any(location_types, 'bank')", 0),
        ("location_types in ('bank', 'atm')", "location_types is a list", "write has_any(location_types, 'bank')", 0),
        ("has_any(location_types, 'bank', 'resid')", "location_types is never 'resid'",
         "did you mean 'residence'?", 32),
        ("has_only(location_types, 5)", "location_types holds a list and is compared with 5",
         "write texts in single quotes", 25),
        ("has_any('x', 'y')", "a column is needed here", "", 8),
        ("has_fact()", "has_fact takes the name of a fact and, if need be, a standing, as texts",
         "write has_fact('use_of_force') or has_fact('exigent', 'documented')", -1),
        ("has_fact(call_type)", "has_fact takes the name of a fact and, if need be, a standing, as texts",
         "write has_fact('use_of_force') or has_fact('exigent', 'documented')", 9),
        ("has_fact('Use of Force')", "'Use of Force' is no name of a fact",
         "lower case letters, digits and underscores", 9),
        ("has_fact('exigent', 'documentd')", "unknown standing 'documentd'", "did you mean 'documented'?", 20),
        ("has_fact('exigent', 'rejected')", "a rejected fact never counts",
         "one of: claimed, documented, verified", 20),
        ("has_fact('a') = true", "a comparison cannot be compared again", "join two comparisons with AND", 9),
        ("location_type = 'resid'", "location_type is never 'resid'", "did you mean 'residence'?", 16),
        ("location_type in ('bank', 'scool')", "location_type is never 'scool'", "", 26),
        ("location_type > 'bank'", "location_type has no order", "write =, <> or IN", 0),
        ("location_type = call_type", "a location type is compared with names only", "", 0),
        ("location_type = 5", "location_type holds text and is compared with 5", "write '5'", 16),
        ("location_type between 'a' and 'b'", "location_type has no order", "write =, <> or IN", 0),
        ("call_type in ()", "IN needs a list of literals", "write IN ('a', 'b')", 0),
        ("call_type in 'A'", "this is not allowed in a predicate", ALLOWED, 0),
        ("call_type in (call_type_first)", "a literal is needed here, not a column", "write text in single quotes", 14),
        ("'A' in ('A')", "a column is needed here", "", 0),
        ("call_type in ('A',)", "nothing follows this comma", "", 17),
        ("(call_type, priority) = ('A', '1')", "a list of values is not allowed here", "compare one column", 1),
        ("on_scene_seconds > 1e999", "the number 1e999 is too large, too small or too exact", "", 19),
        ("on_scene_seconds > 1e15", "the number 1e15 is too large, too small or too exact", "", 19),
        ("on_scene_seconds > 1e-10", "the number 1e-10 is too large, too small or too exact", "", 19),
        ("on_scene_seconds > 0.1234567890123456",
         "the number 0.1234567890123456 is too large, too small or too exact", "", 19),
        ("on_scene_seconds > 0x1F", "unknown column 'x1F'", "", 20),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text, what, hint, offset):
    assert refusal(text) == (what, hint, offset)


def test_facts_need_something_to_be_tied_to():
    what = "has_fact: these rows have no incident and no recording to tie a fact to"
    assert refusal("has_fact('exigent')", NO_INCIDENT) == (what, "", 9)


@pytest.mark.parametrize(
    "text",
    [
        "camera_issued" + " " * 2000,
        "(" * 5000,
        "(" * 900 + "camera_issued" + ")" * 900,
        "not " * 480 + "camera_issued",
        "not(" * 300 + "camera_issued" + ")" * 300,
        "call_type in (" + ",".join(["'a'"] * 480) + ")" + "))",
        "'" * 1999,
        '"' * 1999,
        "[" * 1999,
        "{" * 1999,
        "-" * 1999,
        "1" * 1999,
        "has_fact(" * 200,
        "case " * 300,
        "a." * 900 + "a",
        "/*" * 900,
        "$" * 1999,
        "\\" * 1999,
    ],
)
def test_what_is_oversized_or_nested_ends_soon(text):
    begun = time.perf_counter()
    with pytest.raises(PredicateError):
        parse_predicate(text, SCOPE)
    assert time.perf_counter() - begun < 1


WORDS = st.sampled_from(
    [*"()',=<>;.:?$@[]{}-+*/%\"`~!|&^\\\n\t ", "--", "/*", "*/", "''", "${", "::", "||", "->", "=>", "AND", "OR", "NOT",
     "IN", "IS", "NULL", "TRUE", "FALSE", "BETWEEN", "SELECT", "FROM", "UNION", "CASE", "WHEN", "END", "CAST", "EXISTS",
     "LIKE", "VALUES", "LATERAL", "PIVOT", "OVER", "WITH", "DISTINCT", "ALL", "ANY", "COLLATE", "has_fact", "has_any",
     "has_only", "location_types",
     "call_type", "tags", "category", "location_type", "camera_issued", "arrived_at", "on_scene_seconds", "'bank'",
     "'exigent'", "'x'", "1", "-1", "1.5", "1e3", "read_csv", "recordings", "E'x'", "$$x$$", "x", "é", "\u2028", "😀"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60) | st.text(string.printable, max_size=60))
@example("has_any ( tags , 'x' ) IS NULL")
def test_whatever_is_written_is_taken_whole_or_refused(text):
    """Nothing but PredicateError ever comes out, and nothing but the allowed nodes ever goes in."""
    from sqlglot import exp

    told, offset = None, -1
    try:
        told = parse_predicate(text, SCOPE)
    except PredicateError as error:
        offset = error.offset
    assert -1 <= offset <= len(text)
    if told is None:
        return
    allowed = (exp.And, exp.Or, exp.Not, exp.Paren, exp.In, exp.Between, exp.Is, exp.Column, exp.Boolean, exp.EQ,
               exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Null, exp.Literal, exp.Neg, exp.Case, exp.If,
               exp.Anonymous, exp.Identifier)  # fmt: skip
    for node in told.tree.walk():
        assert type(node) in allowed
        assert not isinstance(node, exp.Anonymous) or node.this in ("BWC_HAS_ANY", "BWC_HAS_ONLY", "BWC_COUNT_OF")
        assert not isinstance(node, exp.Column) or set(node.args) == {"this", "table"} or not node.table
