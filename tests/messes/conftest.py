from __future__ import annotations

from pathlib import Path

import pytest
from export_desk import Desk

from bwcmeta.ingest import files
from bwcmeta.lake import Lake


@pytest.fixture(autouse=True, scope="session")
def _no_wait_between_looks() -> None:
    files._SECOND_LOOK_SECONDS = 0.0


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    exports = tmp_path / "exports"
    exports.mkdir()
    return Desk(exports, Lake.open(tmp_path / "lake", create=True))
