"""The page on input faults is made of the tests: one row for each number, from the docstring of its test.

`BWCMETA_UPDATE_PAGES=1 pytest tests/messes/test_mess_page.py` writes it anew; read the difference.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent
UPDATE = bool(os.environ.get("BWCMETA_UPDATE_PAGES"))
PAGE = FOLDER.parents[1] / "docs/reference/input-faults.md"
LAST = {"a": 19, "b": 29, "c": 15, "d": 13, "e": 21, "f": 9, "g": 6}
NUMBERS = [f"{letter}{n}" for letter, last in LAST.items() for n in range(1, last + 1)] + ["h"]
TITLES = {
    "a": "Files and encodings",
    "b": "Times",
    "c": "Recordings that are not what they seem",
    "d": "Identity",
    "e": "Keys, tags, text",
    "f": "Rows over time",
    "g": "Calls for service",
    "h": "Sensitive content",
}
HEAD = """# What is wrong with real exports, and what becomes of it

Every row that is read ends as *used*, *repaired* (with a note of what was done), an exact *repeat*, or *set aside*
(with its line and the reason); the four add up to the rows read, for every file. Nothing is guessed: what nobody can
tell stays unknown, and rules that depend on it are undetermined. This page has one row for each known fault; each has
a test of that name under `tests/messes/` with an example, and the page is written from those tests. Where the last
column says *the audit* or *the policy*, ingest keeps what is needed and the decision is made there.
"""


def faults() -> dict[str, list[str]]:
    """Fault -> the words of its test: what is wrong, how rows end, what is done."""
    found: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("test_mess_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not (m := re.match(r"test_([a-g]\d+|h)_", node.name)):
                continue
            words = " ".join((ast.get_docstring(node) or "").split()).split(" | ")
            if len(words) == 3:
                found[m[1]] = words
    return found


def page() -> str:
    known = faults()
    parts = [HEAD]
    for letter, title in TITLES.items():
        rows = [n for n in NUMBERS if n[0] == letter]
        table = "\n".join(
            "| " + " | ".join([n.upper(), *(w.replace("|", "\\|") for w in known[n])]) + " |" for n in rows
        )
        parts.append(
            f"\n## {title}\n\n| | fault | how its rows end | what is done |\n| --- | --- | --- | --- |\n{table}\n"
        )
    return "".join(parts)


def test_every_fault_has_a_test() -> None:
    assert sorted(faults()) == sorted(NUMBERS)


def test_the_page_says_what_the_tests_show() -> None:
    if UPDATE:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
