"""Ingest: exports in, canonical rows and a ledger out.

The way of a file:

files.find        which files there are, and which are still being written
no_export         what is a lake, a run, a policy or a profile, named among the exports by mistake
unpacking         archives and compressed files give way to what they hold
pages             are all pages of an export there
recognise         which profile reads each file, and where in it the rows stand
survey            one look at the bytes: hash, line ends, quotes, encoding
readers           bytes -> batches of text cells, every row with its line
shape             totals taken out, cells filled down, rows of several officers split
normalise         text cells -> canonical columns, faults and repairs by row, whole columns at a time
repeats           rows that are already there, and other versions of rows that are
set_aside         what is kept of rows that entered no table; retry: how they come back corrected
drift             what changed in the headings since the last such file
take              one file, from survey to commit
run.ingest        all files
"""

from __future__ import annotations

from bwcmeta.ingest.retry import as_csv
from bwcmeta.ingest.run import ingest
from bwcmeta.ingest.writer_protocol import WriterProtocol

__all__ = ["WriterProtocol", "as_csv", "ingest"]
