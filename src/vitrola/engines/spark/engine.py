"""PySpark as the engine: a local session here, a cluster elsewhere."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vitrola.engines.dialect import to_spark
from vitrola.errors import EngineError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import pyarrow as pa

    from vitrola.engines.protocol import DelimitedText, Domains


class SparkEngine:
    """An Engine over one Spark session with the driver in this process."""

    name = "spark"

    def __init__(self, *, threads: int = 0, memory: str = "2GB") -> None:
        self._threads = threads
        self._memory = memory.lower().removesuffix("b")
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if shutil.which("java") is None:
            raise EngineError(
                "Spark needs Java 17, and no java command was found.",
                hint="On Debian or Ubuntu: apt-get install openjdk-17-jre-headless",
            )
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise EngineError(
                "The Spark engine isn't installed.", hint="Run: make setup EXTRAS=spark"
            ) from error
        self._scratch = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrola-spark-")))
        options = {
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
            "spark.sql.shuffle.partitions": "8",
            "spark.sql.warehouse.dir": str(self._scratch / "warehouse"),
            "spark.local.dir": str(self._scratch / "local"),
            "spark.driver.memory": self._memory,
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }
        builder = SparkSession.builder.master(f"local[{self._threads or '*'}]").appName("vitrola")
        for name, value in options.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._stack.callback(self._session.stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def read_delimited(self, relation: str, text: DelimitedText, *, numbered: bool = False) -> None:
        """See Engine. Spark splits a file between tasks and can't number its records."""
        if numbered:
            raise EngineError("Spark reads text in no order, so records have no numbers.")
        schema = ", ".join(f"`{name}` STRING" for name in (*text.columns, "_corrupt"))
        frame = self._session.read.csv(
            [str(path) for path in text.paths],
            schema=schema,
            header=True,
            enforceSchema=True,
            sep=text.delimiter,
            quote=text.quote,
            escape=text.quote or "\0",
            multiLine=bool(text.quote),
            mode="PERMISSIVE",
            columnNameOfCorruptRecord="_corrupt",
            maxCharsPerColumn=-1,
        )
        frame = frame.where("_corrupt IS NULL").drop("_corrupt")
        self._with_path(frame).createOrReplaceTempView(relation)

    def read_parquet(self, relation: str, paths: Sequence[Path], *, with_path: bool = False) -> None:
        """See Engine."""
        frame = self._session.read.parquet(*(str(path) for path in paths))
        (self._with_path(frame) if with_path else frame).createOrReplaceTempView(relation)

    @staticmethod
    def _with_path(frame: Any) -> Any:
        return frame.selectExpr(
            "*", "regexp_replace(url_decode(_metadata.file_path), '^file:/+', '/') AS _path"
        )

    def read_arrow(self, relation: str, table: pa.Table) -> None:
        """See Engine."""
        self._session.createDataFrame(table).createOrReplaceTempView(relation)

    def view(self, relation: str, sql: str) -> None:
        """See Engine."""
        self._sql(sql).createOrReplaceTempView(relation)

    def table(self, relation: str, sql: str) -> None:
        """See Engine."""
        target = self._scratch / "tables" / relation
        self._sql(sql).write.mode("overwrite").parquet(str(target))
        self._session.read.parquet(str(target)).createOrReplaceTempView(relation)

    def repeats(self, relation: str, sql: str) -> None:
        """See Engine."""
        (column,) = self._sql(sql).columns
        self.table(relation, f"SELECT {column} FROM ({sql}) AS q GROUP BY {column} HAVING COUNT(*) > 1")  # noqa: S608

    def query(self, sql: str) -> pa.Table:
        """See Engine."""
        return self._sql(sql).toArrow()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        yield from self.query(sql).to_batches()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """See Engine."""
        return [row.asDict() for row in self._sql(sql).collect()]

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """See Engine."""
        return [(field.name, field.dataType.simpleString()) for field in self._session.table(relation).schema]

    def write_parquet(
        self,
        sql: str,
        folder: Path,
        *,
        compressed: bool = True,
        domains: Domains | None = None,  # noqa: ARG002 - of use to engines that write dictionaries
    ) -> list[Path]:
        """See Engine."""
        codec = "snappy" if compressed else "none"
        self._sql(sql).write.option("compression", codec).parquet(str(folder))
        return sorted(path for path in folder.glob("*.parquet") if _has_rows(path))

    def lock(self, folder: Path) -> None:
        """See Engine. Spark has no such lock: a statement's table names are checked before it runs."""

    def compiled(self, sql: str) -> str:
        """See Engine."""
        return to_spark(sql)

    def _sql(self, sql: str) -> Any:
        from pyspark.errors import AnalysisException, ParseException, PySparkException  # noqa: PLC0415 - an extra

        try:
            return self._session.sql(to_spark(sql))
        except PySparkException as error:
            of_the_statement = isinstance(error, (AnalysisException, ParseException))
            kind = StatementError if of_the_statement else EngineError
            raise kind(f"Spark: {str(error).splitlines()[0]}") from error


def _has_rows(path: Path) -> bool:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    return bool(pq.read_metadata(path).num_rows)
