"""Give every raw file to the engine as text: by its own reader where that can be trusted."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from vitrola.engines import DelimitedText
from vitrola.errors import EngineError
from vitrola.lake.opening import open_bytes
from vitrola.refining import RECORD_COLUMNS, Reading, checked_sql, files_sql, typed_sql
from vitrola.sources.parquet import parquet_records
from vitrola.sources.text import read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source
    from vitrola.sources.text import Record

BATCH = 65_536


class Reader:
    """Reads a lake's raw files for one run."""

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        sources: dict[str, Source],
        note: Callable[[str], None],
    ) -> None:
        self._lake = lake
        self._engine = engine
        self._sources = sources
        self._note = note
        self._relations = count(1)

    def over(self, engine: Engine) -> Reader:
        """A reader that gives its relations to another engine, under names that this one gives none."""
        other = copy(self)
        other._engine = engine
        return other

    def text(self, files: Iterable[RawFile]) -> list[Reading]:
        """Read files as text only, no rule applied: numbered where the engine finds other records.

        What "typed" and "checked" name of other readings isn't there.
        """
        readings = []
        for group in self.groups(files):
            plain = [file for file in group if file.plain]
            if plain and (reading := self._as_landed(plain)):
                readings.append(reading)
            else:
                plain = []
            if careful := [file for file in group if file not in plain]:
                readings.append(self._numbered(careful))
        return readings

    def groups(self, files: Iterable[RawFile]) -> list[list[RawFile]]:
        """Files that one reading can hold: of one layout, container, order of columns and Parquet schema."""
        groups: dict[tuple[Any, ...], list[RawFile]] = defaultdict(list)
        for file in files:
            schema = self._parquet_types(file) if file.container == "parquet" else ()
            groups[file.source, file.layout, file.columns, file.container, schema].append(file)
        return list(groups.values())

    def _parquet_types(self, file: RawFile) -> tuple[str, ...]:
        """An engine would read files of different types as one type, which changes the text of values."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        with self._lake.location.opened(self._lake.location.path(file.stored)) as opened:
            return tuple(str(kind) for kind in pq.read_schema(opened).types)

    def _as_landed(self, files: list[RawFile]) -> Reading | None:
        """The engine's reading, if it has as many records of each file as landing counted."""
        try:
            reading = self._plain(files, staged=True)
        except EngineError:
            return None
        found = {row["raw_file"]: row["n"] for row in self._engine.rows(files_sql(reading))}
        return reading if found == {file.id: file.records for file in files if file.records} else None

    def counted(self, file: RawFile) -> Reading | None:
        """Text with the engine's record numbers; None where the engine can't give rows as delivered.

        Without quotes a row as delivered is its fields with delimiters between them.
        """
        source, layout = self.definition(file)
        if not file.plain or file.container == "parquet" or file.quoted:
            return None
        relation = self._relation(layout)
        path = self._lake.location.path(file.stored)
        described = DelimitedText((path,), file.columns, layout.delimiter, "")
        try:
            self._engine.read_delimited(f"{relation}_delimited", described, numbered=True)
            self._engine.table(f"{relation}_text", f"SELECT * FROM {relation}_delimited")  # noqa: S608
        except EngineError:
            return None
        self._engine.view(relation, _as_delivered_sql(f"{relation}_text", file, layout))
        return self._with_checks(Reading(relation, source, layout, numbered=True))

    def plain(self, files: list[RawFile], *, staged: bool) -> Reading:
        """Text as the engine splits it, without record numbers; ``staged`` where it is used repeatedly.

        Splitting text costs far more than anything done to it later.
        """
        return self._with_checks(self._plain(files, staged=staged))

    def _plain(self, files: list[RawFile], *, staged: bool) -> Reading:
        source, layout = self.definition(files[0])
        relation = self._relation(layout)
        paths = tuple(self._lake.location.path(file.stored) for file in files)
        only = files[0].id if len(files) == 1 else None
        columns = ", ".join([*_text_columns(layout, files[0]), *([] if only else ["_path"])])
        if files[0].container == "parquet":
            self._engine.read_parquet(f"{relation}_parquet", paths, with_path=not only)
            self._engine.view(relation, f"SELECT {columns} FROM {relation}_parquet")  # noqa: S608
        else:
            quote = layout.quote if any(file.quoted for file in files) else ""
            described = DelimitedText(paths, files[0].columns, layout.delimiter, quote)
            self._engine.read_delimited(f"{relation}_delimited", described, with_path=not only)
            text = f"SELECT {columns} FROM {relation}_delimited"  # noqa: S608
            if staged:
                self._engine.table(relation, text)
            else:
                self._engine.view(relation, text)
        offset = len(str(paths[0].parent)) + 2
        return Reading(relation, source, layout, False, offset, only)

    def numbered(self, files: list[RawFile]) -> Reading:
        """Text of files of one layout by our own reader, record by record."""
        return self._with_checks(self._numbered(files))

    def _numbered(self, files: list[RawFile]) -> Reading:
        source, layout = self.definition(files[0])
        relation = self._relation(layout)
        target = self._engine.scratch / f"{relation}.parquet"
        self._note(f"reading {len(files)} file(s) of {source.name} ({layout.name}) record by record")
        _write_text(target, layout, self._records(files, layout))
        if target.is_relative_to(self._lake.location.root):
            self._lake.location.keep([target])
        self._engine.read_parquet(relation, [target])
        return Reading(relation, source, layout, numbered=True)

    def _records(self, files: list[RawFile], layout: Layout) -> Iterator[tuple[Any, ...]]:
        for file in files:
            for record in self._each(file, layout):
                values = record.values or [None] * len(layout.columns)
                yield (file.id, record.number, record.raw, record.problem, *values)

    def _each(self, file: RawFile, layout: Layout) -> Iterator[Record]:
        path = self._lake.location.here(file.stored)
        if file.container == "parquet":
            yield from parquet_records(path, layout)
        else:
            with open_bytes(path) as stream:
                yield from read_records(stream, layout)

    def _with_checks(self, reading: Reading) -> Reading:
        self._engine.view(reading.typed, typed_sql(reading))
        self._engine.view(reading.checked, checked_sql(reading))
        return reading

    def definition(self, file: RawFile) -> tuple[Source, Layout]:
        """The source and the layout of a file."""
        source = self._sources[file.source]
        return source, source.layout(file.layout)

    def _relation(self, layout: Layout) -> str:
        return f"text_{next(self._relations)}_{layout.name.replace(' ', '_').replace('-', '_')}"


def _as_delivered_sql(staged: str, file: RawFile, layout: Layout) -> str:
    """Text columns with RECORD_COLUMNS, the row put together again from its fields."""
    parts = [
        exp.func("COALESCE", exp.column(name, quoted=True), exp.Literal.string("")) for name in file.columns
    ]
    row = exp.func("CONCAT_WS", exp.Literal.string(layout.delimiter), *parts, dialect="spark")
    given = {
        "_raw_file": exp.Literal.string(file.id),
        "_record": exp.column("_record"),
        "_raw": row,
        "_problem": exp.cast(exp.null(), "string"),
    }
    selected = [given[name].as_(name) for name in RECORD_COLUMNS]
    return exp.select(*selected, *_text_columns(layout, file), dialect="spark").from_(staged).sql("spark")


def _text_columns(layout: Layout, file: RawFile) -> list[str]:
    """The layout's columns as text, by the names that the file has for them; null where it has none."""
    found = {column: layout.found_as(column, file.columns) for column in layout.columns}
    return [
        f"CAST({f'`{name}`' if name else 'NULL'} AS STRING) AS `{column}`" for column, name in found.items()
    ]


def _write_text(target: Path, layout: Layout, records: Iterator[tuple[Any, ...]]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    names = (*RECORD_COLUMNS, *layout.columns)
    schema = pa.schema([(name, pa.int64() if name == "_record" else pa.string()) for name in names])
    with pq.ParquetWriter(target, schema) as writer:
        batch: list[tuple[Any, ...]] = []
        size = 0
        for record in records:
            batch.append(record)
            size += len(record[2])
            if len(batch) == BATCH or size > (64 << 20):
                writer.write_batch(_batch(batch, schema))
                batch, size = [], 0
        writer.write_batch(_batch(batch, schema))


def _batch(rows: list[tuple[Any, ...]], schema: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    columns = zip(*rows, strict=True) if rows else [() for _ in schema]
    arrays = [pa.array(list(values), field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)
