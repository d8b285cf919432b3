"""Spark as the engine: the same plan, where the data already lies or where one machine is not enough.

With `spark_session` the only module that imports pyspark; never pandas, and pyarrow only where it happens to be there.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bwcmeta.engines.spark_session import SparkPlace, open_session
from bwcmeta.errors import EngineError
from bwcmeta.model.columns import Kind, Table

if TYPE_CHECKING:
    import polars as pl

    from bwcmeta.sql.step import Step

_TYPES: dict[Kind, str] = {
    "text": "STRING",
    "text_list": "ARRAY<STRING>",
    "instant": "TIMESTAMP",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}


class SparkEngine:
    """Runs a plan on Spark.

    A kept step is computed when it is run, and its rows are what later steps read: written as Parquet into
    `place.scratch` (or a temporary folder, when the session is started here), else held by the executors.

    Args:
        folders: the folders the files lie in.
        place: a session, and where it finds the lake and a scratch folder.
        memory: of a local session that is started here, such as `4GB`.
        threads: likewise; the results do not depend on it.

    Raises:
        EngineError: PySpark or Java is missing, or the session cannot be set up.
    """

    name = "spark"
    dialect = "spark"
    small = False  # each step costs a job there: a view costs none

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        place: SparkPlace | None = None,
        memory: str | None = None,
        threads: int | None = None,
    ) -> None:
        self._place = place or SparkPlace.of_environment()
        self._folders = [str(folder) for folder in folders]
        self._opened = open_session(self._place, memory=memory, threads=threads)
        self._session = self._opened.session
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if self._place.scratch is None and self._opened.own and self._opened.local:
            self._temporary = tempfile.TemporaryDirectory(prefix="bwcmeta-spark-steps-")
        self._scratch = self._temporary.name if self._temporary else self._place.scratch
        if self._scratch is None:
            # held rows carry over what Spark inferred of them under columns that are gone: a union of them then fails
            self._session.conf.set("spark.sql.constraintPropagation.enabled", "false")
        self._views: list[str] = []

    def source(self, table: Table, files: Sequence[str]) -> None:
        """Make `src_TABLE` from Parquet files; with no file, an empty table of the right columns."""
        if files:
            schema = ", ".join(f"`{c.name}` {_TYPES[c.kind]}" for c in table.columns)
            paths = [literal_path(self._seen(f)) for f in files]

            def read() -> Any:  # the folders say `month=...`; no column is wanted from them
                return self._session.read.schema(schema).option("recursiveFileLookup", "true").parquet(*paths)
        else:
            columns = ", ".join(f"CAST(NULL AS {_TYPES[c.kind]}) AS `{c.name}`" for c in table.columns)

            def read() -> Any:
                return self._session.sql(f"SELECT {columns} WHERE FALSE")

        self._view(f"src_{table.name}", read, f"open the table {table.name}")

    def run(self, step: Step, parts: Sequence[Step] = ()) -> None:
        """Compute one step when it is kept; else, and its parts, a view that is computed wherever it is read."""
        from bwcmeta.sql.functions import spell

        for part in parts:
            self.run(part)
        sql = spell(step.tree, self.dialect, pretty=False)

        def made() -> Any:
            frame = self._session.sql(sql)
            return self._kept(step.name, frame) if step.keep else frame

        self._view(step.name, made, f"{step.says}\n{sql}")

    def forget(self, name: str) -> None:
        """Let go of a kept step that no later step reads."""
        self._guard(lambda: self._session.catalog.dropTempView(name), f"let go of {name}")
        if self._temporary is not None:
            shutil.rmtree(Path(self._temporary.name) / name, ignore_errors=True)

    def others(self) -> Sequence[SparkEngine]:
        """None: one step keeps all executors busy."""
        return ()

    def frame(self, sql: str) -> pl.DataFrame:
        """Run a query of the program's own and hand the rows to polars."""
        return self._guard(lambda: _to_polars(self._session.sql(sql)), sql)  # type: ignore[no-any-return]

    def close(self) -> None:
        """Drop the views; stop the session when it was started here."""
        try:
            for name in self._views:
                self._session.catalog.dropTempView(name)
        finally:
            self._opened.close()
            if self._temporary is not None:
                self._temporary.cleanup()

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _kept(self, name: str, frame: Any) -> Any:
        if self._scratch is None:
            from pyspark.sql.functions import col

            # held rows keep the identity of their columns: joined with a view they came from, Spark would lose one
            return frame.localCheckpoint(eager=True).select(*(col(f"`{name}`").alias(name) for name in frame.columns))
        path = f"{self._scratch.rstrip('/')}/{name}"
        frame.write.mode("overwrite").parquet(path)
        return self._session.read.schema(frame.schema).parquet(path)

    def _view(self, name: str, make: Any, says: str) -> None:
        self._guard(lambda: make().createOrReplaceTempView(name), says)
        self._views.append(name)

    def _seen(self, file: str) -> str:
        return seen_by_executors(file, self._folders, self._place.lake, local=self._opened.local)

    def _guard(self, work: Any, says: str) -> Any:
        try:
            return work()
        except EngineError:
            raise
        except Exception as error:  # pyspark's own, py4j's and those of the wire have no name in common
            told = str(error).split("\n\tat ")[0].split("\n\nJVM stacktrace")[0].strip()
            msg = f"spark could not run a step: {told}\n(step: {says})"
            raise EngineError(msg) from error


def seen_by_executors(file: str, folders: Sequence[str], lake: str | None, *, local: bool) -> str:
    """A file of this process as the executors name it: below `lake`, where that is given, in place of its folder."""
    if lake is None:
        return f"file:{file}" if local else file
    for folder in folders:
        if file.startswith(f"{folder}/"):
            return lake.rstrip("/") + file[len(folder) :]
    return file


def literal_path(path: str) -> str:
    """A path whose every sign stands for itself: Spark takes paths as patterns."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _to_polars(frame: Any) -> pl.DataFrame:
    import polars as pl

    types: dict[str, Any] = {
        "string": pl.String, "bigint": pl.Int64, "int": pl.Int64, "double": pl.Float64, "boolean": pl.Boolean,
    }  # fmt: skip
    schema = {field.name: types.get(field.dataType.simpleString()) for field in frame.schema.fields}
    return pl.DataFrame([tuple(row) for row in frame.collect()], schema=schema, orient="row")
