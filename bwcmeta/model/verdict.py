"""The five verdicts and the exit codes: closed sets, named once."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Verdict(StrEnum):
    """What the rule says of one obligation."""

    COMPLIANT = "compliant"
    VIOLATION = "violation"  # a *candidate*, until a person decides
    EXEMPT = "exempt"
    UNDETERMINED = "undetermined"  # the data cannot tell; a reason says why
    PENDING = "pending"  # a grace period is still open


class Grade(StrEnum):
    """How sure the match of recording and event is."""

    A = "A"  # two independent keys agree: number, and officer with time
    B = "B"  # one key
    C = "C"  # inference only


class Exit(IntEnum):
    """Exit codes of every command. `DEGRADED` wins over `FINDINGS`."""

    CLEAN = 0  # nothing new over the threshold
    FINDINGS = 1  # candidate violations over the threshold
    DEGRADED = 2  # inputs degraded: results are provisional
    WRONG = 3  # a document or an argument is wrong
    FAILED = 4  # the program failed
