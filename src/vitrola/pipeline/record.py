"""The record of a run: one JSON object, kept in the control zone and printed by ``status``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vitrola.errors import LakeError
from vitrola.lake import publication
from vitrola.lake.zones import CONTROL

if TYPE_CHECKING:
    from vitrola.lake import Lake


def write_record(lake: Lake, record: dict[str, Any]) -> None:
    """Keep a run's record, instead of an earlier one of the same run."""
    name = f"{CONTROL}/runs/{record['run_id']}.json"
    data = json.dumps(record, indent=1, ensure_ascii=False).encode()
    if not lake.location.create(name, data):
        lake.location.replace(name, data, expected=lake.location.read(name))


def records(lake: Lake) -> list[dict[str, Any]]:
    """Records of every run, oldest first.

    A run writes its record just before its publication becomes visible. One that was stopped between
    the two was never published: it is newer than the oldest retained publication and not among them.
    """
    found = recorded(lake)
    shown = [entry.run_id for entry in publication.retained(lake)]
    oldest = shown[0] if shown else ""
    for record in found:
        unseen = record["run_id"] not in shown and record["run_id"] > oldest
        if record["status"] == "published" and unseen:
            record["status"] = "interrupted"
    return found


def recorded(lake: Lake) -> list[dict[str, Any]]:
    """Records of every run, oldest first, as each run wrote its own."""
    names = lake.location.names(f"{CONTROL}/runs", ".json")
    return list(map(json.loads, lake.location.read_all(names)))


def record_of(lake: Lake, run_id: str) -> dict[str, Any]:
    """The record of a published run; raises LakeError where it was lost."""
    record = find_record(lake, run_id)
    if record is None:
        raise LakeError(f"The record of run {run_id} is missing from the control zone.")
    return record


def published_record(lake: Lake) -> dict[str, Any] | None:
    """The record of the run whose publication is shown, if there is one."""
    shown = publication.current(lake)
    return find_record(lake, shown.run_id) if shown else None


def find_record(lake: Lake, run_id: str) -> dict[str, Any] | None:
    """The record of a run, if there is one."""
    data = lake.location.read(f"{CONTROL}/runs/{run_id}.json")
    return json.loads(data) if data is not None else None
