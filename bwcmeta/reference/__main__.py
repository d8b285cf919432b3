"""`python -m bwcmeta.reference [ROOT]` writes every generated file below ROOT (default: here)."""

from __future__ import annotations

import sys
from pathlib import Path

from bwcmeta.reference.files import write


def main() -> None:
    """Write what changed and name it."""
    for path in write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()):
        sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
