"""PySpark as the engine: threads of this machine, a cluster, or a Spark Connect server."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vitrola.engines.beside import AtOnce
from vitrola.engines.dialect import to_spark
from vitrola.engines.repeated import LARGEST_SORT, repeated
from vitrola.engines.spark.failures import told
from vitrola.engines.spark.session import begin
from vitrola.engines.spark.watch import SECONDS_WITHOUT_EXECUTORS, Watch
from vitrola.errors import EngineError
from vitrola.lake.parquet import rows_of
from vitrola.lake.zones import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import pyarrow as pa

    from vitrola.engines.beside import Beside
    from vitrola.engines.protocol import DelimitedText, Domains
    from vitrola.engines.spark.place import Place
    from vitrola.lake.location import Location


class SparkEngine:
    """An Engine over one Spark session."""

    name = "spark"

    def __init__(self, place: Place, location: Location) -> None:
        """What a cluster computes on the way is kept in the location, which all its machines see."""
        self._place = place
        self._location = location
        self._shared = None if place.here else location.path(SCRATCH)
        self._stack = ExitStack()
        self._watch: Watch | None = None
        self._written: dict[Path, Any] = {}
        """Schemas of the folders written, which Spark would else read from the files in a job of its own."""

    def __enter__(self) -> Self:
        if self._shared:
            self._shared.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="vitrola-spark-", dir=self._shared)
        self.scratch = Path(self._stack.enter_context(folder))
        if self._shared:
            self._stack.callback(self._location.remove, self.scratch)
        local = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrola-spark-"))
        self._started = begin(self._place, Path(local), on_s3=self._location.shared)
        self._stack.callback(self._stop)
        if self._place.master and not self._place.here:
            self._watch = self._stack.enter_context(Watch(self._session))
        return self

    @property
    def _session(self) -> Any:
        """The session, as soon as it has started."""
        return self._started()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _stop(self) -> None:
        """Stop the session; one whose Java is gone has stopped."""
        with suppress(EngineError), told():
            self._session.stop()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise what Spark raises as EngineError, or as StatementError."""
        try:
            with told():
                yield
        except EngineError as error:
            if self._watch and self._watch.given_up:
                raise EngineError(
                    f"Spark at {self._place.address} has had no executor for {SECONDS_WITHOUT_EXECUTORS} s.",
                    hint="Check that the cluster has workers with cores and memory to spare.",
                ) from error
            raise

    def read_delimited(
        self, relation: str, text: DelimitedText, *, numbered: bool = False, with_path: bool = False
    ) -> None:
        """See Engine. Spark splits a file between tasks and can't number its records."""
        if numbered:
            raise EngineError("Spark reads text in no order, so records have no numbers.")
        schema = ", ".join(f"`{name}` STRING" for name in (*text.columns, "_corrupt"))
        with self._told():
            frame = self._session.read.csv(
                [self._location.cluster_address(path) for path in text.paths],
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
            (self._with_path(frame) if with_path else frame).createOrReplaceTempView(relation)

    def read_parquet(self, relation: str, paths: Sequence[Path], *, with_path: bool = False) -> None:
        """See Engine."""
        with self._told():
            frame = self._parquet(paths)
            (self._with_path(frame) if with_path else frame).createOrReplaceTempView(relation)

    def read_arrow(self, relation: str, table: pa.Table) -> None:
        """See Engine."""
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - an extra

        with self._told():
            frame = self._session.createDataFrame(table, from_arrow_schema(table.schema))
            frame.createOrReplaceTempView(relation)

    def view(self, relation: str, sql: str) -> None:
        """See Engine."""
        with self._told():
            self._sql(sql).createOrReplaceTempView(relation)

    def table(
        self,
        relation: str,
        sql: str,
        *,
        once: bool = False,
        few: bool | str = False,  # noqa: ARG002 - of use where there is another engine
    ) -> None:
        """See Engine. Spark plans what follows without a relation that turned out to be empty."""
        if once:
            self.view(relation, sql)
            return
        folder = self.scratch / "tables" / relation
        filled = self._write(sql, folder, "overwrite")
        with self._told():
            frame = self._parquet([folder])
            (frame if filled else frame.limit(0)).createOrReplaceTempView(relation)

    def repeats(self, relation: str, sql: str) -> None:
        """See Engine. Few values are sorted here, which is quicker than grouping them on Spark."""
        if self._place.here:
            files = self._write(sql, self.scratch / "values" / relation, "overwrite")
            if files and sum(rows_of(self._location, path) for path in files) <= LARGEST_SORT:
                self.read_arrow(relation, self._repeated(files))
                return
        with self._told():
            (column,) = self._sql(sql).columns
        self.table(
            relation,
            f"SELECT {column} FROM ({sql}) AS q GROUP BY {column} HAVING COUNT(*) > 1",  # noqa: S608
        )

    def query(self, sql: str) -> pa.Table:
        """See Engine."""
        with self._told():
            return self._sql(sql).toArrow()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        yield from self.query(sql).to_batches()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """See Engine."""
        with self._told():
            return [row.asDict() for row in self._sql(sql).collect()]

    def beside(self, *, waiting: bool = False) -> Beside:  # noqa: ARG002 - there is nothing to share
        """See Engine. Each statement keeps the cluster busy by itself."""
        return AtOnce(self)

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """See Engine."""
        with self._told():
            schema = self._session.table(relation).schema
        return [(field.name, field.dataType.simpleString()) for field in schema]

    def write_parquet(
        self,
        sql: str,
        folder: Path,
        *,
        domains: Domains | None = None,  # noqa: ARG002 - of use to engines that write dictionaries
        near: str | None = None,
        brief: bool = False,  # noqa: ARG002 - the bytes of a file are little of what Spark takes for it
        few: bool | str = False,  # noqa: ARG002 - of use where there is another engine
    ) -> list[Path]:
        """See Engine."""
        return self._write(sql, folder, "error", near)

    def lock(self, folder: Path) -> None:
        """See Engine. Spark has no such lock: a statement's table names are checked before it runs."""

    def compiled(self, sql: str) -> str:
        """See Engine."""
        return to_spark(sql)

    def _sql(self, sql: str) -> Any:
        return self._session.sql(to_spark(sql))

    def _write(self, sql: str, folder: Path, mode: str, near: str | None = None) -> list[Path]:
        """Write a query's rows into a folder; returns the files that hold rows."""
        with self._told():
            rows = self._sql(sql)
            frame = rows.orderBy(near) if near else rows
            frame.write.mode(mode).parquet(self._location.cluster_address(folder))
            self._written[folder] = frame.schema
        return sorted(path for path in self._parts(folder) if rows_of(self._location, path))

    def _parquet(self, paths: Sequence[Path]) -> Any:
        """The rows of Parquet files, or of a folder that was written here."""
        folders = {path if path in self._written else path.parent for path in paths}
        schema = self._written.get(folders.pop()) if len(folders) == 1 else None
        reader = self._session.read.schema(schema) if schema else self._session.read
        return reader.parquet(*map(self._location.cluster_address, paths))

    def _repeated(self, files: list[Path]) -> pa.Table:
        """The values that files of one column on this machine hold more than once."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        values = pq.read_table(files)
        return repeated(values.column_names[0], values.column(0))

    def _with_path(self, frame: Any) -> Any:
        """The frame and the place that each row's file has on this machine."""
        root = self._location.root
        path = "regexp_replace(url_decode(_metadata.file_path), '^file:/+', '/')"
        path = f"replace({path}, '{self._location.cluster_address(root)}', '{root}')"
        return frame.selectExpr("*", f"{path} AS _path")

    def _parts(self, folder: Path) -> list[Path]:
        """The files that Spark wrote into a folder."""
        if folder.is_relative_to(self._location.root):
            found = [entry.path for entry in self._location.below(self._location.name(folder))]
        else:
            found = list(folder.iterdir())
        return [path for path in found if path.suffix == ".parquet"]
