"""The version, written once here and once in pyproject.toml (a test holds the two together).

Asking the installed metadata instead would cost every start 20 milliseconds.
"""

from __future__ import annotations

VERSION = "0.1.0"
