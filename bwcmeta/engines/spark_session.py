"""A Spark session of our own: a child of the one that was handed in, by Spark Connect, or local.

Only the child is changed; whoever handed a session in finds theirs as it was.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bwcmeta.errors import EngineError

JAVA = 17
"""The oldest Java that every supported Spark runs on."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.variable.substitute": "false",  # else '${env:HOME}' inside a literal is replaced
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # a clock that says 1899 is no reason to fail
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.caseSensitive": "false",
}
"""What a plan needs of a session, whatever the cluster's defaults are."""

_QUIET = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


@dataclass(frozen=True, slots=True)
class SparkPlace:
    """Where a plan runs on Spark.

    Attributes:
        session: a session that is there already; the plan runs in a child of it.
        lake: where the executors find the folder that this process calls the lake (`s3a://...`, `abfss://...`); None: at
            the same path.
        scratch: folder that every executor sees, for kept steps; None: the executors hold them (a local session that is
            started here writes them to a temporary folder).
    """

    session: Any = None
    lake: str | None = None
    scratch: str | None = None

    @classmethod
    def of_environment(cls, session: Any = None) -> SparkPlace:
        """What `BWCMETA_SPARK_LAKE` and `BWCMETA_SPARK_SCRATCH` say."""
        return cls(session, os.environ.get("BWCMETA_SPARK_LAKE"), os.environ.get("BWCMETA_SPARK_SCRATCH"))


@dataclass(slots=True)
class Opened:
    """A child session; `local` when its executors are this machine; `own` when it was started here."""

    session: Any
    local: bool
    own: bool
    folder: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Stop what was started here, and nothing else."""
        if self.own:
            self.session.stop()
        if self.folder is not None:
            self.folder.cleanup()


def open_session(place: SparkPlace, *, memory: str | None = None, threads: int | None = None) -> Opened:
    """Open a child session with the settings a plan needs.

    Raises:
        EngineError: PySpark or Java is missing, the server does not answer, or a setting cannot be made.
    """
    try:
        import pyspark.sql
    except ImportError as error:
        msg = "the engine spark needs PySpark: install the extra, as in `pip install 'bwcmeta[spark]'`"
        raise EngineError(msg) from error
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True  # it writes every error as a page of JSON, beside raising it
    remote = os.environ.get("SPARK_REMOTE")
    active = None if remote else pyspark.sql.SparkSession.getActiveSession()
    if place.session is not None:
        opened = Opened(_child(place.session), _is_local(place.session), own=False)
    elif remote:
        opened = Opened(_connected(remote), local=False, own=True)
    elif active is not None:
        opened = Opened(_child(active), _is_local(active), own=False)
    else:
        opened = _local(memory, threads)
    try:
        _settle(opened.session)
    except EngineError:
        opened.close()
        raise
    return opened


def _child(session: Any) -> Any:
    try:
        return session.newSession()
    except Exception as error:
        msg = f"spark: this session cannot open a child session, and is not changed itself ({first_line(error)})"
        raise EngineError(msg) from error


def _is_local(session: Any) -> bool:
    try:
        return str(session.sparkContext.master).startswith("local")
    except Exception:  # noqa: BLE001  sessions by Spark Connect have no context and say so in several ways
        return False


def _connected(remote: str) -> Any:
    from pyspark.sql import SparkSession

    try:
        return SparkSession.builder.remote(remote).create()
    except Exception as error:
        msg = f"spark: no session at SPARK_REMOTE ({first_line(error)})"
        raise EngineError(msg) from error


def _local(memory: str | None, threads: int | None) -> Opened:
    from pyspark.sql import SparkSession

    java_or_refuse()
    folder = tempfile.TemporaryDirectory(prefix="bwcmeta-spark-")
    logs = Path(folder.name) / "log4j2.properties"
    logs.write_text(_QUIET, encoding="utf-8")
    cores = threads or os.cpu_count() or 1
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.memory": _java_size(memory) if memory else "2g",
        "spark.driver.host": "localhost",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{logs} -XX:+UseParallelGC",
        "spark.local.dir": folder.name,
        "spark.sql.warehouse.dir": folder.name,
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.sql.catalogImplementation": "in-memory",
    }
    builder = SparkSession.builder.master(f"local[{threads or '*'}]").appName("bwcmeta")
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        return Opened(builder.getOrCreate(), local=True, own=True, folder=folder)
    except Exception as error:
        folder.cleanup()
        msg = f"spark: a local session could not be started ({first_line(error)})"
        raise EngineError(msg) from error


def _settle(session: Any) -> None:
    for key, value in SETTINGS.items():
        try:
            session.conf.set(key, value)
        except Exception as error:
            if str(session.conf.get(key, "")).lower() != value.lower():
                msg = f"spark: this session does not let {key} be {value}, which a plan needs ({first_line(error)})"
                raise EngineError(msg) from error


def java_or_refuse() -> None:
    """Make sure that there is a Java of sufficient age.

    Raises:
        EngineError: there is none.
    """
    problem = java_problem()
    if problem:
        raise EngineError(problem)


def java_problem() -> str:
    """What is wrong with the Java of this machine, in one sentence; empty when nothing is."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    where = "set JAVA_HOME, or put java on PATH; or name a Spark Connect server in SPARK_REMOTE"
    if not java or not Path(java).exists():
        return f"a local Spark needs Java {JAVA} or newer, and there is none: {where}"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r'version "(\d+)', told.stderr)
    if match is None or int(match[1]) < JAVA:
        found = match[1] if match else "an unknown version"
        return f"a local Spark needs Java {JAVA} or newer; {java} is {found}: {where}"
    return ""


def first_line(error: BaseException) -> str:
    """The first line of what Spark says, without its stack."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def _java_size(text: str) -> str:
    """`4GB` as Java writes it."""
    return re.sub(r"(?i)\s*([kmgt])i?b$", lambda m: m[1].lower(), text.strip())
