"""The lake: canonical tables as Delta tables in a folder, each import wholly in or not at all.

Layout of a lake, and why a reader never sees half an import:

    LAKE/imports/             one row a file; the newest row says which version of each table counts
    LAKE/<table>/month=.../   one Delta table a canonical table, parted by month
    LAKE/set_aside/<id>.jsonl the rows of an import that entered no table
    LAKE/.lock                whoever writes holds it

A writer appends to the tables first and to `imports` last; readers look up the versions in `imports` and so
do not see what was appended since. What a killed writer left behind is rolled back by the next one.

An `UnkeptLake` is for exports that are read, used and forgotten: the same files, with nothing that says what they are.
"""

from __future__ import annotations

from bwcmeta.lake.snapshot import Snapshot, TableVersion
from bwcmeta.lake.store import Lake
from bwcmeta.lake.unkept import UnkeptLake
from bwcmeta.lake.writer import Writer

__all__ = ["Lake", "Snapshot", "TableVersion", "UnkeptLake", "Writer"]
