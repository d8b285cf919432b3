"""bwcmeta checks body-worn-camera metadata against written policy. The public names, listed by hand.

A name is loaded when it is first used, so that `import bwcmeta` costs nothing. Frames are polars frames.

    import bwcmeta

    result = bwcmeta.audit_exports(["exports/"], "aclu-model-act", out="run")
    print(result.summary["candidate_violations"])
    print(result.findings.filter(result.findings["verdict"] == "violation"))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from bwcmeta.version import VERSION

if TYPE_CHECKING:
    from bwcmeta.api.at_risk import footage_at_risk
    from bwcmeta.api.audits import State, audit_exports, audit_lake, verify_run
    from bwcmeta.api.comparisons import (
        compare_policies,
        diff_policies,
        lint_policy,
        sample_policies,
        score_policies,
    )
    from bwcmeta.api.dispositions import import_dispositions
    from bwcmeta.api.documents import (
        check_policy,
        fix_policy,
        load_policies,
        load_policy,
        run_policy_cases,
        shipped_policies,
    )
    from bwcmeta.api.engines import SparkPlace, check_engine, compile_plan
    from bwcmeta.api.findings import explain_finding
    from bwcmeta.api.history import Known, known_when
    from bwcmeta.api.lakes import LakeStatus, TableStatus, compact_lake, ingest_exports, lake_status
    from bwcmeta.api.logs import generate_logs
    from bwcmeta.api.profiles import detect_profile
    from bwcmeta.api.run_diffs import diff_runs
    from bwcmeta.api.samples import draw_sample, verify_sample
    from bwcmeta.api.what_if import audit_what_if
    from bwcmeta.audit import AuditOptions, AuditResult, Gates, audit_rows
    from bwcmeta.audit.at_risk import AtRisk
    from bwcmeta.errors import (
        ArgumentError,
        BwcMetaError,
        DocumentError,
        EngineError,
        ExportError,
        LakeError,
        OutputError,
        Place,
        Problem,
    )

__version__ = VERSION

__all__ = [
    "ArgumentError",
    "AtRisk",
    "AuditOptions",
    "AuditResult",
    "BwcMetaError",
    "DocumentError",
    "EngineError",
    "ExportError",
    "Gates",
    "Known",
    "LakeError",
    "LakeStatus",
    "OutputError",
    "Place",
    "Problem",
    "SparkPlace",
    "State",
    "TableStatus",
    "__version__",
    "audit_exports",
    "audit_lake",
    "audit_rows",
    "audit_what_if",
    "check_engine",
    "check_policy",
    "compact_lake",
    "compare_policies",
    "compile_plan",
    "detect_profile",
    "diff_policies",
    "diff_runs",
    "draw_sample",
    "explain_finding",
    "fix_policy",
    "footage_at_risk",
    "generate_logs",
    "import_dispositions",
    "ingest_exports",
    "known_when",
    "lake_status",
    "lint_policy",
    "load_policies",
    "load_policy",
    "run_policy_cases",
    "sample_policies",
    "score_policies",
    "shipped_policies",
    "verify_run",
    "verify_sample",
]

_HOMES = {
    "bwcmeta.api.at_risk": ("footage_at_risk",),
    "bwcmeta.api.audits": ("State", "audit_exports", "audit_lake", "verify_run"),
    "bwcmeta.api.comparisons": (
        "compare_policies",
        "diff_policies",
        "lint_policy",
        "sample_policies",
        "score_policies",
    ),
    "bwcmeta.api.dispositions": ("import_dispositions",),
    "bwcmeta.api.documents": (
        "check_policy",
        "fix_policy",
        "load_policies",
        "load_policy",
        "run_policy_cases",
        "shipped_policies",
    ),
    "bwcmeta.api.engines": ("SparkPlace", "check_engine", "compile_plan"),
    "bwcmeta.api.findings": ("explain_finding",),
    "bwcmeta.api.history": ("Known", "known_when"),
    "bwcmeta.api.lakes": ("LakeStatus", "TableStatus", "compact_lake", "ingest_exports", "lake_status"),
    "bwcmeta.api.logs": ("generate_logs",),
    "bwcmeta.api.profiles": ("detect_profile",),
    "bwcmeta.api.run_diffs": ("diff_runs",),
    "bwcmeta.api.samples": ("draw_sample", "verify_sample"),
    "bwcmeta.api.what_if": ("audit_what_if",),
    "bwcmeta.audit": ("AuditOptions", "AuditResult", "Gates", "audit_rows"),
    "bwcmeta.audit.at_risk": ("AtRisk",),
    "bwcmeta.errors": (
        "ArgumentError",
        "BwcMetaError",
        "DocumentError",
        "EngineError",
        "ExportError",
        "LakeError",
        "OutputError",
        "Place",
        "Problem",
    ),
}
"""Module -> the public names it defines."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOME_OF:
        msg = f"module 'bwcmeta' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
