"""A score as plain rows: for tables, CSV, JSON and the page."""

from __future__ import annotations

from typing import Any

from bwcmeta.compare.provisions import SAYS, Status
from bwcmeta.compare.score import Score


def score_dict(score: Score) -> dict[str, Any]:
    """The whole as plain values."""
    return {
        "model": {"policy": score.model, "title": score.model_title},
        "agencies": [{"policy": p, "title": t} for p, t in zip(score.policies, score.titles, strict=True)],
        "findings": finding_rows(score),
        "topics": topic_rows(score),
        "spreads": spread_rows(score),
        "standings": standing_rows(score),
        "statuses": {str(name): says for name, says in SAYS.items()},
    }


def finding_rows(score: Score) -> list[dict[str, Any]]:
    """One row a finding of 2018."""
    return [
        {
            "finding": answer.question.name,
            "asks": answer.question.asks,
            "yes": len(answer.yes),
            "of": answer.of,
            "share": answer.share,
            "published": answer.question.published,
            "as_published": answer.as_published,
            "agencies": list(answer.yes),
        }
        for answer in score.findings
    ]


def topic_rows(score: Score) -> list[dict[str, Any]]:
    """One row a topic."""
    total = len(score.policies)
    return [
        {
            "topic": topic.topic,
            "model": list(topic.model),
            "has": topic.has,
            "of": total,
            "share": topic.has / total if total else None,
            "advises": topic.advice,
            **{str(name): topic.count(name) for name in Status},
            "distinct": topic.distinct,
            "uniformity": topic.uniformity,
            "alike": topic.alike,
        }
        for topic in score.topics
    ]


def spread_rows(score: Score) -> list[dict[str, Any]]:
    """One row a number of a topic; sizes are seconds for lengths of time."""
    return [
        {
            "topic": spread.topic,
            "parameter": spread.name,
            "n": spread.n,
            "min": spread.least.told,
            "median": spread.middle.told,
            "max": spread.greatest.told,
            "min_size": spread.least.size,
            "median_size": spread.middle.size,
            "max_size": spread.greatest.size,
        }
        for topic in score.topics
        for spread in topic.spreads
    ]


def standing_rows(score: Score) -> list[dict[str, Any]]:
    """One row a topic and agency: what the map is made of."""
    return [
        {
            "topic": topic.topic,
            "policy": standing.policy,
            "status": str(standing.status),
            "says": list(standing.says),
            "decides": list(standing.decides),
        }
        for topic in score.topics
        for standing in topic.standings
    ]
