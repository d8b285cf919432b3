"""Standard error: messages, failures, and the guard that keeps control characters away from a terminal."""

from __future__ import annotations

import os
import sys
import traceback
import unicodedata
from typing import TextIO

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that draw nothing but can move the cursor, reorder text or hide it."""


def neutral(text: str, *, keep: str = "\n") -> str:
    r"""Return text that is safe to show: what draws nothing is written out, as in `\x1b` or `\u202e`.

    Args:
        text: anything, most likely from an export or a policy somebody else wrote.
        keep: characters that pass all the same (line breaks of our own messages).
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if c in keep or unicodedata.category(c) not in _HIDDEN else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def colour_wanted(stream: TextIO) -> bool:
    """Colour is for terminals, and not where NO_COLOR is set (no-color.org) or the terminal is dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str = "") -> None:
    """Write one message to standard error."""
    print(neutral(text), file=sys.stderr, flush=True)


def failure(text: str) -> None:
    """Write an error message to standard error, marked in red where colour is wanted."""
    mark = "\x1b[31merror:\x1b[0m" if colour_wanted(sys.stderr) else "error:"
    print(f"{mark} {neutral(text)}", file=sys.stderr, flush=True)


def fault(error: BaseException, *, debug: bool) -> None:
    """Report a fault of the program itself: one line, and the traceback only when asked for."""
    if debug:
        say("".join(traceback.format_exception(error)).rstrip())
    detail = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {detail[0]}" if detail else type(error).__name__
    hint = "" if debug else " Run again with --debug for the traceback."
    failure(f"{what}\nthis is a fault of the program, not of your data.{hint}")
