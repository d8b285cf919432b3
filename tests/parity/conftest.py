"""One Spark session for all tests of this folder, small and quick to start; or a loud word about why there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bwcmeta.engines.spark_session import java_problem

CONFIGURATION = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.memory": "800m",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.timezone=America/Chicago",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",  # planning anew and compiling cost more than a thousand rows do
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # what a plan must not mind in the session it is a child of:
    "spark.sql.session.timeZone": "America/Chicago",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}


def why_not() -> str:
    """Why Spark cannot be run here; empty when it can."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "PySpark is not installed (the extra `spark`)"
    return java_problem()


@pytest.fixture(scope="session")
def spark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local session; its Java lives in Chicago and is not to be changed."""
    reason = why_not()
    if reason:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            sys.stderr.write(f"\nNOTE: the tests that run the plan on Spark are SKIPPED: {reason}\n")
        pytest.skip(reason)
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").appName("bwcmeta-tests")
    folder = str(tmp_path_factory.mktemp("spark"))
    for key, value in {**CONFIGURATION, "spark.sql.warehouse.dir": folder, "spark.local.dir": folder}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    before = dict(session.conf.getAll)
    yield session
    after = dict(session.conf.getAll)
    session.stop()
    assert after == before, "a plan changed the session it was given"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one worker: one Java is enough."""
    for item in items:
        if item.get_closest_marker("spark") is not None:
            item.add_marker(pytest.mark.xdist_group("spark"))
