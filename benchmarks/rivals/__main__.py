"""`python -m benchmarks.rivals NAME ARGUMENTS...`: run one rival and print its answer as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.rivals.answers import digests


def main(name: str, *arguments: str) -> None:
    """Run the rival of that name."""
    if name in ("duckdb-tuned", "duckdb-plain"):
        from benchmarks.rivals import model_pack_duckdb

        found = model_pack_duckdb.run(Path(arguments[0]), way=name.removeprefix("duckdb-"))
    elif name == "sqlite":
        from benchmarks.rivals import model_pack_sqlite

        found = model_pack_sqlite.run(Path(arguments[0]))
    elif name == "polars":
        from benchmarks.rivals import model_pack_polars

        found = model_pack_polars.run(Path(arguments[0]))
    elif name == "pandas":
        from benchmarks.rivals import model_pack_pandas

        found = model_pack_pandas.run(Path(arguments[0]))
    elif name == "copy-csv":
        from benchmarks.rivals import copy_csv

        found = copy_csv.run(Path(arguments[0]), Path(arguments[1]))
    else:
        from benchmarks.rivals import device_log

        found = device_log.RIVALS[name](Path(arguments[0]))
    print(json.dumps(digests(found)))


main(*sys.argv[1:])
