"""Every rule kind, listed by hand in the order they are documented."""

from __future__ import annotations

from bwcmeta.rules.base import RuleKind
from bwcmeta.rules.followed_by import FollowedBy
from bwcmeta.rules.holds import Holds
from bwcmeta.rules.kept import Kept
from bwcmeta.rules.not_before import NotBefore
from bwcmeta.rules.not_recorded import NotRecorded
from bwcmeta.rules.preceded_by import PrecededBy
from bwcmeta.rules.rate import Rate
from bwcmeta.rules.recorded_throughout import RecordedThroughout
from bwcmeta.rules.stops_after import StopsAfter

RULE_KINDS: tuple[RuleKind, ...] = (
    RecordedThroughout(),
    NotRecorded(),
    StopsAfter(),
    FollowedBy(),
    PrecededBy(),
    NotBefore(),
    Kept(),
    Holds(),
    Rate(),
)
"""One object a kind."""

KIND_BY_NAME = {kind.name: kind for kind in RULE_KINDS}
