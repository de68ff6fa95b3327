"""Which files of a growing table to write together, so that they stay few and rows are seldom rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def small_files(rows: Mapping[Path, int]) -> list[Path]:
    """All but the largest files that have more rows each than all smaller ones together."""
    smaller = sum(rows.values())
    ordered = sorted(rows, key=lambda path: rows[path], reverse=True)
    for place, path in enumerate(ordered):
        smaller -= rows[path]
        if rows[path] <= smaller:
            return ordered[place:]
    return []
