"""Where a character of a text stands in the file, however YAML wrote the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta.documents.places import read_yaml
from bwcmeta.policies.inside import place_inside


def where(source, offset, key="k"):
    document = read_yaml(source, "f.yaml")
    found = place_inside(source, document.place((key,)), document.at((key,)), offset)
    return found.line, found.column


@pytest.mark.parametrize(
    ("source", "offset", "expected"),
    [
        ("k: abc def", 0, (1, 4)),
        ("k: abc def", 4, (1, 8)),
        ("k: abc def", 10, (1, 11)),
        ("k: 'abc def'", 4, (1, 9)),
        ('k: "abc def"', 4, (1, 9)),
        ("k: 'it''s d'", 5, (1, 11)),
        ("k: 'it''s d'", 2, (1, 7)),
        ("k: >\n  abc\n  def", 4, (3, 3)),
        ("k: >-\n\n    abc\n    def", 5, (4, 5)),
        ("k: |\n  abc\n   def", 5, (3, 4)),
        ("k: 'abc\n   def'", 4, (2, 4)),
        ("k: abc\n   def", 4, (2, 4)),
        ('k: "a\\x62c def"', 4, (1, 4)),  # an escape: the text as a whole
        ("k: abc def", -1, (1, 4)),
        ("k: {x: 1}", 0, (1, 4)),
    ],
)
def test_a_character_is_found(source, offset, expected):
    if source.endswith("}"):
        document = read_yaml(source, "f.yaml")
        found = place_inside(source, document.place(("k",)), "abc", offset)
        assert (found.line, found.column) == expected
    else:
        assert where(source, offset) == expected


@given(st.text("ab 'cd=", min_size=1, max_size=30).map(str.strip).filter(bool), st.data())
def test_every_letter_of_a_quoted_text_is_found(text, data):
    source = "x: 1\nk: '" + text.replace("'", "''") + "'"
    offset = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] != " "))
    line, column = where(source, offset)
    assert line == 2
    assert source.splitlines()[1][column - 1] == text[offset]


@given(st.text(max_size=40), st.text(max_size=40), st.integers(-5, 50), st.integers(0, 5), st.integers(0, 50))
def test_nothing_it_is_given_makes_it_fail(source, value, offset, line, column):
    from bwcmeta.errors import Place

    found = place_inside(source, Place("f", line, column), value, offset)
    assert found.file == "f"
