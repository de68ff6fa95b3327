"""The answer key: where every planted bad row stands and what refining should make of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from vitrola.sampledata.figures import HISTORY_FILE, MUSIC_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vitrola.sampledata.defects import PlantedRow

ANSWER_KEY_FILE: Final = "answer_key.json"


def write_answer_key(path: Path, planted: Mapping[str, Sequence[PlantedRow]]) -> None:
    """Write the entries by file and record, and how many there are of each kind in each file."""
    key = {
        "entries": [entry for file in (MUSIC_FILE, HISTORY_FILE) for entry in _entries(planted[file])],
        "totals": totals(planted),
    }
    path.write_text(json.dumps(key, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def totals(planted: Mapping[str, Sequence[PlantedRow]]) -> dict[str, dict[str, int]]:
    """Count the bad rows by file and kind."""
    kinds = {file: Counter(row.kind for row in rows) for file, rows in planted.items()}
    return {file: dict(sorted(counted.items())) for file, counted in kinds.items()}


def _entries(planted: Sequence[PlantedRow]) -> list[dict[str, Any]]:
    """Turn positions among the good rows into record numbers (1-based, the header not counted)."""
    return [
        {
            "file": row.file,
            "record": row.position + earlier + 1,
            "kind": row.kind,
            "column": row.column,
            "value": row.value,
            "expected": row.expected,
        }
        for earlier, row in enumerate(planted)
    ]
