"""The audit: compile policies to a plan, run it on an engine, read findings, tallies and the waterfall."""

from bwcmeta.audit.judge import Judged, judge_rows
from bwcmeta.audit.options import AuditOptions, Gates
from bwcmeta.audit.result import AuditResult
from bwcmeta.audit.run import audit_rows, run_audit

__all__ = ["AuditOptions", "AuditResult", "Gates", "Judged", "audit_rows", "judge_rows", "run_audit"]
