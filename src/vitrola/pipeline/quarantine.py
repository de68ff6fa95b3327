"""Write down every value that broke a rule: the row as delivered, where it stands, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.contracts import Action, Reason
from vitrola.lake.opening import open_bytes
from vitrola.lake.zones import QUARANTINE
from vitrola.refining import violations_sql
from vitrola.sources.text import read_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from vitrola.engines import Engine
    from vitrola.lake import Lake, RawFile
    from vitrola.pipeline.batch import Intake
    from vitrola.refining import Reading
    from vitrola.sources import Source

FOUND = ("raw_file", "record", "column", "rule", "action", "value", "row")
"""One row for each violation; ``record`` is 1-based, header not counted; ``column`` null for a whole row."""

COLUMNS = ("run_id", "source", "file", "sha256", *FOUND[1:])
"""The same as a run publishes it."""


def quarantine_file(lake: Lake, run_id: str) -> Path:
    """Where a run's quarantine is, if it has any."""
    return lake.location.path(f"{QUARANTINE}/{run_id}.parquet")


def write_violations(engine: Engine, reading: Reading, target: Path) -> None:
    """Write what a numbered reading's rows violate."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    target.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(target, _schema(FOUND)) as writer:
        for batch in engine.batches(violations_sql(reading)):
            rows = [row for found in batch.to_pylist() for row in _rows(reading, found)]
            writer.write_table(pa.Table.from_pylist(rows, schema=_schema(FOUND)))


def unnumbered_copies(engine: Engine, repeats: str) -> set[str]:
    """Files with a repeated event whose record number isn't known yet; ``repeats`` as listen_repeat."""
    rows = engine.rows(f"SELECT DISTINCT raw_file FROM {repeats} WHERE is_copy AND record IS NULL")  # noqa: S608
    return {row["raw_file"] for row in rows}


Page = list[dict[str, Any]]
"""Rows with the columns of FOUND."""


class Firsts:
    """Tells of violations in the file's order, all those of a row together, which set a further row aside."""

    def __init__(self) -> None:
        self._last: tuple[str, int] | None = None

    def is_one(self, violation: Mapping[str, Any]) -> bool:
        """Whether this is the first violation for which its row was set aside."""
        row = violation["sha256"], violation["record"]
        if violation["action"] != Action.QUARANTINE or row == self._last:
            return False
        self._last = row
        return True


@dataclass
class Counts:
    """Violations by reason code, and the rows set aside, each by the first of its reasons."""

    violations: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    _firsts: Firsts = field(default_factory=Firsts, repr=False)

    def add(self, page: Page) -> None:
        """Count a page of the file."""
        for row in page:
            self.violations[row["rule"]] += 1
            if self._firsts.is_one(row):
                self.rows[row["rule"]] += 1


class Quarantine:
    """Writes the quarantine file of one run, from its batches and its copies of events."""

    def __init__(self, lake: Lake, files: Mapping[str, RawFile], sources: Mapping[str, Source]) -> None:
        self._lake = lake
        self._files = files
        self._sources = sources

    def write(self, intake: Intake, copies: Iterable[Page], target: Path, run_id: str) -> Counts:
        """Write the file and count what is in it. There is no file without violations."""
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415

        counts = Counts()
        writer = None
        try:
            for rows in self._pages(intake, copies):
                named = [self._named(row, run_id) for row in rows]
                counts.add(named)
                if named:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    writer = writer or pq.ParquetWriter(target, _schema(COLUMNS))
                    writer.write_table(pa.Table.from_pylist(named, schema=_schema(COLUMNS)))
        finally:
            if writer:
                writer.close()
        self._lake.location.keep([target])
        return counts

    def _pages(self, intake: Intake, copies: Iterable[Page]) -> Iterator[Page]:
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        for portion in intake.portions:
            if portion.batch.violations:
                with pq.ParquetFile(self._lake.location.here(portion.batch.violations)) as kept:
                    for page in kept.iter_batches():
                        yield [row for row in page.to_pylist() if row["raw_file"] in portion.files]
        yield from copies

    def copies(self, engine: Engine, repeats: str) -> Iterator[Page]:
        """Copies of events that the engine found, as they were delivered; ``repeats`` as listen_repeat."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in engine.rows(f"SELECT raw_file, record FROM {repeats} WHERE is_copy"):  # noqa: S608
            found[row["raw_file"]].add(row["record"])
        for file in sorted(found):
            yield list(self._read_copies(self._files[file], found[file]))

    def former_copies(self, quarantine: Path) -> Iterator[Page]:
        """Copies of events that an earlier run wrote down."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        if self._lake.location.found(quarantine):
            ids = {file.sha256: file.id for file in self._files.values()}
            with pq.ParquetFile(quarantine) as kept:
                for page in kept.iter_batches():
                    rows = [row for row in page.to_pylist() if row["rule"] == Reason.DUPLICATE_KEY]
                    yield [{"raw_file": ids[row["sha256"]], **{n: row[n] for n in FOUND[1:]}} for row in rows]

    def _read_copies(self, file: RawFile, numbers: set[int]) -> Iterator[dict[str, Any]]:
        """Copies of events, read again from the raw zone."""
        layout = self._sources[file.source].layout(file.layout)
        with open_bytes(self._lake.location.here(file.stored)) as stream:
            for record in read_records(stream, layout):
                if record.number in numbers:
                    found = {"_raw_file": file.id, "_record": record.number, "_raw": record.raw}
                    yield _row(found, None, Reason.DUPLICATE_KEY, Action.QUARANTINE, None)

    def _named(self, row: dict[str, Any], run_id: str) -> dict[str, Any]:
        file = self._files[row.pop("raw_file")]
        return {"run_id": run_id, "source": file.source, "file": file.name, "sha256": file.sha256, **row}


def _rows(reading: Reading, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if found["_problem"]:
        yield _row(found, None, found["_problem"], Action.QUARANTINE, None)
        return
    for check, value in zip(reading.checks, found["violations"], strict=True):
        if value is not None:
            yield _row(found, check.column, check.reason, check.action, value)


def _row(
    found: dict[str, Any], column: str | None, rule: str, action: Action, value: str | None
) -> dict[str, Any]:
    return {
        "raw_file": found["_raw_file"],
        "record": found["_record"],
        "column": column,
        "rule": str(rule),
        "action": str(action),
        "value": value,
        "row": found["_raw"],
    }


def _schema(columns: tuple[str, ...]) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.schema([(name, pa.int64() if name == "record" else pa.string()) for name in columns])
