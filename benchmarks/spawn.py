"""Start a program, wait for it, write what it used: `spawn.py REPORT PROGRAM ARGUMENTS...`.

A process of its own, because Linux counts the memory of the process that forks as the child's until it executes.
"""

import json
import os
import sys
import time
from pathlib import Path

began = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
report = {
    "wall_s": time.perf_counter() - began,
    "cpu_s": used.ru_utime + used.ru_stime,
    "maxrss": used.ru_maxrss,
    "code": os.waitstatus_to_exitcode(status),
}
Path(sys.argv[1]).write_text(json.dumps(report), encoding="utf-8")
