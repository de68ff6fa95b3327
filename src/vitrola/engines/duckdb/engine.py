"""DuckDB as the engine: embedded, in memory, spilling to a folder of its own."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack, contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb
from sqlglot import exp

from vitrola.engines.beside import AtOnce, InThreads
from vitrola.engines.dialect import DUCKDB_MACROS, to_duckdb
from vitrola.engines.repeated import LARGEST_SORT, repeated
from vitrola.errors import EngineError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import pyarrow as pa

    from vitrola.engines.beside import Beside
    from vitrola.engines.protocol import DelimitedText, Domains
    from vitrola.lake.location import Location

LONGEST_LINE = 16 << 20
BUFFER = 2 * LONGEST_LINE
"""Bytes of text read at once. DuckDB would take 16 lines of the longest, too few pieces for its threads."""
ROW_GROUP = 122_880
SMALL = "COMPRESSION snappy"
QUICK = "COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 2000"
"""Users, of whom each has an identifier of its own, were written in three quarters of the time."""
NEVER = "1TB"
"""Changes after which memory would be gone through as a file is: the next statement waited for it."""
SESSION = "SET TimeZone = 'UTC'"
"""What every cursor has to be told again."""


class DuckDBEngine:
    """An Engine over one in-memory DuckDB."""

    name = "duckdb"

    def __init__(self, location: Location, *, threads: int = 0, memory: str = "2GB") -> None:
        self._location = location
        self._threads = threads or os.cpu_count() or 1
        self._memory = memory
        self._stack = ExitStack()
        self._kinds: dict[str, str] = {}

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrola-duckdb-")))
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        config: dict[str, Any] = {
            "threads": self._threads,
            "memory_limit": self._memory,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": False,
            "checkpoint_threshold": NEVER,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            connection = duckdb.connect(config=config)
        except duckdb.Error as error:
            raise EngineError(f"DuckDB can't start: {error}") from error
        self._connection = self._stack.enter_context(connection)
        self._run(SESSION)
        for macro in DUCKDB_MACROS:
            self._run(macro)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def read_delimited(
        self, relation: str, text: DelimitedText, *, numbered: bool = False, with_path: bool = False
    ) -> None:
        """See Engine. A window without partition or order makes DuckDB read in the order of the file."""
        columns = ", ".join(f"{_string(name)}: 'VARCHAR'" for name in text.columns)
        options = (
            f"{_list(self._here(text.paths))}, header = true, auto_detect = false, columns = {{{columns}}}, "
            f"delim = {_string(text.delimiter)}, quote = {_string(text.quote)}, "
            f"escape = {_string(text.quote)}, strict_mode = true, ignore_errors = true, "
            f"max_line_size = {LONGEST_LINE}, buffer_size = {BUFFER}{_path_option(with_path)}"
        )
        number = ", ROW_NUMBER() OVER () AS _record" if numbered else ""
        self._create("VIEW", relation, f"SELECT *{number} FROM read_csv({options})")  # noqa: S608

    def read_parquet(self, relation: str, paths: Sequence[Path], *, with_path: bool = False) -> None:
        """See Engine."""
        option = _path_option(with_path)
        self._create("VIEW", relation, f"FROM read_parquet({_list(self._here(paths))}{option})")

    def read_arrow(self, relation: str, table: pa.Table) -> None:
        """See Engine."""
        self._connection.register(f"{relation}_arrow", table)
        self._create("TABLE", relation, f"FROM {_name(f'{relation}_arrow')}")
        self._connection.unregister(f"{relation}_arrow")

    def view(self, relation: str, sql: str) -> None:
        """See Engine."""
        self._create("VIEW", relation, to_duckdb(sql))

    def table(
        self,
        relation: str,
        sql: str,
        *,
        once: bool = False,  # noqa: ARG002 - of use to engines that write what they compute
        few: bool | str = False,  # noqa: ARG002 - of use where there is another engine
    ) -> None:
        """See Engine."""
        self._create("TABLE", relation, to_duckdb(sql))

    def repeats(self, relation: str, sql: str) -> None:
        """See Engine. Sorting the values in memory was quicker than grouping them."""
        compiled = to_duckdb(sql)
        ((column, *_),) = self._run(f"DESCRIBE {compiled}").fetchall()
        ((values,),) = self._run(f"SELECT COUNT(*) FROM ({compiled})").fetchall()  # noqa: S608 - compiled here
        if values > LARGEST_SORT:
            grouped = f"SELECT {_name(column)} FROM ({compiled}) GROUP BY ALL HAVING COUNT(*) > 1"  # noqa: S608
            self._create("TABLE", relation, grouped)
        else:
            with _told():
                found = self._connection.sql(compiled).to_arrow_table().column(0)
            self.read_arrow(relation, repeated(column, found))

    def query(self, sql: str) -> pa.Table:
        """See Engine."""
        with _told():
            return self._relation(sql).to_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        with _told():
            yield from self._relation(sql).to_arrow_reader(65_536)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """See Engine."""
        with _told():
            cursor = self._connection.execute(to_duckdb(sql))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def beside(self, *, waiting: bool = False) -> Beside:
        """See Engine. Each piece of work has a cursor of its own, all of them one DuckDB's memory.

        More pieces at once than there are threads for would only take turns with the block's own work.
        """
        if self._threads < 2:
            return AtOnce(self)
        return InThreads(
            self._threads if waiting else self._threads - 1,
            self._on_cursor,
            stop=lambda engine: engine._connection.interrupt(),
            close=lambda engine: engine._connection.close(),
        )

    def _on_cursor(self) -> DuckDBEngine:
        """An engine over the same relations for another thread."""
        other = copy(self)
        other._connection = self._connection.cursor()
        other._run(SESSION)
        return other

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """See Engine."""
        described = self._run(f"DESCRIBE {_name(relation)}").fetchall()
        return [
            (name, exp.DataType.build(kind, dialect="duckdb").sql("spark")) for name, kind, *_ in described
        ]

    def write_parquet(
        self,
        sql: str,
        folder: Path,
        *,
        domains: Domains | None = None,
        near: str | None = None,
        brief: bool = False,
        few: bool | str = False,  # noqa: ARG002 - of use where there is another engine
    ) -> list[Path]:
        """See Engine."""
        folder.mkdir(parents=True)
        target = folder / "part-0.parquet"
        rows = _with_enums(self._with_spark_types(sql), domains or {})
        (written,) = self._run(
            f"COPY ({_gathered(rows, near) if near else rows}) TO {_string(str(target))} "
            f"(FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP}, {QUICK if brief else SMALL})"
        ).fetchone() or (0,)
        return [target] if written else []

    def compiled(self, sql: str) -> str:
        """See Engine."""
        return to_duckdb(sql)

    def lock(self, folder: Path) -> None:
        """See Engine."""
        self._run(f"SET allowed_directories = [{_string(str(folder))}]")
        self._run("SET enable_external_access = false")
        self._run("SET lock_configuration = true")

    def _here(self, paths: Sequence[Path]) -> list[Path]:
        """The same files, once they are all on this machine: DuckDB reads S3 only with an extension."""
        return self._location.fetched(paths)

    def _create(self, kind: str, relation: str, sql: str) -> None:
        """Name a relation, in place of one of that name; DuckDB itself replaces only the same kind."""
        before = self._kinds.get(relation, kind)
        if before != kind:
            self._run(f"DROP {before} {_name(relation)}")
        self._run(f"CREATE OR REPLACE {kind} {_name(relation)} AS {sql}")
        self._kinds[relation] = kind

    def _relation(self, sql: str) -> Any:
        return self._connection.sql(self._with_spark_types(sql))

    def _with_spark_types(self, sql: str) -> str:
        """DuckDB's SQL, its 128-bit sums of integers narrowed to Spark's BIGINT."""
        compiled = to_duckdb(sql)
        described = self._run(f"DESCRIBE {compiled}").fetchall()
        wide = [_name(name) for name, kind, *_ in described if kind == "HUGEINT"]
        if not wide:
            return compiled
        narrowed = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in wide)
        return f"SELECT * REPLACE ({narrowed}) FROM ({compiled})"  # noqa: S608 - quoted identifiers

    def _run(self, sql: str) -> Any:
        with _told():
            return self._connection.execute(sql)


_OF_THE_STATEMENT = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
    duckdb.ParserException,
    duckdb.TypeMismatchException,
)


@contextmanager
def _told() -> Iterator[None]:
    """Raise what DuckDB raises as EngineError, or as StatementError."""
    try:
        yield
    except duckdb.Error as error:
        kind = StatementError if isinstance(error, _OF_THE_STATEMENT) else EngineError
        raise kind(f"DuckDB: {_sentence(error)}") from error


def _sentence(error: duckdb.Error) -> str:
    """What DuckDB says, without the excerpt of the SQL it compiled."""
    return " ".join(str(error).split("\n\nLINE ")[0].split())


def _with_enums(sql: str, domains: Domains) -> str:
    """The query with columns of few known values as ENUM, which Parquet receives as ready dictionaries."""
    casts = [
        f"CAST({_name(column)} AS ENUM({', '.join(_string(value) for value in values)})) AS {_name(column)}"
        for column, values in domains.items()
    ]
    return f"SELECT * REPLACE ({', '.join(casts)}) FROM ({sql})" if casts else sql  # noqa: S608


def _gathered(sql: str, column: str) -> str:
    """The query, rows of one value beside each other: by a hash, which is sorted in half a text's time.

    It is a hash of the hash that the writer's dictionaries go by. Values alike in some bits of that one
    would meet in the same places of a dictionary, which took a hundred times as long.
    """
    return f"SELECT * FROM ({sql}) ORDER BY CAST(hash(hash({_name(column)})) >> 32 AS UINTEGER)"  # noqa: S608


def _name(relation: str) -> str:
    return exp.to_identifier(relation, quoted=True).sql("duckdb")


def _path_option(wanted: bool) -> str:
    return ", filename = '_path'" if wanted else ""


def _string(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _list(paths: Sequence[Path]) -> str:
    return f"[{', '.join(_string(str(path)) for path in paths)}]"
