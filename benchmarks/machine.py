"""On what the numbers were measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "bwcmeta", "polars", "duckdb", "deltalake", "pandas", "pyarrow", "pysigma", "pysigma-backend-sqlite", "pointblank",
    "behave-rv", "declare4py", "pytest-benchmark",
)  # fmt: skip


def machine() -> dict[str, str | int | float]:
    """Processor, memory, system, Python, and the versions of what takes part; what is missing is left out."""
    found: dict[str, str | int | float] = {
        "processor": _processor(),
        "processors": os.cpu_count() or 0,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load_1min": round(os.getloadavg()[0], 1),
    }
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
