"""The command `bwcmeta`: runs one command and turns whatever happens into text and an exit code.

Nothing heavy is imported here: `bwcmeta --help` must answer in a quarter of a second.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer

from bwcmeta.cli.commands import COMMANDS
from bwcmeta.cli.lazy import group
from bwcmeta.cli.terminal import failure, fault, say
from bwcmeta.errors import BwcMetaError
from bwcmeta.model.verdict import Exit
from bwcmeta.version import VERSION

INTERRUPTED = 130
"""What a shell expects of a program that ended at Ctrl-C."""

_MENDABLE = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)
"""File errors that the caller can mend; a full or broken disk is not among them."""


def _print_version(value: object) -> None:
    if value:
        sys.stdout.write(f"bwcmeta {VERSION}\n")
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True),
    ] = False,
    _debug: Annotated[
        bool,
        typer.Option("--debug", help="Show the traceback of a failure; may stand anywhere. Or set BWCMETA_DEBUG=1."),
    ] = False,
) -> None:
    """Check body-worn-camera metadata against written policy: every officer, every event, every clause.

    Data goes to standard output, everything else to standard error. Exit codes: 0 nothing over the threshold,
    1 candidate violations, 2 inputs degraded (results are provisional), 3 a document or an argument is wrong,
    4 the program failed.
    """


def build() -> Any:
    """The whole command line as one command object."""
    return group(COMMANDS, _root, "bwcmeta")


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code. Never raises for anything a user can cause."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    debug = "--debug" in arguments[:end] or os.environ.get("BWCMETA_DEBUG", "") not in {"", "0"}
    words = [word for place, word in enumerate(arguments) if word != "--debug" or place >= end]
    try:
        result = build().main(args=words, prog_name="bwcmeta", standalone_mode=False)
    except typer.TyperException as error:  # a wrong option or argument, seen while reading the command line
        return _usage(error)
    except BwcMetaError as error:
        failure(str(error))
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        say("interrupted")
        return INTERRUPTED
    except OSError as error:
        failure(f"{error.filename or 'file'}: {error.strerror or error}")
        return int(Exit.WRONG if isinstance(error, _MENDABLE) else Exit.FAILED)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001  a panic in polars or deltalake is no Exception
        fault(error, debug=debug)
        return int(Exit.FAILED)
    if result == INTERRUPTED:  # typer turns Ctrl-C into this number
        say("interrupted")
    return int(result) if isinstance(result, int) else int(Exit.CLEAN)


def _usage(error: typer.TyperException) -> int:
    """Show what is wrong with the command line; a group without a command shows its help alone."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        say(error.format_message())
        return int(Exit.WRONG)
    failure(" ".join(error.format_message().split("\n\t")))  # the words of a choice stand on lines of their own
    if context is not None:
        say(f"{context.get_usage()}\nTry '{context.command_path} --help'.")
    return int(Exit.WRONG)


def main() -> None:
    """Entry point of the console script."""
    # A terminal that cannot draw a sign shows its number instead of a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # Trees of SQL by the hundred thousand nodes live to the end: looking through them time and again finds nothing.
    gc.set_threshold(500_000, 20, 20)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader had enough (`| head`): end without noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if "duckdb" in sys.modules:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """End without taking the interpreter apart: where polars has read from DuckDB 2.0, that prints pages of "leaks".

    What is registered to run at the end (temporary folders) still runs.
    """
    atexit._run_exitfuncs()  # noqa: SLF001  the public way to them is the teardown that is to be avoided
    sys.stderr.flush()
    os._exit(code)
