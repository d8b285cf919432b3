"""Every rule kind, listed by hand in the order they are documented."""

from __future__ import annotations

from bwcmeta.rules.base import RuleKind
from bwcmeta.rules.holds import Holds
from bwcmeta.rules.kept import Kept
from bwcmeta.rules.not_recorded import NotRecorded
from bwcmeta.rules.recorded_throughout import RecordedThroughout
from bwcmeta.rules.stops_after import StopsAfter

RULE_KINDS: tuple[RuleKind, ...] = (RecordedThroughout(), NotRecorded(), StopsAfter(), Kept(), Holds())
"""One object a kind."""

KIND_BY_NAME = {kind.name: kind for kind in RULE_KINDS}
