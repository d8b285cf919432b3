"""The documentation names only commands, options and pages that exist, and its runnable snippets run.

The blocks of a page that open with `sh run` are run in order, line by line, in a folder that holds `sample_logs`; a
block that opens with `yaml file=NAME` is saved there first. A line that ends with `# ends with N` must end with that
exit code, any other with 0.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bwcmeta.cli.app import build
from bwcmeta.cli.commands import COMMANDS
from bwcmeta.cli.lazy import Entry, command_of
from bwcmeta.rules.described import kinds

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
EVERYWHERE = {"--help", "-h", "--debug"}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    info: str
    text: str

    @property
    def label(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    def command_lines(self) -> list[str]:
        """The lines as a shell would see them, continuations joined, comments alone left out."""
        joined = self.text.replace("\\\n", " ")
        return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def blocks() -> list[Block]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```([^\n`]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            found.append(Block(page, text.count("\n", 0, match.start()) + 1, match[1].strip(), match[2]))
    return found


BLOCKS = blocks()
RUNNABLE = sorted({block.page for block in BLOCKS if block.info == "sh run"})
SHELL = [block for block in BLOCKS if block.info in {"sh", "sh run"}]


def leaves() -> dict[tuple[str, ...], Entry]:
    return dict(found for entry in COMMANDS for found in entry.walk())


LEAVES = leaves()


def option_names(entry: Entry) -> set[str]:
    return {name for p in command_of(entry).params for name in (*p.opts, *p.secondary_opts) if name.startswith("-")}


def what_is_wrong(words: list[str]) -> str:
    """Why these words after `bwcmeta` are no command line, or ''."""
    plain = [word for word in words if not word.startswith("-")]
    found = next((w for n in (2, 1) if (w := tuple(plain[:n])) in LEAVES), None)
    if found is None:
        groups = {(entry.name,) for entry in COMMANDS if entry.inside}
        if not plain or (tuple(plain[:1]) in groups and len(plain) == 1):
            known = {name for p in build().params for name in p.opts}
        else:
            return f"no command {' '.join(plain[:2])!r}"
    else:
        known = option_names(LEAVES[found])
    unknown = sorted({w.split("=")[0] for w in words if re.match(r"--?[a-z]", w)} - known - EVERYWHERE)
    return f"no option {', '.join(unknown)}" if unknown else ""


def mentions() -> list[tuple[str, list[str]]]:
    """Every command line in shell blocks and in `inline code`, with where it stands."""
    found = []
    for block in SHELL:
        for raw in block.command_lines():
            line = re.sub(r"\"?\$\(.*?\)\"?", "VALUE", raw)
            for part in re.split(r"\s(?:\|\|?|&&|;)\s", line.split("  #")[0]):
                words = part.split()
                if words and words[0].endswith("bwcmeta"):
                    found.append((block.label, words[1:]))
    for page in PAGES:
        for match in re.finditer(r"`bwcmeta ([a-z][^`\n]*)`", page.read_text(encoding="utf-8")):
            found.append((str(page.relative_to(ROOT)), match[1].replace("[OPTIONS]", "").split()))
    return found


def test_every_command_and_option_that_the_docs_name_exists() -> None:
    wrong = [f"{where}: {' '.join(words)}: {fault}" for where, words in mentions() if (fault := what_is_wrong(words))]
    assert wrong == []


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    for words, entry in LEAVES.items():
        part = page.split(f"\n## {' '.join(words)}\n", 1)[1].split("\n## ", 1)[0]
        assert entry.says in " ".join(part.split())
        for name in option_names(entry):
            assert f"`{name}`" in part, f"{' '.join(words)} {name}"


@pytest.mark.parametrize(("words", "entry"), LEAVES.items(), ids=lambda value: str(value)[:40])
def test_the_line_in_the_list_is_the_first_sentence_of_the_help(words: tuple[str, ...], entry: Entry) -> None:
    help_text = " ".join((command_of(entry).help or "").split())
    assert help_text.startswith(entry.says), f"{' '.join(words)}: {help_text!r}"
    assert all(p.help for p in command_of(entry).params), f"{' '.join(words)} has an option without help"


@pytest.mark.parametrize(("words", "entry"), LEAVES.items(), ids=lambda value: str(value)[:40])
def test_every_command_prints_in_three_formats(words: tuple[str, ...], entry: Entry) -> None:
    assert "--format" in option_names(entry), " ".join(words)


def test_every_link_leads_somewhere() -> None:
    wrong = []
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if "://" in path:
                continue
            there = (page.parent / path).resolve() if path else page
            if not there.exists():
                wrong.append(f"{page.relative_to(ROOT)}: {target}")
            elif anchor and anchor not in anchors(there):
                wrong.append(f"{page.relative_to(ROOT)}: {target} (no such heading)")
    assert wrong == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, open_pages = set(), [ROOT / "README.md"]
    while open_pages:
        page = open_pages.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            there = (page.parent / target).resolve()
            if "://" not in target and there.is_file():
                open_pages.append(there)
    assert [str(p.relative_to(ROOT)) for p in PAGES if p not in reached] == []


def test_the_policy_language_describes_every_rule_kind_and_key() -> None:
    page = (ROOT / "docs/reference/policy-language.md").read_text(encoding="utf-8")
    section = page.split("## 6. Kinds", 1)[1]
    for kind in kinds():
        assert f"`{kind.name}`" in section, kind.name
        for key in kind.keys:
            assert f"`{key.name}`" in section, f"{kind.name}.{key.name}"


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.name)
def test_the_runnable_snippets_of_a_page_run(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sample_logs", tmp_path / "sample_logs")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    for block in BLOCKS:
        if block.page != page:
            continue
        if "file=" in block.info:
            (tmp_path / block.info.split("file=")[1]).write_text(block.text, encoding="utf-8")
        for line in block.command_lines() if block.info == "sh run" else ():
            expected = re.search(r"# ends with (\d+)", line)
            ran = subprocess.run(
                ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            said = f"{block.label}: {line}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
            assert ran.returncode == int(expected[1] if expected else 0), said


def columns_of(section: str) -> list[str]:
    """The columns that a section of docs/reference/outputs.md names, in its order."""
    page = (ROOT / "docs/reference/outputs.md").read_text(encoding="utf-8")
    part = page.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| (`[^|]+) \|", part, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_every_column_of_a_run_is_documented_in_its_order() -> None:
    """A small audit in memory; its frames have the columns of docs/reference/outputs.md and no others."""
    from bwcmeta.api.documents import load_policy
    from bwcmeta.audit import audit_rows

    response = {
        "incident_id": "I1",
        "officer_id": "A",
        "arrived_at": "2026-03-01T10:00:00Z",
        "cleared_at": "2026-03-01T10:20:00Z",
    }
    elsewhere = {"recording_id": "R1", "officer_id": "B", "started_at": "2026-03-01T09:00:00Z"}
    recordings = [elsewhere, {**elsewhere, "recording_id": "R2", "started_at": "2026-03-01T11:00:00Z"}]
    result = audit_rows({"unit_responses": [response], "recordings": recordings}, load_policy("aclu-model-act"))
    for name in ("findings", "evidence", "timeline", "searches", "tallies", "waterfall", "quality"):
        assert columns_of(name) == getattr(result, name).columns, name


def test_every_file_of_a_run_is_documented() -> None:
    from bwcmeta.audit.write import FILES

    page = (ROOT / "docs/reference/outputs.md").read_text(encoding="utf-8").split("## findings")[0]
    assert {name for name in FILES if f"`{name}`" not in page} == set()


def test_the_architecture_page_shows_the_floors_of_the_test() -> None:
    """docs/architecture.md names the same modules on the same floors as tests/test_architecture.py."""
    from test_architecture import FLOORS

    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", page, re.MULTILINE)
    shown = [tuple(re.findall(r"`([a-z_]+)`", names)) for _, names in rows]
    assert [int(number) for number, _ in rows] == list(range(len(FLOORS)))
    assert [set(names) for names in shown] == [set(floor.names) for floor in FLOORS]


def test_every_path_that_the_docs_name_exists() -> None:
    """Paths in `code` that begin with a folder of the checkout; <placeholders> and * stand for any name."""
    wrong = []
    for page in PAGES:
        for path in re.findall(
            r"`((?:bwcmeta|tests|schemas|docs|sample_logs)/[^`\s]*)`", page.read_text(encoding="utf-8")
        ):
            pattern = re.sub(r"<[^>]+>", "*", path)
            if not any(ROOT.glob(pattern.rstrip("/"))):
                wrong.append(f"{page.relative_to(ROOT)}: {path}")
    assert wrong == []


def test_the_finding_in_the_readme_is_what_the_demonstration_shows(bwcmeta: Any, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("## A finding", 1)[1].split("```", 2)[1].strip("\n")
    ran = bwcmeta("demo", "--out", tmp_path / "demo")
    assert ran.code == 0, ran.err
    assert shown in ran.out
