"""A folder of invented agencies' policies with the shares that the ACLU of Mississippi published in January 2018.

Of 65 policies none makes notice mandatory, 12 (under 20 percent) make the officer stop in a private home at the
resident's request, none protects victims of domestic violence, 52 have no rule against cameras in schools, and none
releases footage of a shooting by an officer. Everything else is made up, and so is every name: no such agency exists.

What a policy says is dealt like cards: for each question there is a hand of 65 answers with exact counts, and the seed
shuffles it. The same seed writes the same bytes.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bwcmeta.errors import ArgumentError

AGENCIES = 65
SEED = 2018
_STEMS = ("Quarn", "Vella", "Brask", "Ormis", "Tulga", "Fenwar", "Sibra", "Drosk", "Yarla", "Pellun", "Gorma", "Istra",
          "Nabra")  # fmt: skip
_ENDINGS = ("mere", "holt", "wick", "dale", "combe")
_KINDS = {
    "pd": "{} Police Department",
    "so": "{} County Sheriff's Office",
    "campus": "{} College Police",
}


@dataclass(frozen=True, slots=True)
class Agency:
    """An invented agency: the id of its policy, its name, and its number among the others."""

    id: str
    name: str
    number: int


def agencies(seed: int = SEED) -> tuple[Agency, ...]:
    """The 65 agencies, in the order of their ids."""
    kinds = _dealt(seed, "kind", {"pd": 41, "so": 19, "campus": 5})
    places = [stem + ending for stem, ending in itertools.product(_STEMS, _ENDINGS)]
    made = [(f"{place.lower()}-{kind}", _KINDS[kind].format(place)) for place, kind in zip(places, kinds, strict=True)]
    return tuple(Agency(agency_id, name, number) for number, (agency_id, name) in enumerate(sorted(made)))


def policy_texts(seed: int = SEED) -> dict[str, str]:
    """Every policy of the folder: name of the file -> its text."""
    hands = {question: _dealt(seed, question, counts) for question, counts in _HANDS.items()}
    found = {}
    for agency in agencies(seed):
        answers = {question: hand[agency.number] for question, hand in hands.items()}
        found[f"{agency.id}.yaml"] = "\n".join(_policy(agency, answers)) + "\n"
    return found


def write_policies(folder: Path, seed: int = SEED) -> tuple[str, ...]:
    """Write the folder; return the names of its files.

    Raises:
        ArgumentError: the folder holds other policies.
    """
    texts = policy_texts(seed)
    strangers = sorted({p.name for p in folder.glob("*.y*ml")} - set(texts)) if folder.is_dir() else []
    if strangers:
        msg = f"{folder} holds other policies ({strangers[0]}): name a folder of its own"
        raise ArgumentError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)


_HANDS: Mapping[str, Mapping[str, int]] = {
    # the five findings of 2018; notice as advice, and a decision on requests, are no yes to any of them
    "home": {"": 53, "0s": 3, "30s": 5, "1m": 2, "2m": 2},
    "school": {"": 52, "threat": 9, "always": 4},
    "notice": {"": 42, "advice": 9, "note": 14},
    "victim": {"": 59, "note": 6},
    "release": {"": 49, "7": 3, "14": 2, "21": 1, "note": 10},
    # everything else
    "activation": {"": 4, "30s": 22, "1m": 19, "2m": 12, "5m": 8},
    "from": {"arrived_at": 46, "dispatched_at": 10, "enroute_at": 9},
    "gap": {"30s": 24, "1m": 26, "5m": 15},
    "danger": {"documented": 30, "claimed": 21, "": 14},
    "mute": {"": 43, "0s": 17, "60s": 5},
    "buffer": {"": 38, "30": 21, "60": 4, "120": 2},
    "home_off": {"stays": 38, "may": 27},
    "health": {"": 54, "always": 4, "arrest": 7},
    "worship": {"": 63, "always": 2},
    "strip_search": {"": 60, "always": 5},
    "informant": {"": 57, "always": 8},
    "category": {"": 25, "category": 28, "both": 12},
    "upload": {"": 18, "12h": 8, "24h": 20, "48h": 9, "72h": 10},
    "retention": {"": 7, "30d": 9, "60d": 5, "90d": 17, "120d": 3, "180d": 12, "6mo": 4, "1y": 6, "2y": 2},
    "flagged": {"": 27, "1y": 9, "2y": 14, "3y": 10, "5y": 5},
    "most": {"": 57, "1y": 3, "3y": 5},
    "hold": {"": 33, "litigation_hold": 22, "case_open": 10},
    "viewing": {"": 57, "report": 8},
    "review": {"": 46, "7d": 4, "14d": 3, "30d": 12},
    "purpose": {"": 51, "purpose": 14},
}
"""Question -> answer -> how many of the 65 agencies give it; '' is no answer."""


def _dealt(seed: int, question: str, counts: Mapping[str, int]) -> list[str]:
    """A hand of answers, one for each agency, shuffled by the seed and the question."""
    hand = [answer for answer, count in counts.items() for _ in range(count)]
    if len(hand) != AGENCIES:
        msg = f"{question}: {len(hand)} answers for {AGENCIES} agencies"
        raise AssertionError(msg)
    return [hand[place] for place in sorted(range(AGENCIES), key=lambda place: _shuffled(seed, question, place))]


def _shuffled(seed: int, question: str, place: int) -> bytes:
    return hashlib.sha256(f"{seed}/{question}/{place}".encode()).digest()


def _policy(agency: Agency, answers: Mapping[str, str]) -> Iterator[str]:
    order = 100 + 7 * (agency.number % 31)
    yield "# Invented, like the agency. `bwcmeta policy samples` writes this folder."
    yield f"policy: {agency.id}"
    yield f"title: Body-Worn Cameras, {agency.name}"
    yield "kind: agency"
    yield "jurisdiction: an invented agency"
    yield "timezone: America/Chicago"
    yield "holidays: US-MS"
    yield f"source: {{title: General Order {order} (invented)}}"
    rules = [lines for make in _RULES if (lines := list(make(answers)))]
    yield "rules:"
    for number, lines in enumerate(rules, 1):
        yield from (line.replace("CLAUSE", f"{order}.{number}") for line in lines)
    notes = list(_notes(answers))
    if notes:
        yield "notes:"
        yield from notes


def _activation(answers: Mapping[str, str]) -> Iterator[str]:
    if not answers["activation"]:
        return
    yield "  - id: encounter-not-recorded-throughout"
    yield "    title: The encounter is recorded from start to end"
    yield '    topic: activation\n    clause: "CLAUSE"\n    severity: high\n    kind: recorded_throughout'
    yield f"    from: {answers['from']}"
    yield f"    start_within: {answers['activation']}"
    yield f"    longest_gap: {answers['gap']}"
    if answers["mute"]:
        yield f"    muted_at_most: {answers['mute']}"
    if answers["danger"]:
        standing = answers["danger"]
        yield f'    unless: [{{fact: immediate_danger, standing: {standing}, then: "start as soon as it ends"}}]'


def _buffer(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["buffer"]:
        yield from _head("buffer-too-short", "The camera keeps what came before the start", "buffer", "holds")
        yield f'    holds: "buffer_s >= {answers["buffer"]}"'


def _home(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["home"]:
        title = "The camera stops in a private home when the resident asks for it"
        yield from _head("camera-left-on-in-private-home", title, "private_residence", "stops_after")
        yield "    trigger: {fact: resident_asked_off}\n    when: \"location_type = 'residence'\""
        yield f"    within: {answers['home']}"
        if answers["home_off"] == "stays":
            yield "    stays_off_until: leaves_place"
        yield "    unless: [{fact: exigent}, {fact: warrant_service}]"


def _barred(question: str, place: str, rule: str, title: str, topic: str, unless: str) -> Iterator[str]:
    if question:
        yield from _head(rule, title, topic, "not_recorded")
        yield f'    while: "{place}"'
        if question != "always":
            yield f"    unless: [{unless}]"


def _school(answers: Mapping[str, str]) -> Iterator[str]:
    place = "location_type = 'school_elementary_secondary'"
    return _barred(answers["school"], place, "recording-in-school", "No recording in a school", "school",
                   "{fact: imminent_threat, standing: claimed}")  # fmt: skip


def _health(answers: Mapping[str, str]) -> Iterator[str]:
    place = "location_type = 'health_care'"
    title = "No recording where people are treated"
    return _barred(answers["health"], place, "recording-of-patients", title, "health_care", "{fact: arrest}")


def _worship(answers: Mapping[str, str]) -> Iterator[str]:
    place = "location_type = 'worship'"
    return _barred(answers["worship"], place, "recording-in-house-of-worship", "No recording of worship", "worship", "")


def _strip_search(answers: Mapping[str, str]) -> Iterator[str]:
    title = "No recording of a strip search"
    return _barred(
        answers["strip_search"], "has_fact('strip_search')", "strip-search-recorded", title, "strip_search", ""
    )


def _informant(answers: Mapping[str, str]) -> Iterator[str]:
    title = "No recording of a confidential informant"
    return _barred(answers["informant"], "has_fact('informant')", "informant-recorded", title, "informant", "")


def _notice(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["notice"] == "advice":
        title = "Officers should tell people of the recording where it is practical"
        yield from _head("people-not-told-of-recording", title, "notice", "followed_by")
        yield "    advisory: true\n    anchor: recording_start\n    then: {fact: notice_given}\n    within: 2m"
        yield "    missing: undetermined"


def _category(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["category"]:
        yield from _head("recording-without-category", "Every recording is given a category", "tagging", "holds")
        yield '    holds: "categories is not null"'
    if answers["category"] == "both":
        yield from _head(
            "recording-without-number", "Every recording carries its incident's number", "tagging", "holds"
        )
        yield '    holds: "incident_ids is not null"'


def _upload(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["upload"]:
        yield from _head("uploaded-late", "Footage is uploaded in time", "upload", "followed_by")
        yield "    anchor: recording_end\n    then: {column: uploaded_at}"
        yield f"    within: {answers['upload']}"


def _retention(answers: Mapping[str, str]) -> Iterator[str]:
    if not answers["retention"]:
        return
    yield from _head(
        "deleted-early-or-kept-too-long", "Footage is kept as long as its class demands", "retention", "kept"
    )
    yield "    classes:"
    if answers["flagged"]:
        yield f"      - {{when: \"has_fact('use_of_force') or has_fact('complaint')\", at_least: {answers['flagged']}}}"
    most = f", at_most: {answers['most']}, grace: 30d" if answers["most"] and answers["retention"] != "2y" else ""
    yield f"      - {{otherwise: true, at_least: {answers['retention']}{most}}}"
    if answers["hold"]:
        yield f"    held_by: [{{fact: {answers['hold']}}}]"


def _viewing(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["viewing"]:
        yield from _head("viewed-before-report", "No viewing before the report after force", "viewing", "not_before")
        yield "    what: {action: viewed}\n    before: {fact: report_filed}\n    when: \"has_fact('use_of_force')\""


def _release(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["release"] not in ("", "note"):
        yield from _head("request-not-decided", "A request for footage is decided in time", "release", "followed_by")
        yield "    anchor: {request: release}\n    then: {request: decided}"
        yield f"    within: {answers['release']} business days"


def _review(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["review"]:
        title = "Supervisors finish the reviews they are given"
        yield from _head("review-not-done", title, "supervisory_review", "followed_by")
        yield f"    anchor: {{review: assigned}}\n    then: {{review: done}}\n    within: {answers['review']}"


def _purpose(answers: Mapping[str, str]) -> Iterator[str]:
    if answers["purpose"]:
        title = "Nobody edits or deletes footage without a stated purpose"
        yield from _head("altered-without-reason", title, "tampering", "holds")
        yield "    over: evidence_actions\n    when: \"action in ('edited', 'deleted')\""
        yield '    holds: "purpose is not null"'


_RULES = (
    _activation, _buffer, _home, _school, _health, _worship, _strip_search, _informant, _notice, _category, _upload,
    _retention, _viewing, _release, _review, _purpose,
)  # fmt: skip


def _head(rule: str, title: str, topic: str, kind: str) -> Iterator[str]:
    yield f'  - id: {rule}\n    title: {title}\n    topic: {topic}\n    clause: "CLAUSE"\n    kind: {kind}'


_NOTES = {
    "notice": "Officers are encouraged to announce the camera.",
    "victim": "Officers use judgement when they interview victims.",
    "release": "Requests for footage go to the attorney of the agency.",
}


def _notes(answers: Mapping[str, str]) -> Iterator[str]:
    for topic, text in _NOTES.items():
        if answers[topic] == "note":
            yield f"  - topic: {topic}\n    text: {text}\n    because: it leaves the matter to somebody's judgement"
