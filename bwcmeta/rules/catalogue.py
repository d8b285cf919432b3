"""Every rule kind's parameters by its name, from the one list in `kinds`."""

from __future__ import annotations

from bwcmeta.documents.fields import Strict
from bwcmeta.rules.kinds import RULE_KINDS

PARAMETERS: dict[str, type[Strict]] = {kind.name: kind.Parameters for kind in RULE_KINDS}
"""Kind -> the model of its parameters, in the order they are documented."""
