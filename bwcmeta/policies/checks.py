"""Every numbered check of a policy, in one table: `policy check` and docs/reference/policy-checks.md are made of it.

A number is for ever: a check that goes is retired, not reused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its number, how grave it is, what it finds and how it is mended."""

    code: str
    severity: Severity
    finds: str
    mend: str


CHECKS: tuple[Check, ...] = (
    Check("BWC101", "error", "A key, a value or the file itself is not as the language says.",
          "Follow the hint; docs/reference/policy-language.md names every key."),
    Check("BWC102", "error", "A rule has no kind, or one that does not exist.",
          "`bwcmeta policy kinds` lists the kinds with an example of each."),
    Check("BWC103", "error", "Two rules of one document have the same id.",
          "Rename one: an id names one fault."),
    Check("BWC104", "error", "What `extends` names is not there, or leads back to this policy.",
          "Name a shipped policy's id, or a path beside this file."),
    Check("BWC105", "error", "A rule is dropped that the parent does not have.",
          "Take the line away, or mend the id."),
    Check("BWC106", "error", "A predicate cannot be taken: an unknown column, a wrong type, something not allowed.",
          "The place points into the text; docs/reference/policy-language.md section 2 says what is allowed."),
    Check("BWC107", "error", "A rule names a frame that is not there, or one over another table.",
          "Name a frame of this policy over the rule's table."),
    Check("BWC108", "error", "A limit names a tolerance that is not there.",
          "Add it to `tolerances`, or mend the name."),
    Check("BWC109", "error", "A rule names a column that its table does not have, or one that is no instant.",
          "Follow the hint; docs/reference/tables.md lists the columns."),
    Check("BWC110", "error", "A limit has no unit, or months, years or business days where elapsed time is measured.",
          "Write 30s, 5m, 24h; where the calendar counts also 90d, 6mo, 3y, 5 business days."),
    Check("BWC111", "error", "The time zone is not known.", "Write an IANA name: America/Chicago."),
    Check("BWC112", "error", "Effective dates end before they begin, or two versions of one policy overlap.",
          "Give each version its own span of days."),
    Check("BWC113", "error", "A `rate` counts a rule that is not there, itself, or another rate.",
          "Name another rule of this policy in `of`."),
    Check("BWC114", "error", "A rule has a key that its kind cannot use.",
          "Move it to the rule that a rate counts, or take it away."),
    Check("BWC115", "error", "The trigger's predicate does not say which fact it waits for, or asks for more.",
          "Compare the column `fact`, or write {fact: NAME}; what else must hold stands in `when`."),
    Check("BWC116", "error", "A case in `tests` names an unknown rule or holds rows that no table could hold.",
          "docs/reference/policy-tests.md shows how cases are written."),
    Check("BWC117", "error", "Retention classes contradict one another or themselves.",
          "`otherwise` comes last and once; at_most is not less than at_least; grace needs at_most."),
    Check("BWC120", "warning", "A rule of a model or a statute does not say how its clause was verified.",
          "Add `verified: source` with `address`, `source_kind` and `read`."),
    Check("BWC121", "warning", "A rule stands on memory only.",
          "Read the source, or turn the rule into a note (unverified)."),
    Check("BWC122", "warning", "A frame is used by no rule.", "Name it in a rule, or take it away (`--fix` does)."),
    Check("BWC123", "warning", "A tolerance is used by no rule.",
          "Mend the name where it was meant, or take it away (`--fix` does)."),
    Check("BWC124", "warning", "A rule can never find anything: its predicate contradicts itself.",
          "One column cannot be two things at once: OR was meant, or IN."),
    Check("BWC125", "warning", "Two rules say the same.", "Keep one."),
    Check("BWC126", "warning", "A rule is not fully executable and names no blind spot.",
          "Say in `blind_spots` what it cannot see."),
    Check("BWC127", "warning", "An exclusion or an exemption can never apply: an earlier one already covers it.",
          "Take it away (`--fix` does)."),
    Check("BWC128", "warning", "Two rules overlap: they bind the same rows, and one is stricter throughout.",
          "Keep the stricter one, or say with `when` which rows each is about."),
    Check("BWC130", "note", "A fact is named that no shipped profile or rule knows.",
          "Mend the name if it is misspelt; the vocabulary is open otherwise."),
    Check("BWC131", "note", "A rule has no case.", "Write one case that is flagged and one that is not."),
    Check("BWC132", "note", "A rule's cases show one side only.",
          "Show what is flagged *and* what is not."),
    Check("BWC133", "note", "The policy does not say where it was read.", "Add `source`."),
)  # fmt: skip
"""In the order of their numbers."""

BY_CODE = {check.code: check for check in CHECKS}
