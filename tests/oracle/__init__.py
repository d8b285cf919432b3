"""The oracle: every verdict worked out by hand, slowly, from docs/reference/policy-language.md alone.

Nested loops over dicts and datetimes. It imports nothing of bwcmeta, so a fault in the engine cannot hide in both.
"""

from oracle.audit import audit

__all__ = ["audit"]
