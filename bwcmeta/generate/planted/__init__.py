"""The cases planted in the sample logs, each with what an audit must say of it."""

from __future__ import annotations

from bwcmeta.errors import ArgumentError
from bwcmeta.generate.planted.acceptance import plant_acceptance
from bwcmeta.generate.planted.builder import Planted
from bwcmeta.generate.planted.contexts import plant_contexts
from bwcmeta.generate.planted.finish import finish
from bwcmeta.generate.planted.later_kinds import plant_later_kinds
from bwcmeta.generate.planted.requests import plant_requests
from bwcmeta.generate.planted.retention import plant_retention
from bwcmeta.generate.planted.series import plant_series
from bwcmeta.generate.planted.throughout import plant_throughout
from bwcmeta.generate.scale import FEWEST_DAYS, Scale

SETS = (
    plant_acceptance,
    plant_series,
    plant_throughout,
    plant_requests,
    plant_contexts,
    plant_retention,
    plant_later_kinds,
    finish,
)
"""In this order: the order gives each case its day and its officers."""


def plant_all(scale: Scale) -> Planted:
    """Plant every case.

    Raises:
        ArgumentError: the world is too short to hold them.
    """
    if scale.days < FEWEST_DAYS:
        raise ArgumentError(
            f"days is {scale.days}: the planted cases need {FEWEST_DAYS}; ask for more days, or for none planted"
        )
    plan = Planted(scale)
    for plant in SETS:
        plant(plan)
    return plan
