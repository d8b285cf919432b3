"""Whatever a command does, the command line ends with text and the right exit code, and no traceback."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

from bwcmeta.cli.lazy import Entry
from bwcmeta.errors import DocumentError, EngineError, LakeError, Place, Problem
from bwcmeta.version import VERSION


@pytest.fixture
def with_command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Make `bwcmeta try` run a function of the test."""

    def put(function: Callable[..., Any]) -> None:
        module = types.ModuleType("bwcmeta_command_under_test")
        module.command = function  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr("bwcmeta.cli.app.COMMANDS", (Entry("try", "Try it.", module.__name__),))

    return put


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        """Try it."""
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (LakeError("another import holds the lake"), 3, "error: another import holds the lake\n"),
        (EngineError("duckdb: step frame: out of memory"), 4, "error: duckdb: step frame: out of memory\n"),
        (
            FileNotFoundError(2, "No such file or directory", "x.csv"),
            3,
            "error: x.csv: No such file or directory\n",
        ),
        (OSError(28, "No space left on device", "run"), 4, "error: run: No space left on device\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_what_a_user_can_cause_is_one_message_and_no_traceback(
    bwcmeta: Any, with_command: Any, error: BaseException, code: int, text: str
) -> None:
    with_command(raising(error))
    ran = bwcmeta("try")
    assert (ran.code, ran.out, ran.err) == (code, "", text)


def test_every_problem_of_a_document_is_shown(bwcmeta: Any, with_command: Any) -> None:
    problems = [
        Problem(Place("p.yaml", 9, 3), "unknown key 'withn'", "did you mean 'within'?", "BWC101"),
        Problem(Place("p.yaml", 2, 1), "no title"),
    ]
    with_command(raising(DocumentError(problems)))
    ran = bwcmeta("try")
    assert ran.code == 3
    assert ran.err == (
        "error: p.yaml:2:1: no title\np.yaml:9:3: BWC101 unknown key 'withn'\n  hint: did you mean 'within'?\n"
    )


class Panic(BaseException):
    """What a panic in a Rust library looks like: no Exception."""


@pytest.mark.parametrize("error", [KeyError("officer"), Panic("index out of bounds"), RecursionError("too deep")])
def test_a_fault_of_the_program_is_called_one(bwcmeta: Any, with_command: Any, error: BaseException) -> None:
    with_command(raising(error))
    ran = bwcmeta("try")
    assert ran.code == 4
    assert type(error).__name__ in ran.err
    assert "this is a fault of the program" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("words", [("--debug", "try"), ("try", "--debug")])
def test_the_traceback_is_there_for_who_asks(bwcmeta: Any, with_command: Any, words: tuple[str, ...]) -> None:
    with_command(raising(KeyError("officer")))
    assert "Traceback (most recent call last)" in bwcmeta(*words).err


def test_the_traceback_by_environment(bwcmeta: Any, with_command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with_command(raising(KeyError("officer")))
    monkeypatch.setenv("BWCMETA_DEBUG", "1")
    assert "Traceback" in bwcmeta("try").err


def test_control_characters_of_a_document_do_not_reach_the_terminal(bwcmeta: Any, with_command: Any) -> None:
    with_command(raising(LakeError("bad name '\x1b[2Jx\u202ey'")))
    assert bwcmeta("try").err == "error: bad name '\\x1b[2Jx\\u202ey'\n"


def test_a_commands_number_is_the_exit_code(bwcmeta: Any, with_command: Any) -> None:
    def command() -> int:
        """Try it."""
        return 2

    with_command(command)
    assert bwcmeta("try").code == 2


@pytest.mark.parametrize("words", [("tyr",), ("try", "--no-such-option"), ("try", "extra"), ()])
def test_a_wrong_command_line_ends_with_3_because_2_means_degraded(
    bwcmeta: Any, with_command: Any, words: tuple[str, ...]
) -> None:
    with_command(raising(AssertionError("must not run")))
    ran = bwcmeta(*words)
    assert ran.code == 3
    assert ran.out == ""
    assert "Usage: bwcmeta" in ran.err


def test_a_misspelt_command_is_helped(bwcmeta: Any) -> None:
    assert "there is no command 'polcy'; did you mean 'policy'?" in bwcmeta("polcy", "check").err


def test_the_version_is_the_one_of_the_project(bwcmeta: Any, root: Any) -> None:
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    assert bwcmeta("--version").out == f"bwcmeta {VERSION}\n"


def test_help_loads_nothing_heavy() -> None:
    """`bwcmeta --help` takes a quarter of a second because only typer is loaded."""
    code = (
        "import sys\nfrom bwcmeta.cli.app import run\nassert run(['--help']) == 0\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'polars', 'duckdb', 'deltalake', 'sqlglot',"
        " 'scipy', 'rich', 'pydantic', 'yaml', 'numpy', 'jinja2'}), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Commands:" in ran.stdout
    assert ran.stderr.strip() == "[]"
