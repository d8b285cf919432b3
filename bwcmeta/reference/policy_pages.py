"""The generated pages about policies: numbered checks and topics."""

from __future__ import annotations

from bwcmeta.policies.checks import CHECKS
from bwcmeta.policies.topics import TOPICS

_CHECKS_HEAD = """\
# Checks of a policy

`bwcmeta policy check FILE` prints every problem as `file:line:column: severity code what`, all at once. An **error**
keeps the policy from being used (exit code 3), a **warning** is very likely a mistake, a **note** is worth a look.
While there are errors, warnings and notes wait. A number is for ever: a check that goes is retired, not reused.

| code | severity | finds | how to mend it |
| --- | --- | --- | --- |
"""

_TOPICS_HEAD = """\
# Topics

Every rule and every note of a policy belongs to one topic; policies are compared by topic.

| topic | is about |
| --- | --- |
"""


def checks_page() -> str:
    """docs/reference/policy-checks.md."""
    return _CHECKS_HEAD + "".join(f"| {c.code} | {c.severity} | {c.finds} | {c.mend} |\n" for c in CHECKS)


def topics_page() -> str:
    """docs/reference/topics.md."""
    return _TOPICS_HEAD + "".join(f"| `{topic}` | {says} |\n" for topic, says in TOPICS.items())
