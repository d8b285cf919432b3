"""`python -m bwcmeta` is the command `bwcmeta`."""

from __future__ import annotations

from bwcmeta.cli.app import main

if __name__ == "__main__":
    main()
