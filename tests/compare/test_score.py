"""A folder of policies: the shares of 2018, spreads, uniformity, the map; and the 65 invented policies themselves."""

from __future__ import annotations

import html.parser
import math
import re
from pathlib import Path
from typing import Any

import pytest
from compare_policies import policy_of
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta.compare.findings_2018 import answers
from bwcmeta.compare.provisions import Status
from bwcmeta.compare.score import Score, score_policies
from bwcmeta.compare.score_rows import finding_rows, score_dict, spread_rows, topic_rows
from bwcmeta.compare.uniformity import uniformity
from bwcmeta.generate.policies import AGENCIES, agencies, policy_texts, write_policies
from bwcmeta.policies.load import load_policy
from bwcmeta.policies.policy import Policy
from bwcmeta.report.score_page import score_page

FOLDER = Path(__file__).parents[2] / "sample_policies" / "mississippi-2018"
HOSTILE = "<script>alert('x')</script> & \"<b>"


@pytest.fixture(scope="module")
def shipped() -> list[Policy]:
    return [load_policy(path) for path in sorted(FOLDER.glob("*.yaml"))]


@pytest.fixture(scope="module")
def scored(shipped: list[Policy]) -> Score:
    return score_policies(shipped, load_policy("aclu-model-act"))


def test_the_folder_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_policies(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in FOLDER.iterdir())
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name


def test_another_seed_deals_the_same_shares_to_others() -> None:
    one, other = policy_texts(2018), policy_texts(7)
    assert one != other
    stopping = [sum("camera-left-on-in-private-home" in text for text in texts.values()) for texts in (one, other)]
    assert stopping == [12, 12]


def test_names_are_invented_and_told_to_be(shipped: list[Policy]) -> None:
    names = [agency.name for agency in agencies()]
    assert len(set(names)) == AGENCIES == len(shipped) == 65
    assert all(policy.jurisdiction == "an invented agency" for policy in shipped)
    assert all("(invented)" in policy.source.title for policy in shipped if policy.source)


def test_the_shares_of_2018(scored: Score) -> None:
    rows = {row["finding"]: row for row in finding_rows(scored)}
    counts = {name: (row["yes"], row["of"]) for name, row in rows.items()}
    assert counts == {
        "notice": (0, 65),
        "home deactivation on request": (12, 65),
        "victims": (0, 65),
        "schools": (52, 65),
        "shooting footage": (0, 65),
    }
    assert [row["published"] for row in rows.values()] == ["none", "under 20 percent", "none", "most", "none"]
    assert all(row["as_published"] for row in rows.values())
    assert rows["home deactivation on request"]["share"] < 0.20


def test_advice_notes_and_answers_to_requests_are_no_yes(shipped: list[Policy]) -> None:
    """The folder holds each of these, so that a mere look at topics would count wrongly."""
    advising = [p for p in shipped if any(r.topic == "notice" for r in p.rules)]
    deciding = [p for p in shipped if any(r.topic == "release" for r in p.rules)]
    noting = [p for p in shipped if any(n.topic == "victim" for n in p.notes)]
    assert len(advising) == 9
    assert len(deciding) == 6
    assert len(noting) == 6


NOTICE = {"kind": "followed_by", "topic": "notice", "anchor": "recording_start", "then": {"fact": "notice_given"},
          "within": "60s"}  # fmt: skip
RELEASE = {"kind": "followed_by", "topic": "release", "anchor": {"fact": "officer_shooting"},
           "then": {"action": "released"}, "within": "30d"}  # fmt: skip
REQUEST = {"kind": "followed_by", "topic": "release", "anchor": {"request": "release"}, "within": "5 business days"}
VICTIM = {"kind": "stops_after", "topic": "victim", "trigger": {"fact": "victim_asked_off"}}
HOME = {"kind": "stops_after", "topic": "private_residence", "trigger": {"fact": "resident_asked_off"}}
ASKED = {"kind": "preceded_by", "topic": "private_residence", "anchor": {"fact": "entered_residence"},
         "first": {"fact": "asked_before_entry"}, "within": "10m"}  # fmt: skip
SCHOOL = {"kind": "not_recorded", "topic": "school", "while": "location_type = 'school_elementary_secondary'"}


@pytest.mark.parametrize(
    ("rule", "question", "yes"),
    [
        (NOTICE, "notice", True),
        ({**NOTICE, "advisory": True}, "notice", False),
        (HOME, "home deactivation on request", True),
        (ASKED, "home deactivation on request", False),
        (VICTIM, "victims", True),
        (SCHOOL, "schools", False),
        (VICTIM, "schools", True),
        (RELEASE, "shooting footage", True),
        ({**REQUEST, "then": {"request": "fulfilled"}}, "shooting footage", True),
        ({**REQUEST, "then": {"request": "decided"}}, "shooting footage", False),
        ({**RELEASE, "anchor": {"fact": "complaint"}}, "shooting footage", False),
    ],
)
def test_what_counts_as_a_yes(rule: dict[str, Any], question: str, yes: bool) -> None:
    policy = policy_of(rule)
    found = {answer.question.name: answer for answer in answers([policy], ["a"])}
    assert (found[question].yes == ("a",)) is yes


def test_other_shares_are_not_called_as_published() -> None:
    (answer,) = [a for a in answers([policy_of(NOTICE)], ["a"]) if a.question.name == "notice"]
    assert answer.share == 1.0
    assert answer.as_published is False
    assert answers([], [])[0].share is None


def test_uniformity_by_hand() -> None:
    assert uniformity([65]) == 1.0
    assert uniformity([1] * 65) == 0.0
    assert uniformity([2, 2]) == round(1 - math.log(2) / math.log(4), 4)
    assert uniformity([1]) == 1.0
    assert uniformity([]) is None


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_uniformity_is_a_share_and_joining_two_groups_never_lowers_it(sizes: list[int], dice: Any) -> None:
    figure = uniformity(sizes)
    assert figure is not None
    assert 0 <= figure <= 1
    if len(sizes) > 1:
        joined = [sizes[0] + sizes[1], *sizes[2:]]
        assert uniformity(joined) >= figure
    dice.shuffle(sizes)
    assert uniformity(sizes) == figure


def test_every_agency_stands_somewhere_in_every_topic(scored: Score) -> None:
    for row in topic_rows(scored):
        assert sum(row[str(name)] for name in Status) == 65
        assert row["has"] + row["advises"] == 65 - row["absent"] - row["note"]
        assert 0 <= row["uniformity"] <= 1


def test_spreads_are_lengths_that_agencies_wrote(scored: Score) -> None:
    rows = {(row["topic"], row["parameter"]): row for row in spread_rows(scored)}
    home = rows["private_residence", "within"]
    assert (home["n"], home["min"], home["median"], home["max"]) == (12, "0s", "30s", "2m")
    kept = rows["retention_min", "at least"]
    assert (kept["n"], kept["min"], kept["max"]) == (58, "30d", "2y")
    for row in rows.values():
        assert row["min_size"] <= row["median_size"] <= row["max_size"]


def test_the_order_of_the_policies_changes_nothing(shipped: list[Policy], scored: Score) -> None:
    again = score_policies(list(reversed(shipped)), load_policy("aclu-model-act"))
    assert score_dict(again) == score_dict(scored)


def test_of_several_versions_the_newest_counts() -> None:
    old = policy_of(HOME, effective={"from": "2017-01-01", "to": "2019-12-31"})
    new = policy_of(VICTIM, effective={"from": "2020-01-01"})
    score = score_policies([new, old], policy_of(HOME))
    assert score.policies == ("try-out",)
    assert [row["yes"] for row in finding_rows(score)][:3] == [0, 0, 1]


def test_twelve_months_and_a_year_are_one_way_to_say_it() -> None:
    lengths = ("12mo", "1y", "365d")
    policies = [
        policy_of(
            {"kind": "kept", "topic": "retention", "classes": [{"otherwise": True, "at_least": length}]}, policy=f"p{n}"
        )
        for n, length in enumerate(lengths)
    ]
    (row,) = [r for r in topic_rows(score_policies(policies, policies[0])) if r["topic"] == "retention_min"]
    assert (row["distinct"], row["equal"], row["weaker"]) == (2, 2, 1)


class Page(html.parser.HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"


def parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def test_the_page_is_whole_offline_and_can_be_read_without_colours(scored: Score) -> None:
    text = score_page(score_dict(scored))
    page = parsed(text)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe"}
    assert not re.search(r"(?:src|href)=|url\(|@import|https?://", text)
    squares = [attrs for tag, attrs in page.tags if tag == "td" and "aria-label" in attrs]
    assert len(squares) == 65 * len(scored.topics)
    assert {attrs["aria-label"] for attrs in squares} <= {str(name) for name in Status}
    heads = [attrs for tag, attrs in page.tags if tag == "th"]
    assert all(attrs.get("scope") in ("row", "col") for attrs in heads)
    assert dict(page.tags)["html"] == {"lang": "en"}


def test_hostile_names_and_texts_are_only_text(tmp_path: Path) -> None:
    policies = [policy_of({**HOME, "title": HOSTILE, "unless": [{"when": "call_type = '<script>'"}]}, title=HOSTILE)]
    text = score_page(score_dict(score_policies(policies, policy_of(HOME, title=HOSTILE))))
    page = parsed(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert "&lt;script&gt;" in text


def test_the_page_of_no_topic_at_all_still_stands() -> None:
    empty = policy_of(notes=[{"topic": "other", "text": "Nothing."}])
    parsed(score_page(score_dict(score_policies([empty], empty))))
