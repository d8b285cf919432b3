"""What the code says, written for people and for editors: `schemas/` and pages of `docs/reference/`.

`python -m bwcmeta.reference` (or `make schemas`) writes the files; a test fails when one is stale. The
program itself never reads them.
"""
