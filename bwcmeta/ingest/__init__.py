"""Ingest: exports in, canonical rows and a ledger out.

The way of a file:

files.find        which files there are, and which are still being written
survey            one look at the bytes: hash, line ends, quotes, encoding
readers           bytes -> batches of text cells, every row with its line
mapping           the profile held against the headings: what each canonical column is read from
normalise         text cells -> canonical columns, faults and repairs by row, whole columns at a time
repeats           rows that are already there, and other versions of rows that are
take              one file, from survey to commit
run.ingest        all files
"""

from __future__ import annotations

from bwcmeta.ingest.run import ingest
from bwcmeta.ingest.writer_protocol import WriterProtocol

__all__ = ["WriterProtocol", "ingest"]
