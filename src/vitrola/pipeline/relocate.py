"""Make a lake whole again after its folder was moved or copied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.lake import publication
from vitrola.lake.zones import settle

if TYPE_CHECKING:
    from vitrola.lake import Lake, Publication


def relocate(lake: Lake) -> int:
    """Write metadata for where the lake stands now; returns the number of tables written anew.

    Iceberg metadata holds absolute addresses. Nothing of the former place is read or changed.
    """
    if not lake.moved:
        return 0
    written = 0
    with lake.exclusive():
        shown = publication.current(lake)
        moved: dict[str, Publication] = {}
        for kept in publication.retained(lake):
            moved[kept.run_id] = _moved(lake, kept)
            written += len(kept.tables)
        for kept in publication.retained(lake):
            publication.rewrite(lake, moved[kept.run_id])
        for gone, _ in publication.expired(lake):
            publication.drop(lake, gone.run_id)
        if shown:
            publication.point(lake, moved[shown.run_id], former=shown)
        settle(lake)
    return written


def _moved(lake: Lake, kept: Publication) -> Publication:
    from vitrola.lake.iceberg import recreate_table  # noqa: PLC0415 - slow to import

    tables = {name: recreate_table(lake, name, metadata, lake.home) for name, metadata in kept.tables.items()}
    return replace(kept, tables=tables)
