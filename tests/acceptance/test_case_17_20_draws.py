"""Case 17: the same frame and seed give the same draw on any machine. Case 20: what was drawn and expires is held."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bwcmeta import ArgumentError
from bwcmeta.sampling.draw import allocate, draw, ticket

POLICY = """policy: p
title: P
kind: agency
frames:
  events: {over: unit_responses, exclude: [{reason: cancelled, when: "disposition = 'CAN'"}]}
rules:
  - {id: encounter, title: E., topic: activation, clause: "1", kind: recorded_throughout, frame: events}
  - {id: named, title: N., topic: other, clause: "2", kind: holds, over: recordings, holds: "officer_id IS NOT NULL"}
"""
SEED = "6 3 1 5 2 2"
Rows = list[str]


def _tables() -> dict[str, tuple[str, Rows]]:
    incidents, responses, recordings = [], [], []
    for n in range(60):
        number, day, who = f"I{n:02d}", 1 + n % 28, f"P{n % 7}"
        incidents.append(f"{number},D{n % 3},{'CAN' if n % 20 == 19 else 'RPT'}")
        responses.append(f"{number},{who},2026-03-{day:02d}T10:00:00Z,2026-03-{day:02d}T10:20:00Z")
        if n % 4:
            span = f"2026-03-{day:02d}T09:59:00Z,2026-03-{day:02d}T10:{20 + n % 3}:00Z"
            recordings.append(f"R{n:02d},{who},C{who},{span},{number},2026-09-{day:02d}T00:00:00Z")
    return {
        "incidents": ("incident_id,district,disposition", incidents),
        "unit_responses": ("incident_id,officer_id,arrived_at,cleared_at", responses),
        "recordings": (
            "recording_id,officer_id,device_id,started_at,ended_at,incident_ids,retention_until",
            recordings,
        ),
    }


def _written(folder: Path, tables: dict[str, tuple[str, Rows]], shuffle: int | None = None) -> list[Path]:
    """The tables as files; shuffled and in two pieces each where asked."""
    folder.mkdir()
    (folder / "p.yaml").write_text(POLICY)
    files = []
    for name, (head, rows) in tables.items():
        mixed = list(rows)
        if shuffle is not None:
            random.Random(shuffle).shuffle(mixed)
        cut = len(mixed) // 3 if shuffle is not None else len(mixed)
        for place, part in enumerate(p for p in (mixed[:cut], mixed[cut:]) if p):
            piece = folder / str(place)
            piece.mkdir(exist_ok=True)
            (piece / f"{name}.csv").write_text("\n".join([head, *part]) + "\n")
            files.append(piece / f"{name}.csv")
    return files if shuffle is None else files[::-1]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return _written(tmp_path / "exports", _tables())


def _draw(bwcmeta: Callable[..., Any], files: list[Path], *words: str) -> Any:
    policy = next(f for f in (files[0].parent.parent / "p.yaml", files[0].parent / "p.yaml") if f.is_file())
    return bwcmeta("sample", "draw", *files, "-p", policy, *words)


def _drawn(bwcmeta: Callable[..., Any], files: list[Path], *words: str) -> dict[str, Any]:
    ran = _draw(bwcmeta, files, "--seed", SEED, "-f", "json", *words)
    assert ran.code == 0, ran.err
    told: dict[str, Any] = json.loads(ran.out)
    return told


@pytest.mark.parametrize("words", [(), ("--strata", "district"), ("--rule", "named")])
def test_another_machine_draws_the_same_list(
    tmp_path: Path, files: list[Path], bwcmeta: Callable[..., Any], words: tuple[str, ...]
) -> None:
    here = _drawn(bwcmeta, files, "--size", "9", *words)
    there = _drawn(bwcmeta, _written(tmp_path / "there", _tables(), shuffle=5), "--size", "9", *words)
    assert here["certificate"]["frame"] == there["certificate"]["frame"]
    assert here["certificate"]["drawn"] == there["certificate"]["drawn"]
    assert len(here["draw"]) == 9


def test_the_list_is_this_one(files: list[Path], bwcmeta: Callable[..., Any]) -> None:
    """Written down once: another version, another library or another machine must draw it too."""
    told = _drawn(bwcmeta, files, "--size", "3")
    assert told["certificate"]["frame"]["sha256"] == "2486807fa04886b741a47f049073ba40e8b28c578062e95c13810bf2bb82da5d"
    assert [row["incident_id"] for row in told["draw"]] == ["I16", "I18", "I31"]
    first = told["draw"][0]
    assert first["ticket"] == hashlib.sha256(f"{SEED},{first['item_id']}".encode()).hexdigest()


def test_the_frame_is_what_the_rule_binds_and_its_count_closes(files: list[Path], bwcmeta: Callable[..., Any]) -> None:
    told = _drawn(bwcmeta, files, "--size", "5")
    frame = told["certificate"]["frame"]
    assert {row["state"]: row["n"] for row in frame["waterfall"]} == {"cancelled": 3, "bound": 57}
    assert frame["items"] == 57
    everything = _drawn(bwcmeta, files, "--size", "57")
    policy = files[0].parent.parent / "p.yaml"
    audit = json.loads(bwcmeta("audit", *files, "-p", policy, "-f", "json").out)
    missing = {f["finding_id"] for f in audit["findings"] if f["rule_id"] == "encounter"}
    assert missing
    assert missing <= {row["item_id"] for row in everything["draw"]}  # an item has the id of its finding


def test_a_larger_draw_contains_the_smaller_one(files: list[Path], bwcmeta: Callable[..., Any]) -> None:
    for words in ((), ("--strata", "district")):
        small = [d["item"] for d in _drawn(bwcmeta, files, "--size", "6", *words)["certificate"]["drawn"]]
        large = [d["item"] for d in _drawn(bwcmeta, files, "--size", "11", *words)["certificate"]["drawn"]]
        assert set(small) < set(large)


def test_strata_share_by_size_and_say_their_weight(files: list[Path], bwcmeta: Callable[..., Any]) -> None:
    told = _drawn(bwcmeta, files, "--size", "9", "--strata", "district")
    assert [(s["name"], s["items"], s["drawn"]) for s in told["certificate"]["strata"]] == [
        ("D0", 19, 3), ("D1", 19, 3), ("D2", 19, 3),
    ]  # fmt: skip
    assert {row["weight"] for row in told["draw"]} == {round(19 / 3, 10)}


def test_the_frame_is_announced_first_and_another_is_refused(
    tmp_path: Path, files: list[Path], bwcmeta: Callable[..., Any]
) -> None:
    ran = _draw(bwcmeta, files)
    assert "Nothing was drawn" in ran.out
    announced = json.loads(_draw(bwcmeta, files, "-f", "json").out)["certificate"]["frame"]["sha256"]
    assert announced in ran.out
    assert _draw(bwcmeta, files, "--seed", SEED, "--size", "3", "--frame", announced).code == 0
    tables = _tables()
    tables["unit_responses"][1].pop(0)
    less = _draw(bwcmeta, _written(tmp_path / "less", tables), "--seed", SEED, "--size", "3", "--frame", announced)
    assert less.code == 3
    assert "another than was announced" in less.err


def test_verify_draws_again(tmp_path: Path, files: list[Path], bwcmeta: Callable[..., Any]) -> None:
    out = tmp_path / "draw"
    assert _draw(bwcmeta, files, "--seed", SEED, "--size", "8", "--strata", "district", "--out", str(out)).code == 0
    policy = files[0].parent.parent / "p.yaml"
    assert bwcmeta("sample", "verify", out).code == 0
    assert bwcmeta("sample", "verify", out / "certificate.json", *files, "-p", policy).code == 0
    again = _draw(bwcmeta, files, "--seed", "again", "--size", "8", "--out", str(out))
    assert again.code == 3
    assert "made once" in again.err


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("certificate.json", lambda t: t.replace(SEED, "6 3 1 5 2 3"), "the seed draws other items"),
        ("certificate.json", lambda t: t.replace('"size": 8', '"size": 7'), "the seed draws other items"),
        ("frame.csv", lambda t: "\n".join(t.splitlines()[:-1]) + "\n", "not the frame of the certificate"),
        ("draw.csv", lambda t: "\n".join(t.splitlines()[:-1]) + "\n", "draw.csv was changed"),
        ("certificate.json", lambda t: "[]", "no certificate"),
        ("certificate.json", lambda t: t.replace('"size": 8', '"size": "many"'), "nothing can be drawn again"),
    ],
)
def test_what_was_tampered_with_is_told(
    tmp_path: Path, files: list[Path], bwcmeta: Callable[..., Any], name: str, change: Callable[[str], str], says: str
) -> None:
    out = tmp_path / "draw"
    _draw(bwcmeta, files, "--seed", SEED, "--size", "8", "--out", str(out))
    (out / name).write_text(change((out / name).read_text()))
    ran = bwcmeta("sample", "verify", out)
    assert ran.code == 3
    assert says in ran.out + ran.err


def test_data_that_changed_since_give_another_frame(
    tmp_path: Path, files: list[Path], bwcmeta: Callable[..., Any]
) -> None:
    out = tmp_path / "draw"
    _draw(bwcmeta, files, "--seed", SEED, "--size", "8", "--out", str(out))
    tables = _tables()
    tables["unit_responses"][1].pop(0)
    changed = _written(tmp_path / "changed", tables)
    ran = bwcmeta("sample", "verify", out, *changed, "-p", tmp_path / "changed" / "p.yaml")
    assert ran.code == 3
    assert "the data give another frame: 56 items" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--seed", "x"), "needs a seed and a size"),
        (("--seed", " ", "--size", "3"), "the seed is blank"),
        (("--seed", "x", "--size", "0"), "ask for one"),
        (("--seed", "x", "--size", "58"), "has 57 items"),
        (("--strata", "distrct"), "did you mean 'district'"),
        (("--rule", "encountr"), "did you mean 'encounter'"),
        (("--expiring-within", "-1"), "from 0 on"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    files: list[Path], bwcmeta: Callable[..., Any], words: tuple[str, ...], says: str
) -> None:
    ran = _draw(bwcmeta, files, *words)
    assert ran.code == 3
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def _board(tmp_path: Path, bwcmeta: Callable[..., Any], retention: str, *words: str, more: str = "") -> dict[str, Any]:
    """One event, one recording that is deleted then, drawn for the board as of 20 August."""
    tables = {
        "unit_responses": (
            "incident_id,officer_id,arrived_at,cleared_at",
            ["I1,P1,2026-03-02T10:00:00Z,2026-03-02T10:20:00Z"],
        ),
        "recordings": (
            "recording_id,officer_id,device_id,started_at,ended_at,incident_ids,retention_until,deleted_at,status",
            [f"R1,P1,C1,2026-03-02T09:59:00Z,2026-03-02T10:21:00Z,I1,{retention},{more or ','}"],
        ),
    }
    out = tmp_path / "draw"
    files = _written(tmp_path / "board", tables)
    return _drawn(bwcmeta, files, "--size", "1", "--as-of", "2026-08-20", "--out", str(out), *words)


def test_what_was_drawn_and_expires_in_five_days_is_asked_to_be_held(
    tmp_path: Path, bwcmeta: Callable[..., Any]
) -> None:
    told = _board(tmp_path, bwcmeta, "2026-08-25T12:00:00Z")
    (hold,) = told["holds"]
    assert (hold["recording_id"], hold["state"], hold["hold_requested"], hold["days_left"]) == (
        "R1",
        "expires",
        True,
        5,
    )
    assert hold["planned_deletion"] == "2026-08-25T12:00:00Z"
    assert hold["reason"] == "drawn for review and due to be deleted in 5 days"
    assert hold["source"].endswith("recordings.csv:2")
    with (tmp_path / "draw" / "holds.csv").open() as file:
        (written,) = csv.DictReader(file)
    assert (written["recording_id"], written["hold_requested"], written["days_left"]) == ("R1", "true", "5")
    assert told["certificate"]["footage"]["holds_requested"] == 1


@pytest.mark.parametrize(
    ("retention", "more", "words", "state"),
    [
        ("2026-09-19T00:00:00Z", "", (), "expires"),
        ("2026-09-19T00:00:01Z", "", (), "kept long enough"),
        ("2026-09-19T00:00:01Z", "", ("--expiring-within", "31"), "expires"),
        ("2026-08-19T00:00:00Z", "", (), "overdue"),
        ("", "", (), "planned deletion unknown"),
        ("2026-08-19T00:00:00Z", "2026-08-19T00:00:00Z,", (), "already deleted"),
        ("", ",deleted", (), "already deleted"),
    ],
)
def test_every_recording_of_the_draw_is_counted(
    tmp_path: Path, bwcmeta: Callable[..., Any], retention: str, more: str, words: tuple[str, ...], state: str
) -> None:
    told = _board(tmp_path, bwcmeta, retention, *words, more=more)
    assert told["certificate"]["footage"]["recordings"] == {state: 1}
    assert [h["state"] for h in told["holds"]] == ([] if state == "kept long enough" else [state])
    assert [h["hold_requested"] for h in told["holds"]] == [state in ("expires", "overdue")] * len(told["holds"])


def test_a_drawn_recording_is_its_own_footage(tmp_path: Path, bwcmeta: Callable[..., Any]) -> None:
    told = _board(tmp_path, bwcmeta, "2026-08-25T12:00:00Z", "--rule", "named")
    assert [(h["recording_id"], h["how"]) for h in told["holds"]] == [("R1", "is the item")]


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 40), min_size=1, max_size=6),
    st.integers(1, 60),
    st.randoms(use_true_random=False),
)
def test_a_draw_takes_the_lowest_tickets_whatever_the_order(
    sizes: dict[str, int], size: int, chance: random.Random
) -> None:
    frame = [(f"{place}-{n}", name) for place, (name, count) in enumerate(sizes.items()) for n in range(count)]
    size = min(size, len(frame))
    mixed = list(frame)
    chance.shuffle(mixed)
    strata, drawn = draw(frame, size, "seed")
    assert (strata, drawn) == draw(mixed, size, "seed")
    assert len(drawn) == size == sum(s.drawn for s in strata)
    for part in strata:
        assert part.drawn <= part.items
        assert part.drawn >= 1 or size < len(sizes)
        tickets = sorted(ticket("seed", item) for item, name in frame if name == part.name)
        assert sorted(d.ticket for d in drawn if d.stratum == part.name) == tickets[: part.drawn]
    if size < len(frame):
        more = {s.name: s.drawn for s in allocate(sizes, size + 1)}
        assert all(more[s.name] >= s.drawn for s in strata)


def test_an_item_twice_is_refused() -> None:
    with pytest.raises(ArgumentError, match="twice"):
        draw([("a", "x"), ("a", "y")], 1, "seed")
