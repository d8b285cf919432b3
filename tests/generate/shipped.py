"""The shipped model policy as the oracle reads policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parents[2] / "bwcmeta" / "policies" / "shipped" / "aclu-model-act.yaml"
POLICY: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
