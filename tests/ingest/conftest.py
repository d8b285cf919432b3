from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from export_desk import Desk

from bwcmeta.ingest import files
from bwcmeta.lake import Lake


@pytest.fixture(autouse=True, scope="session")
def _no_wait_between_looks() -> None:
    """Files of tests are complete when they are written: no need to look at them twice in time."""
    files._SECOND_LOOK_SECONDS = 0.0


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    exports = tmp_path / "exports"
    exports.mkdir()
    return Desk(exports, Lake.open(tmp_path / "lake", create=True))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    folder = Path(__file__).parents[2].parent / "shared" / "data"

    def find(name: str) -> Path:
        if not folder.is_dir():
            pytest.skip(f"the real samples are not beside this checkout ({folder.name} absent)")
        return folder / name

    return find
