"""JSON Schemas of the documents people write, so that an editor completes and checks them."""

from __future__ import annotations

from typing import Any

from bwcmeta.profiles.document import Profile


def profile_schema() -> dict[str, Any]:
    """The schema of a profile, under the names people write (`from`, not `from_`)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Profile.model_json_schema(by_alias=True),
        "title": "bwcmeta profile",
    }
