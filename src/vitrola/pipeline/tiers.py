"""Which files of a growing table to write together, so that they stay few and rows are seldom rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


LARGE = 4
"""A file is large that has more rows than so many times those of all smaller ones together."""


def small_files(rows: Mapping[Path, int]) -> list[Path]:
    """All but the large files."""
    smaller = sum(rows.values())
    ordered = sorted(rows, key=lambda path: rows[path], reverse=True)
    for place, path in enumerate(ordered):
        smaller -= rows[path]
        if rows[path] <= LARGE * smaller:
            return ordered[place:]
    return []
