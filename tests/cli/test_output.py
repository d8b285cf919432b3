"""One set of rows, three ways to print it, and nothing in the data that can play with a terminal."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, datetime

import pytest

from bwcmeta.cli.options import Format, instant
from bwcmeta.cli.output import Column, Section, columns, interval, percent, show
from bwcmeta.cli.terminal import neutral
from bwcmeta.errors import ArgumentError

HOSTILE = "a\x1b[31mb\x07\u202ec\r\nd"
ROWS = [
    {
        "rule_id": "late",
        "count": 1200,
        "share": 0.5,
        "at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "tags": ["a", "b"],
    },
    {"rule_id": "007", "count": None, "share": None, "at": None, "tags": []},
]
SECTION = Section(
    "rules", "Rules", (Column("rule_id", "rule"), *columns("count", "share", "at", "tags")), ROWS
)  # fmt: skip


def test_json_is_one_object_with_plain_values(capsys: pytest.CaptureFixture[str]) -> None:
    show(Format.JSON, SECTION, extra={"run": "r1"})
    document = json.loads(capsys.readouterr().out)
    assert document["run"] == "r1"
    assert document["rules"][0]["at"] == "2026-03-01T12:00:00Z"
    assert document["rules"][1] == {"rule_id": "007", "count": None, "share": None, "at": None, "tags": []}


def test_csv_is_the_first_section_and_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    odd = Section("odd", "", columns("text"), [{"text": 'says "x, y"\n2'}, {"text": None}])
    show(Format.CSV, odd, SECTION)
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["text"], ['says "x, y"\n2'], [""]]


def test_a_table_shows_unknown_as_a_dash_and_keeps_leading_zeros(capsys: pytest.CaptureFixture[str]) -> None:
    show(Format.TABLE, SECTION)
    out = capsys.readouterr().out
    assert "Rules" in out
    assert "1,200" in out
    assert out.splitlines()[-1].split() == ["007", "-", "-", "-"]


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show(Format.TABLE, Section("rules", "Rules", columns("a"), []))
    assert capsys.readouterr().out == "Rules\n  (none)\n"


def test_a_table_never_passes_100_columns(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{str(n): f"a long sentence {n} " * 9 for n in range(7)}, {str(n): "x" * 300 for n in range(7)}]
    show(Format.TABLE, Section("wide", "A title " * 30, columns(*rows[0]), rows))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_no_control_character_of_the_data_reaches_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    show(
        Format.TABLE,
        Section("x", HOSTILE.replace("\n", ""), columns("a", HOSTILE), [{"a": HOSTILE, HOSTILE: "1"}]),
    )
    out = capsys.readouterr().out
    assert not {c for c in out if not c.isprintable()} - {"\n"}
    assert "\\x1b" in out


@pytest.mark.parametrize("output_format", list(Format))
def test_none_reaches_a_terminal_in_any_format(monkeypatch: pytest.MonkeyPatch, output_format: Format) -> None:
    """With a terminal that takes colours the only escapes are our own."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    show(output_format, Section("x", "t", columns("a"), [{"a": HOSTILE}]))
    assert not {c for c in terminal.getvalue() if not c.isprintable()} - {"\n"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_comes_only_from_us(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    show(Format.TABLE, Section("x", "Title", columns("a"), [{"a": "\x1b[2J"}]))
    assert "\x1b[1mTitle" in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()


def test_a_reader_that_had_enough_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(len(text))

        def fileno(self) -> int:
            return 99

    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr("os.dup2", lambda *_: None)
    show(Format.JSON, SECTION)


def test_neutral_keeps_letters_of_every_script() -> None:
    assert neutral("Zoë 東京 ü é\n") == "Zoë 東京 ü é\n"
    assert neutral("\x9b1m\u2066\u200f\ud800") == "\\x9b1m\\u2066\\u200f\\ud800"


def test_shares_are_words() -> None:
    assert percent(0.9876) == "98.8 %"
    assert percent(None) == "-"
    assert interval(0.9, 0.95) == "90.0–95.0"
    assert interval(None, None) == ""
    assert interval(0.99961, 0.0004) == "99.9–0.1"  # outwards


def test_instants_of_the_command_line() -> None:
    assert instant("2026-03-01T06:00:00-06:00", "--as-of") == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert instant("2026-03-01", "--as-of") == datetime(2026, 3, 1, tzinfo=UTC)
    assert instant(None, "--as-of") is None
    with pytest.raises(ArgumentError, match="--as-of: 'yesterday' is no instant"):
        instant("yesterday", "--as-of")
    with pytest.raises(ArgumentError, match="has no offset"):
        instant("2026-03-01T06:00", "--as-of")
