"""Groups of commands whose files are loaded only when one of them is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from bwcmeta.text import did_you_mean

WIDTH = 100
"""Columns that help, tables and messages keep to."""

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": WIDTH}


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, or one group of commands.

    Attributes:
        name: what people type.
        says: one line for the list of commands: the first sentence of the command's docstring.
        module: the file that defines `command`; empty for a group.
        inside: the commands of a group.
    """

    name: str
    says: str
    module: str = ""
    inside: tuple[Entry, ...] = ()

    def walk(self, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Every command below, as the words people type and its entry; groups themselves are left out."""
        words = (*before, self.name)
        if not self.inside:
            yield words, self
        for entry in self.inside:
            yield from entry.walk(words)


def group(entries: tuple[Entry, ...], callback: Callable[..., None], name: str = "") -> Any:
    """Build the command that chooses among `entries`; `callback` brings its options and its help text."""
    app = _app(cls=_lazy(entries), name=name, no_args_is_help=True)
    app.callback()(callback)
    return get_command(app)


def command_of(entry: Entry) -> Any:
    """Load one entry: import its file and read the options off the signature of its `command`."""
    if entry.inside:
        return group(entry.inside, _sentence(entry.says), entry.name)
    app = _app()
    app.command(name=entry.name, context_settings=_SETTINGS)(importlib.import_module(entry.module).command)
    return get_command(app)


def _app(**settings: Any) -> typer.Typer:
    """A typer application that leaves errors to `app` and prints plain help: rich would cost the start."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
        **settings,
    )


def _sentence(says: str) -> Callable[[], None]:
    """A callback that does nothing and is described by one sentence."""

    def nothing() -> None: ...

    nothing.__doc__ = says
    return nothing


def _lazy(entries: tuple[Entry, ...]) -> type[TyperGroup]:
    known = {entry.name: entry for entry in entries}

    class LazyGroup(TyperGroup):
        """Knows the names and sentences of its commands, and loads the one that is run."""

        def list_commands(self, ctx: Any) -> list[str]:
            del ctx
            return list(known)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name in known:
                return command_of(known[cmd_name])
            if not ctx.resilient_parsing and not cmd_name.startswith("-"):
                ctx.fail(f"there is no command {cmd_name!r}; {did_you_mean(cmd_name, known) or 'see --help'}")
            return None

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            del ctx
            with formatter.section("Commands"):
                formatter.write_dl([(entry.name, entry.says) for entry in entries])

    return LazyGroup
