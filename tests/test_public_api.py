"""The public names: each is there, typed, loaded late, and none hides a part of the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bwcmeta

PACKAGE = Path(bwcmeta.__file__).parent


@pytest.mark.parametrize("name", bwcmeta.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(bwcmeta, name)
    assert isinstance(value, str) or value.__doc__


def test_the_list_is_sorted_and_agrees_with_the_homes() -> None:
    assert bwcmeta.__all__ == sorted(bwcmeta.__all__)
    assert {*bwcmeta._HOME_OF, "__version__"} == set(bwcmeta.__all__)


def test_a_type_checker_sees_the_same_names() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (node.module, alias.name) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {(module, name) for module, names in bwcmeta._HOMES.items() for name in names}


def test_no_public_name_is_that_of_a_part_of_the_package() -> None:
    """`bwcmeta.audit` is a folder: once it is imported, a function of that name would be hidden by it."""
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert set(bwcmeta.__all__) & parts == set()


def test_a_misspelt_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'audit_export'"):
        bwcmeta.audit_export  # noqa: B018


def test_policies_load_without_an_engine() -> None:
    """Using one part does not load the others' libraries."""
    code = (
        "import sys, bwcmeta\nbwcmeta.load_policy('aclu-model-act')\n"
        "print(sorted({'polars', 'duckdb', 'deltalake', 'scipy', 'rich', 'typer'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
