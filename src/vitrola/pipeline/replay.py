"""Put quarantined rows through again after a rule or a source was mended, and account for each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from vitrola.contracts import Action
from vitrola.lake.zones import CONTROL
from vitrola.pipeline.account import merged_sql
from vitrola.pipeline.given import give_records
from vitrola.pipeline.quarantine import quarantine_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.lake import Lake, RawFile
    from vitrola.pipeline.batch import Intake
    from vitrola.sources import Source

COLUMNS = ("run_id", "source", "file", "sha256", "record", "rules_before", "fate", "rules_after")
"""One row for each row that was in quarantine; rules are joined by commas."""

FOLDER = f"{CONTROL}/replays"

Place = tuple[str, int]
"""A raw file's SHA-256 and a record's 1-based number in it."""


def replay_file(lake: Lake, run_id: str) -> Path:
    """Where what a run's replay found is, if it was one."""
    return lake.location.path(f"{FOLDER}/{run_id}.parquet")


class Replay:
    """The rows that a run had in quarantine, and what becomes of them in the next.

    A row is ``refined``, ``merged`` with another, ``filtered`` by its source's condition, still
    ``quarantined``, or ``superseded`` with its whole file.
    """

    def __init__(self, lake: Lake, run_id: str) -> None:
        self._lake = lake
        self._before = _stopped(lake.location.found(quarantine_file(lake, run_id)))

    def numbered(self, files: Iterable[RawFile]) -> set[str]:
        """Ids of the files whose records must be known by their numbers."""
        waiting = {sha256 for sha256, _ in self._before}
        return {file.id for file in files if file.sha256 in waiting}

    def account(
        self,
        engine: Engine,
        files: Collection[RawFile],
        intake: Intake,
        sources: Mapping[str, Source],
        *,
        counted: Collection[str],
        names: Mapping[str, str],
        run_id: str,
    ) -> list[dict[str, Any]]:
        """Find each row's fate, write all down, and return how many there are of each kind.

        Comes after the run's quarantine is written. ``counted`` are the kinds of records whose
        relations the run has made, some under other ``names``; rows of others are where they were.
        """
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415

        after = _stopped(self._lake.location.found(quarantine_file(self._lake, run_id)))
        by_hash = {file.sha256: file for file in files}
        first = {file.sha256: sources[file.source].layout(file.layout).feeds[0].records for file in files}
        moved = [(by_hash[sha], record) for sha, record in self._before if sha in by_hash]
        give_records(
            engine, self._lake.location, intake.only({file.id for file, _ in moved}), counted, "_moved"
        )
        found = _found(engine, [(file.id, record) for file, record in moved], counted, names)
        rows = []
        for (sha256, record), (source, name, rules) in sorted(self._before.items()):
            place = (sha256[:16], record)
            if sha256 not in by_hash:
                fate = "superseded"
            elif (sha256, record) in after:
                fate = "quarantined"
            elif place in found["merged", first[sha256]]:
                fate = "merged"
            else:
                fate = "refined" if place in found["accepted", first[sha256]] else "filtered"
            rules_after = after[sha256, record][2] if fate == "quarantined" else None
            values = (run_id, source, name, sha256, record, rules, fate, rules_after)
            rows.append(dict(zip(COLUMNS, values, strict=True)))
        if rows:
            target = replay_file(self._lake, run_id)
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=schema()), target)
            self._lake.location.keep([target])
        return _summary(rows)


def schema() -> Any:
    """The Arrow schema of what a replay writes down."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.schema([(name, pa.int64() if name == "record" else pa.string()) for name in COLUMNS])


def _stopped(quarantine: Path | None) -> dict[Place, tuple[str, str, str]]:
    """Source, file name and rules of each row that didn't go on."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    found: dict[Place, tuple[str, str, str]] = {}
    for row in pq.read_table(quarantine).to_pylist() if quarantine else []:
        if row["action"] == Action.QUARANTINE:
            place = (row["sha256"], row["record"])
            rules = {*(found[place][2].split(", ") if place in found else ()), row["rule"]}
            found[place] = (row["source"], row["file"], ", ".join(sorted(rules)))
    return found


def _found(
    engine: Engine, places: list[tuple[str, int]], counted: Collection[str], names: Mapping[str, str]
) -> dict[tuple[str, str], set[tuple[str, int]]]:
    """Which of these places are among the accepted and among the merged records of each kind."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    columns = list(zip(*places, strict=True)) or [(), ()]
    kinds = pa.schema([("raw_file", pa.string()), ("record", pa.int64())])
    engine.read_arrow("replayed", pa.table(dict(zip(kinds.names, map(list, columns), strict=True)), kinds))
    found = {}
    for records in counted:
        merged = f"({merged_sql(records, names)})"
        for name, sql in (("accepted", f"accepted_{records}_moved"), ("merged", merged)):
            rows = engine.rows(
                f"SELECT f.raw_file, f.record FROM {sql} AS f "  # noqa: S608 - names come from our contracts
                "LEFT SEMI JOIN replayed AS r ON f.raw_file = r.raw_file AND f.record = r.record"
            )
            found[name, records] = {(row["raw_file"], row["record"]) for row in rows}
    return found


def _summary(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = ("source", "file", "rules_before", "fate", "rules_after")
    counts = Counter(tuple(row[name] for name in names) for row in rows)
    return [
        {**dict(zip(names, key, strict=True)), "rows": count}
        for key, count in sorted(counts.items(), key=repr)
    ]
