"""What people name among the exports by mistake: a lake, a run, a policy, a profile. Each has its own option."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_DOCUMENTS = {".yaml", ".yml"}
_POLICY = re.compile(r"^(?:policy|extends)[ \t]*:", re.MULTILINE)
_PROFILE = re.compile(r"^tables[ \t]*:", re.MULTILINE)
_HEAD = 1 << 16
"""So many characters of a document are looked at: what names it stands at its beginning."""


def why_no_folder(folder: Path, given: Path) -> str:
    """Say why a folder at or below one that was given holds no exports, and which option is meant; '' where it may."""
    lake = _lake_of(folder)
    if lake is not None:
        apart = f", and keep it outside {given}" if folder != given else ""
        part = "" if lake == folder else f"part of {lake}, which is "
        return f"{folder} is {part}a lake and no export: name it with --lake {lake}{apart}"
    if (folder / "manifest.json").is_file() and (folder / "findings.parquet").is_file():
        apart = f": keep it outside {given}" if folder != given else ": `bwcmeta verify`, `diff` and `explain` read it"
        return f"{folder} is the run of an audit and no export{apart}"
    return ""


def why_no_file(path: Path) -> str:
    """Say why a file that was named is no export, and which option is meant; '' where it may be one."""
    lake = _lake_of(path)
    if lake is not None:
        return f"{path} is part of {lake}, which is a lake and no export: name it with --lake {lake}"
    if path.suffix.lower() not in _DOCUMENTS:
        return ""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return ""  # whoever reads it says why it cannot be read
    if _POLICY.search(head):
        return f"{path} is a policy and no export: name it with --policy {path}"
    if _PROFILE.search(head):
        return f"{path} is a profile and no export: name it with --profile {path}"
    return ""


def where_it_could_be(path: Path) -> str:
    """Say what a path that does not exist may have been meant to be."""
    from bwcmeta.policies.catalogue import shipped_policies

    return f": a shipped policy is named with --policy {path}" if str(path) in shipped_policies() else ""


def _lake_of(path: Path) -> Path | None:
    """The lake that a path is, or is a table, a month or a file of."""
    if _is_table(path / "imports"):
        return path
    for table in _upward(path):
        if _is_table(table) and _is_table(table.parent / "imports"):
            return table.parent
    return None


def _upward(path: Path) -> Iterable[Path]:
    """The path, the folder above it and the one above that: a table, a month of it, a file of that."""
    full = path if len(path.parts) > 3 else path.absolute()
    return (full, *full.parents[:2])


def _is_table(folder: Path) -> bool:
    return (folder / "_delta_log").is_dir()
