"""What a run can carry on from the publication before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.pipeline.record import find_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.lake import Lake, Publication


@dataclass(frozen=True)
class Former:
    """The current publication's tables and what its run recorded; empty where nothing is to be carried on."""

    run_id: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)

    def maker(self, table: str) -> str:
        """The run that made a table."""
        made: str = self.record["carried"].get(table, self.run_id)
        return made

    def accounts(self, kinds: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The accounts of all files by SHA-256, for each of these kinds of records."""
        by_hash = {entry["sha256"]: entry for entry in self.record.get("files", ())}
        return dict.fromkeys(kinds, by_hash)

    def figures(self, names: Iterable[str]) -> dict[str, Any]:
        """These of the recorded figures."""
        return {name: self.record[name] for name in names}


def former(lake: Lake, current: Publication | None) -> Former:
    """What the current publication offers; nothing where it lacks fingerprints or a record."""
    record = find_record(lake, current.run_id) if current else None
    if current is None or not current.fingerprints or record is None:
        return Former()
    return Former(current.run_id, current.tables, current.fingerprints, record)
