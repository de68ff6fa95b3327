"""What an engine can do. All SQL is Spark SQL; each engine compiles it for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    import pyarrow as pa

    from vitrola.engines.beside import Beside

    Domains = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class DelimitedText:
    """Delimited files of one shape: ``columns`` are the names in file order, all read as text.

    Without a ``quote`` no field holds a delimiter or a line end.
    """

    paths: tuple[Path, ...]
    columns: tuple[str, ...]
    delimiter: str
    quote: str


class Engine(Protocol):
    """A place to run Spark SQL over files, from one process, for one run.

    Relations are named views or tables inside the engine; nothing of them outlives it. A name given
    again stands for the new relation, whether it was lazy or computed before.
    """

    name: str
    scratch: Path
    """A folder for what is computed on the way, which all machines of the engine see; it goes with it."""

    def __enter__(self) -> Self:
        """Start the engine; raises EngineError where it isn't installed."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the engine and drop every relation."""

    def read_delimited(
        self, relation: str, text: DelimitedText, *, numbered: bool = False, with_path: bool = False
    ) -> None:
        """Name a lazy relation of text columns; records it can't split are left out.

        ``with_path`` adds ``_path``. ``numbered`` adds ``_record``, the 1-based place in one file among the
        records that it can split; raises EngineError where the engine reads in no order.
        """

    def read_parquet(self, relation: str, paths: Sequence[Path], *, with_path: bool = False) -> None:
        """Name a lazy relation over Parquet files, with ``_path`` where asked for."""

    def read_arrow(self, relation: str, table: pa.Table) -> None:
        """Name a relation over a small Arrow table."""

    def view(self, relation: str, sql: str) -> None:
        """Name a lazy relation."""

    def table(self, relation: str, sql: str, *, once: bool = False, few: bool | str = False) -> None:
        """Name a relation and compute it now; with ``once`` not before the one statement that reads it.

        ``few`` tells that it has few rows, however many it is computed from; or it is a query that counts
        about how many.
        """

    def repeats(self, relation: str, sql: str) -> None:
        """Name a relation of the values that occur more than once in a query's one 64-bit column."""

    def query(self, sql: str) -> pa.Table:
        """Rows of a query whose result is small; timestamps come in UTC."""

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Rows of a query of any size."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a small query as dictionaries."""

    def beside(self, *, waiting: bool = False) -> Beside:
        """A block in which work can be started beside other work, where the engine has something to spare.

        A block that only is ``waiting`` for what it started leaves all of the engine to that.
        """

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """Names and Spark SQL types of a relation's columns."""

    def write_parquet(
        self,
        sql: str,
        folder: Path,
        *,
        domains: Domains | None = None,
        near: str | None = None,
        brief: bool = False,
        few: bool | str = False,
    ) -> list[Path]:
        """Write a query's rows as Parquet files into a new folder; returns the files that hold rows.

        ``domains`` names text columns that hold a few known values only, which an engine may use to
        write them faster; it raises EngineError where it meets another value, or writes it. Rows with
        one value of the text column ``near`` come to lie beside each other, whatever order that takes.
        Files are ``brief`` that are soon written anew: quick to write rather than small.
        ``few`` is told as for a table.
        """

    def lock(self, folder: Path) -> None:
        """Read below ``folder`` only from now on, as far as the engine can: a user's SQL comes next."""

    def compiled(self, sql: str) -> str:
        """The SQL that the engine executes for a piece of Spark SQL."""
