"""`python -m benchmarks.mistakes`: what each says to a torn line, a misspelt value and a place that nobody wrote down.

Speed is no merit in a tool that answers wrongly without a word; this stands beside the seconds in docs/performance.md.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.answers import of_device_log
from benchmarks.device_log import device_log
from benchmarks.measure import ROOT, Measured, bwcmeta, rival, run

ROWS = 20_000
RIVALS = ("log-polars", "log-duckdb", "log-pandas", "log-pysigma", "log-pointblank")
POLICY = ROOT / "benchmarks" / "policies" / "bench-device-log.yaml"


def torn(clean: Path, folder: Path) -> Path:
    """A copy in which one line of the recordings breaks off after the officer."""
    shutil.copytree(clean, folder)
    path = folder / "recordings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1000] = ",".join(lines[1000].split(",")[:3])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _told(ran: Measured) -> str:
    lines = [line for line in ran.complained.splitlines() if line.strip()]
    return f"exit {ran.code}" + (f"; {lines[-1].strip()[:150]}" if lines else "; nothing on standard error")


def main() -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as name:
        scratch, clean = Path(name), device_log(ROWS)
        bad = torn(clean, scratch / "torn")
        for rival_name in RIVALS:
            good = rival(rival_name, clean, scratch=scratch).answer
            ran = run(
                [sys.executable, "-W", "ignore", "-m", "benchmarks.rivals", rival_name, bad],
                scratch=scratch,
                must=False,
            )
            answer = ran.answer if ran.code == 0 else None
            changed = "no answer" if answer is None else [r for r in answer if answer[r] != good.get(r)] or "no rule"
            print(f"torn line, {rival_name}: {_told(ran)}; answers changed: {changed}")
        ran = bwcmeta("audit", bad, "-p", POLICY, "--out", scratch / "run", "-f", "csv", scratch=scratch)
        print(
            "torn line, bwcmeta:",
            [line for line in ran.complained.splitlines() if "set aside" in line or "recordings" in line],
        )
        bwcmeta("audit", clean, "-p", POLICY, "--out", scratch / "run", "-f", "csv", scratch=scratch)
        rules = json.loads((scratch / "run" / "summary.json").read_text(encoding="utf-8"))["rules"]
        print("unknown place, bwcmeta:", {r["rule_id"]: r["undetermined"] for r in rules if r["undetermined"]})
        print("candidates, bwcmeta:", {rule: found[0] for rule, found in of_device_log(scratch / "run").items()})
        for old, new in (
            ("'residence'", "'residense'"),
            ("device_id is", "device_di is"),
            ("resident_asked_off", "resident_askd_off"),
        ):
            policy = scratch / "typo.yaml"
            policy.write_text(POLICY.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            ran = run([sys.executable, "-m", "bwcmeta", "audit", clean, "-p", policy], scratch=scratch, must=False)
            told = [
                line
                for line in (ran.said + ran.complained).splitlines()
                if new.strip("'").split()[0] in line or "hint" in line
            ]
            print(f"typo {new}, bwcmeta: exit {ran.code}: {told[:3]}")


if __name__ == "__main__":
    main()
