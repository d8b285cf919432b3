"""What the ACLU of Mississippi found in 65 policies in January 2018, asked of any folder of policies.

Published (reference: the report's press coverage, msnewsnow.com 37218694 and wdam.com 37218406): none makes notice
mandatory; under 20 percent make the officer stop in a private home at the resident's request; none protects victims of
domestic violence; most allow cameras in schools; none provides for the release of footage of a shooting by an officer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.rules.parameters import ActionThing, RequestThing

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy, Rule

_SHOOTINGS = frozenset({"officer_shooting", "deadly_force", "firearm_discharge"})
_KEEPS_OFF = ("stops_after", "not_recorded")


@dataclass(frozen=True, slots=True)
class Question:
    """One finding of the report as a question to each policy.

    Attributes:
        name: short name. asks: the question, so that "yes" is what is counted.
        published: what the report found, in its words or close to them.
        agrees: whether a share is as published.
        says_yes: whether one policy says yes. Advice is no yes, and neither is a note.
    """

    name: str
    asks: str
    published: str
    agrees: Callable[[float], bool]
    says_yes: Callable[[Policy], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a folder of policies answers: how many of how many say yes, and which."""

    question: Question
    yes: tuple[str, ...]
    of: int

    @property
    def share(self) -> float | None:
        """The share that says yes; None of no policy at all."""
        return len(self.yes) / self.of if self.of else None

    @property
    def as_published(self) -> bool | None:
        """Whether the share is what the report published of its 65 policies."""
        return None if self.share is None else self.question.agrees(self.share)


def answers(policies: Sequence[Policy], names: Sequence[str]) -> tuple[Answer, ...]:
    """Ask every question of every policy; `names` are what the policies are called."""
    return tuple(
        Answer(
            question,
            tuple(name for policy, name in zip(policies, names, strict=True) if question.says_yes(policy)),
            len(policies),
        )
        for question in QUESTIONS
    )


def _binding(policy: Policy, topic: str) -> list[Rule]:
    return [rule for rule in policy.rules if rule.topic == topic and not rule.advisory]


def _notice(policy: Policy) -> bool:
    return bool(_binding(policy, "notice"))


def _home(policy: Policy) -> bool:
    return any(rule.kind in _KEEPS_OFF for rule in _binding(policy, "private_residence"))


def _victim(policy: Policy) -> bool:
    return any(rule.kind in _KEEPS_OFF for rule in _binding(policy, "victim"))


def _school(policy: Policy) -> bool:
    return not any(rule.kind in _KEEPS_OFF for rule in _binding(policy, "school"))


def _release(policy: Policy) -> bool:
    """A rule by which footage goes out: of a shooting, or of everything. Deciding on a request is no release."""
    for rule in _binding(policy, "release"):
        then = getattr(rule.parameters, "then", ())
        things = then if isinstance(then, tuple) else (then,)
        goes_out = any(
            (isinstance(thing, RequestThing) and thing.request == "fulfilled")
            or (isinstance(thing, ActionThing) and thing.action == "released")
            for thing in things
        )
        facts = rule.fact_names()
        if goes_out and (facts & _SHOOTINGS or (not facts and rule.when is None)):
            return True
    return False


QUESTIONS: tuple[Question, ...] = (
    Question("notice", "requires that people are told of the recording", "none", lambda s: s == 0, _notice),
    Question(
        "home deactivation on request",
        "requires the camera off in a private home when the resident asks",
        "under 20 percent",
        lambda s: s < 0.20,
        _home,
    ),
    Question("victims", "protects victims, of domestic violence or at large", "none", lambda s: s == 0, _victim),
    Question("schools", "allows cameras in schools (has no rule against it)", "most", lambda s: s > 0.5, _school),
    Question("shooting footage", "releases footage of a shooting by an officer", "none", lambda s: s == 0, _release),
)
"""The five findings, in the order of the report's coverage."""
