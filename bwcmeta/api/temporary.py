"""A folder for a lake that nobody keeps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bwcmeta.scratch import ScratchFolder

_AT_ONCE = 4


@contextmanager
def temporary_lake() -> Iterator[Path]:
    """Give a folder that is not there yet, and clear it in the end."""
    with ScratchFolder("lake") as folder:
        lake = Path(folder) / "lake"
        try:
            yield lake
        finally:
            # one file after another waits for the disk: two hundred small ones took 0.2 s, and 0.02 s table by table
            tables = [path for path in lake.iterdir() if path.is_dir()] if lake.is_dir() else []
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(partial(shutil.rmtree, ignore_errors=True), tables))
