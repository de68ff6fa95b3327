"""The record of a run: one JSON object, kept in the control zone and printed by ``status``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vitrola.lake.zones import CONTROL

if TYPE_CHECKING:
    from vitrola.lake import Lake


def write_record(lake: Lake, record: dict[str, Any]) -> None:
    """Keep a run's record; a run writes its own once."""
    data = json.dumps(record, indent=1, ensure_ascii=False).encode()
    lake.location.create(f"{CONTROL}/runs/{record['run_id']}.json", data)


def records(lake: Lake) -> list[dict[str, Any]]:
    """Records of every run, oldest first."""
    names = lake.location.names(f"{CONTROL}/runs", ".json")
    return [json.loads(lake.location.read(name) or b"{}") for name in names]


def record_of(lake: Lake, run_id: str) -> dict[str, Any] | None:
    """The record of one run."""
    data = lake.location.read(f"{CONTROL}/runs/{run_id}.json")
    return json.loads(data) if data else None
