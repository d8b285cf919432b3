"""The JSON Schema that editors complete policies from."""

from __future__ import annotations

import json

from bwcmeta.policies.document import RULE_MODELS
from bwcmeta.policies.schema import policy_schema
from bwcmeta.policies.topics import TOPICS


def walk(node, path=()):
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from walk(value, (*path, number))


def test_every_reference_leads_somewhere_and_the_schema_is_plain_json():
    schema = policy_schema()
    assert json.loads(json.dumps(schema)) == schema
    references = {node["$ref"] for _, node in walk(schema) if isinstance(node, dict) and "$ref" in node}
    assert references
    for reference in references:
        assert reference.removeprefix("#/$defs/") in schema["$defs"], reference


def test_each_kind_has_its_own_keys_and_every_key_a_sentence():
    schema = policy_schema()
    parts = schema["properties"]["rules"]["items"]["allOf"]
    branches = {
        part["if"]["properties"]["kind"]["const"]: part["then"]["$ref"] for part in parts if "properties" in part["if"]
    }
    assert list(branches) == list(RULE_MODELS)
    for kind, reference in branches.items():
        part = schema["$defs"][reference.removeprefix("#/$defs/")]
        assert part["additionalProperties"] is False
        assert part["properties"]["kind"]["const"] == kind
        assert {"id", "title", "topic", "clause", "kind"} <= set(part["required"])
        assert set(part["properties"]["topic"]["enum"]) == set(TOPICS)
        for name, key in part["properties"].items():
            assert key.get("description", "").endswith("."), (kind, name)


def test_keys_are_as_people_write_them_and_none_may_be_empty():
    schema = policy_schema()
    names = {path[-1] for path, _ in walk(schema) if len(path) > 1 and path[-2] == "properties"}
    assert {"from", "while", "else"} <= names
    assert not any(name.endswith("_") for name in names)
    assert not any(node == {"type": "null"} for _, node in walk(schema))


def test_topics_have_one_sentence_each():
    for topic, says in TOPICS.items():
        assert topic == topic.lower()
        assert says.endswith(".")
