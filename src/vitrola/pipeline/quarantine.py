"""Write down every value that broke a rule: the row as delivered, where it stands, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import Action, Reason
from vitrola.refining import violations_sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.lake import RawFile
    from vitrola.pipeline.reading import Text
    from vitrola.refining import Reading

COLUMNS = ("run_id", "source", "file", "sha256", "record", "column", "rule", "action", "value", "row")
"""One row for each violation; ``record`` is 1-based, header not counted; ``column`` null for a whole row."""


def write_quarantine(
    engine: Engine, text: Text, files: dict[str, RawFile], target: Path, run_id: str
) -> dict[str, int]:
    """Write the quarantine file of a run; returns violations by reason code. No file without violations."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema([(name, pa.int64() if name == "record" else pa.string()) for name in COLUMNS])
    reasons: dict[str, int] = {}
    writer = None
    try:
        for rows in _batches(engine, text, files, run_id):
            for row in rows:
                reasons[row["rule"]] = reasons.get(row["rule"], 0) + 1
            if rows:
                target.parent.mkdir(parents=True, exist_ok=True)
                writer = writer or pq.ParquetWriter(target, schema)
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    finally:
        if writer:
            writer.close()
    return reasons


def unnumbered_copies(engine: Engine) -> set[str]:
    """Files with a repeated event whose record number isn't known yet."""
    rows = engine.rows("SELECT DISTINCT raw_file FROM listen_repeat WHERE is_copy AND record IS NULL")
    return {row["raw_file"] for row in rows}


def _batches(
    engine: Engine, text: Text, files: dict[str, RawFile], run_id: str
) -> Iterator[list[dict[str, Any]]]:
    for reading in text.readings:
        if reading.numbered:
            for batch in engine.batches(violations_sql(reading)):
                yield [
                    _named(row, files, run_id) for found in batch.to_pylist() for row in _rows(reading, found)
                ]
            copies = (
                f"SELECT t._raw_file, t._record, t._raw FROM {reading.relation} AS t "  # noqa: S608
                "LEFT SEMI JOIN (SELECT raw_file, record FROM listen_repeat WHERE is_copy) AS c "
                "ON t._raw_file = c.raw_file AND t._record = c.record"
            )
            for batch in engine.batches(copies):
                yield [_named(_copy(found), files, run_id) for found in batch.to_pylist()]


def _rows(reading: Reading, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if found["_problem"]:
        yield _row(found, None, found["_problem"], Action.QUARANTINE, None)
        return
    for check, value in zip(reading.checks, found["violations"], strict=True):
        if value is not None:
            yield _row(found, check.column, check.reason, check.action, value)


def _copy(found: dict[str, Any]) -> dict[str, Any]:
    return _row(found, None, Reason.DUPLICATE_KEY, Action.QUARANTINE, None)


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


def _named(row: dict[str, Any], files: dict[str, RawFile], run_id: str) -> dict[str, Any]:
    file = files[row.pop("raw_file")]
    return {"run_id": run_id, "source": file.source, "file": file.name, "sha256": file.sha256, **row}
