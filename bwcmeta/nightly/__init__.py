"""What changed from one run to the next."""

from bwcmeta.nightly.run_diff import CAUSES, RunDiff, diff_runs

__all__ = ["CAUSES", "RunDiff", "diff_runs"]
