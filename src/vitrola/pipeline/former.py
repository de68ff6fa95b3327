"""What a run can carry on from the publication before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.lake.tables import data_files
from vitrola.pipeline.account import Carried
from vitrola.pipeline.query import give_files
from vitrola.pipeline.record import find_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.lake import Lake, Publication
    from vitrola.lake.location import Location


@dataclass(frozen=True)
class Former:
    """The current publication's tables and what its run recorded; empty where nothing is to be carried on."""

    location: Location
    run_id: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)
    _files: dict[str, list[Path]] = field(default_factory=dict, init=False, repr=False)

    def maker(self, table: str) -> str:
        """The run that made a table."""
        made: str = self.record["carried"].get(table, self.run_id)
        return made

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table."""
        if table not in self._files:
            self._files[table] = data_files(self.location, self.tables[table])
        return self._files[table]

    def give(self, engine: Engine, table: str, relation: str) -> None:
        """Name the rows of a table in the engine."""
        give_files(engine, self.location, relation, self.tables[table], self.files(table))

    def accounts(self, kinds: Iterable[str], *, fact_stays: bool) -> Carried:
        """What its run recorded of its files, for these kinds of records.

        ``fact_stays`` where the fact has its former files, and what is new beside them.
        """
        by_hash = {entry["sha256"]: entry for entry in self.record.get("files", ())}
        accounts = dict.fromkeys(kinds, by_hash)
        if "listens" not in accounts:
            return Carried(accounts, 0)
        plays = self.record["playcount"]
        return Carried(accounts, plays["copied"], plays["refined"] if fact_stays else 0)

    def figures(self, names: Iterable[str]) -> dict[str, Any]:
        """These of the recorded figures."""
        return {name: self.record[name] for name in names}


def former(lake: Lake, current: Publication | None) -> Former:
    """What the current publication offers; nothing where it lacks fingerprints or a record."""
    record = find_record(lake, current.run_id) if current else None
    if current is None or not current.fingerprints or record is None:
        return Former(lake.location)
    return Former(lake.location, current.run_id, current.tables, current.fingerprints, record)
