"""`docs/reference/commands.md`, written from the commands' own signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

from bwcmeta.cli.app import build
from bwcmeta.cli.commands import COMMANDS
from bwcmeta.cli.lazy import Entry, command_of
from bwcmeta.model.verdict import Exit
from bwcmeta.reference.table_pages import WRITTEN

_EXIT_WORDS = {
    Exit.CLEAN: "nothing over the threshold",
    Exit.FINDINGS: "candidate violations over the threshold",
    Exit.DEGRADED: "inputs degraded: results are provisional (wins over 1)",
    Exit.WRONG: "a document or an argument is wrong",
    Exit.FAILED: "the program failed",
}


def commands_page() -> str:
    """The reference of every command, argument and option."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield WRITTEN
    yield ""
    yield (
        "Data goes to standard output, everything else (messages, progress) to standard error. "
        "`--format json` prints one JSON object; `--format csv` prints the first table. `-h` or "
        "`--help` explains any command."
    )
    yield ""
    yield "| exit code | means |"
    yield "| --- | --- |"
    for code, meaning in _EXIT_WORDS.items():
        yield f"| {int(code)} | {meaning} |"
    yield ""
    yield "Options of `bwcmeta` itself:"
    yield ""
    yield from _parameters(build())
    yield ""
    yield "| command | does |"
    yield "| --- | --- |"
    for words, entry in leaves():
        title = " ".join(words)
        yield f"| [`{title}`](#{'-'.join(words)}) | {entry.says} |"
    for words, entry in leaves():
        command = command_of(entry)
        yield ""
        yield f"## {' '.join(words)}"
        yield ""
        yield f"`{_usage(words, command)}`"
        yield ""
        yield _paragraphs(command.help)
        yield ""
        yield from _parameters(command)


def leaves() -> list[tuple[tuple[str, ...], Entry]]:
    """Every command that runs something: the words people type after `bwcmeta`, and its entry."""
    return [found for entry in COMMANDS for found in entry.walk()]


def _usage(words: tuple[str, ...], command: Any) -> str:
    arguments = [_placeholder(p) for p in command.params if p.param_type_name == "argument"]
    return " ".join(["bwcmeta", *words, "[OPTIONS]", *arguments])


def _placeholder(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    shown = f"{name}..." if parameter.nargs == -1 else name
    return shown if parameter.required else f"[{shown}]"


def _paragraphs(text: str | None) -> str:
    """Join the lines of each paragraph; indented blocks stay as they are."""
    parts = re.split(r"\n\s*\n", inspect.cleandoc(text or "").replace("\b\n", ""))
    return "\n\n".join(part if part.startswith("    ") else " ".join(part.split()) for part in parts)


def _parameters(command: Any) -> Iterator[str]:
    yield "| option | default | what |"
    yield "| --- | --- | --- |"
    for parameter in command.params:
        yield f"| {_spelling(parameter)} | {_default(parameter)} | {_cell(parameter.help or '')} |"


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_placeholder(parameter)}`"
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    if parameter.is_flag:
        return names
    choices = _choices(parameter)
    return f"{names} `{choices or parameter.metavar or parameter.name.upper()}`"


def _choices(parameter: Any) -> str:
    default = parameter.default
    return "\\|".join(str(item.value) for item in type(default)) if isinstance(default, Enum) else ""


def _default(parameter: Any) -> str:
    value = parameter.default
    if parameter.required:
        return "required"
    if value in (None, False, "", ()) or callable(value):
        return ""
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
