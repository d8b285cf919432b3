from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from bwcmeta.documents.load import check_model, read_document, try_model
from bwcmeta.documents.places import read_yaml
from bwcmeta.errors import DocumentError, Place

TEXT = """\
id: a-policy
version: 1.10
rules:
  - id: one
    within: 30s
  - {id: two, clause: "1(d)(1)"}
values:
  01: residence
  no: 065
"""


def test_every_key_and_value_has_its_place() -> None:
    document = read_yaml(TEXT, "p.yaml")
    assert document.place() == Place("p.yaml", 1, 1)
    assert document.key_place(("rules",)) == Place("p.yaml", 3, 1)
    assert document.place(("rules", 0, "within")) == Place("p.yaml", 5, 13)
    assert document.key_place(("rules", 1, "clause")) == Place("p.yaml", 6, 15)
    assert document.place(("rules", 1)) == Place("p.yaml", 6, 5)
    assert document.place(("rules", 7, "absent")) == document.place(("rules",))


def test_words_that_yaml_1_1_would_turn_into_something_else_stay_text() -> None:
    value = read_yaml(TEXT + "at: 12:30\non: 2018-01-01\nyes: off\nnothing:\nfine: -3\n", "p").value
    assert value["values"] == {"01": "residence", "no": "065"}
    assert value["version"] == 1.1
    assert value["at"] == "12:30"
    assert value["on"] == "2018-01-01"
    assert value["yes"] == "off"
    assert value["nothing"] is None
    assert value["fine"] == -3


def problems(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read_yaml(text, "p.yaml")
    return [str(p) for p in caught.value.problems]


def test_duplicate_keys_are_refused_and_all_are_listed() -> None:
    found = problems("a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert found == [
        "p.yaml:2:11: the key 'c' is given twice\n  hint: the first is on line 2",
        "p.yaml:3:1: the key 'a' is given twice\n  hint: the first is on line 1",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: !!python/object/apply:os.system [ls]\n", "p.yaml:1:4: tags are not read"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "p.yaml:3:3: merge keys (<<) are not read"),
        ("a: 1\n---\nb: 2\n", "p.yaml:2:1: a second document begins here"),
        ("", "p.yaml: the document is empty"),
        ("a: [1, 2\n", "p.yaml:2:1: this is not YAML"),
        ("a: *b\n", "p.yaml:1:4"),
        ("a: &a [*a]\n", "p.yaml:1:8: the alias *a refers to nothing before it"),
        ("? [a, b]\n: 1\n", "p.yaml:1:3: a key must be plain text"),
        ("[" * 5000, "nested deeper than 60 levels"),
        ("a: \x01\n", "p.yaml"),
    ],
)
def test_what_is_not_read_is_refused_by_place(text: str, says: str) -> None:
    assert any(says in p for p in problems(text)), problems(text)


def test_an_alias_bomb_is_refused_in_bounded_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 400,000 values" in problems("\n".join(lines))[0]


def test_an_alias_is_the_same_value_with_its_own_place() -> None:
    document = read_yaml("a: &x {b: 1}\nc: *x\n", "p")
    assert document.value["c"] == {"b": 1}
    assert document.place(("c",)) == Place("p", 2, 4)
    assert document.place(("c", "b")) == Place("p", 1, 11)


class Keep(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["keep"]
    days: int = Field(gt=0)


class Stop(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["stop"]
    within: str

    @field_validator("within")
    @classmethod
    def _unit(cls, value: str) -> str:
        if not value.endswith("s"):
            raise PydanticCustomError("unit", "the limit has no unit", {"hint": "write 30s"})
        return value


class Policy(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    title: str
    rules: list[Annotated[Keep | Stop, Field(discriminator="kind")]]
    unless: list[Keep | str] = []
    level: Literal["low", "high"] = "low"


BAD = """\
id: 7
titel: x
rules:
  - kind: keep
    days: 0
    dayz: 3
  - kind: stop
    within: 30
  - kind: stp
  - kind: stop
    within: "30"
unless:
  - {kind: keep}
  - [1]
level: hihg
"""


def test_all_problems_at_once_with_places_and_hints() -> None:
    with pytest.raises(DocumentError) as caught:
        check_model(read_yaml(BAD, "p.yaml"), Policy)
    lines = "\n".join(str(p) for p in caught.value.problems)
    expected = """\
p.yaml:1:1: the key 'title' is missing
p.yaml:1:5: 'id' must be text, not the number 7
  hint: put it in quotes: '7'
p.yaml:2:1: unknown key 'titel'
  hint: did you mean 'title'?
p.yaml:5:11: 'days' must be greater than 0, not 0
p.yaml:6:5: unknown key 'dayz'
  hint: did you mean 'days'?
p.yaml:8:13: 'within' must be text, not the number 30
  hint: put it in quotes: '30'
p.yaml:9:11: 'kind' cannot be 'stp'
  hint: did you mean 'stop'?
p.yaml:11:13: the limit has no unit
  hint: write 30s
p.yaml:13:5: the key 'days' is missing
p.yaml:14:5: item 2 must be a mapping or text, not a list
p.yaml:15:8: 'level' cannot be 'hihg'
  hint: did you mean 'high'?"""
    assert lines == expected


def test_a_part_of_a_document_can_be_checked_alone() -> None:
    made, found = try_model(read_yaml(BAD, "p.yaml"), Keep, at=("rules", 0))
    assert made is None
    assert [p.place.line for p in found] == [5, 6]


def test_a_file_that_is_absent_or_not_utf8_is_a_problem_not_a_traceback(tmp_path) -> None:
    with pytest.raises(DocumentError, match="there is no such file"):
        read_document(tmp_path / "none.yaml")
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(DocumentError, match=r"bad\.yaml:2:1: not UTF-8 text"):
        read_document(bad)
