"""`policy compare`: topics by policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bwcmeta.compare.provisions import SILENT, Provision, Status, own, paired, provisions, relation, stand
from bwcmeta.compare.said import Said
from bwcmeta.compare.words import deciding, headline
from bwcmeta.policies.topics import TOPICS

if TYPE_CHECKING:
    from bwcmeta.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Cell:
    """What one policy says of one topic, and how that stands to the model.

    Attributes:
        topic, policy: where the cell stands; `policy` is the label of the column.
        status: against the model; None in the column of the model itself.
        says: the numbers of the topic, or what is said where there is none.
        decides: the phrases in which it differs from the model.
        rules: ids of its rules of this topic.
    """

    topic: str
    policy: str
    status: Status | None
    says: tuple[str, ...]
    decides: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Topics by policies: `cells` row by row, the model's first in each row."""

    model: str
    policies: tuple[str, ...]
    topics: tuple[str, ...]
    cells: tuple[Cell, ...]

    def row(self, topic: str) -> tuple[Cell, ...]:
        """The cells of one topic: the model's, then those of the policies in order."""
        return tuple(cell for cell in self.cells if cell.topic == topic)


def compare_policies(policies: Sequence[Policy], model: Policy) -> Comparison:
    """Hold policies against a model, topic by topic.

    Topics of which nobody says anything are left out. Policies of one id are told apart by their files.
    """
    columns = [model, *policies]
    names = labels(columns)
    said = [provisions(policy) for policy in columns]
    noted = [{note.topic for note in policy.notes} for policy in columns]
    topics = tuple(t for t in TOPICS if any(t in one for one in (*said, *noted)))
    cells = []
    for topic in topics:
        for number, name in enumerate(names):
            mine = said[number].get(topic, ())
            found = stand(said[number], said[0] if number else {}, topic, noted=topic in noted[number])
            if found in SILENT:
                cells.append(Cell(topic, name, found, (), (), ()))
                continue
            decides = decided(mine, said[0].get(topic, ())) if number else []
            cells.append(
                Cell(topic, name, found if number else None, tuple(headline(mine)), tuple(decides), rule_ids(mine))
            )
    return Comparison(names[0], tuple(names[1:]), topics, tuple(cells))


def decided(mine: Sequence[Provision], theirs: Sequence[Provision]) -> list[str]:
    """The phrases that make a policy stand to another as it does (in a topic where it is not silent)."""
    if not any(own(one) for one in mine):
        return ["under another topic"]
    if relation(mine, theirs) == 0:
        return []
    found = [text for one, other in paired(mine, theirs) for text in deciding(one, other)]
    return list(dict.fromkeys(found))


def rule_ids(said: Sequence[Provision]) -> tuple[str, ...]:
    """Ids of the rules behind some provisions."""
    rules = [rule for one in said for rule in ((one,) if isinstance(one, Said) else one.rules)]
    return tuple(dict.fromkeys(rule.rule for rule in rules))


def labels(policies: Sequence[Policy]) -> list[str]:
    """A name for each policy: its id, with its first day or its file where two have one id, numbered at last."""
    ids = [policy.id for policy in policies]
    names: list[str] = []
    for policy in policies:
        name = policy.id
        if ids.count(policy.id) > 1:
            name = f"{policy.id} ({policy.effective_from or policy.file})"
        while name in names:
            name += "'"
        names.append(name)
    return names
