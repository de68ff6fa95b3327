"""What accepted decisions make of artists and tracks, whatever their order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vitrola.lake.reviews import read_reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pyarrow as pa

    from vitrola.engines import Engine
    from vitrola.lake import Lake

    Merge = tuple[str, str]
    """The name kept and the one that gives way."""
    Merges = dict[str, list[Merge]]
    """Merges by kind: ``artist`` and ``track``."""

GIVEN = {
    "artist_merge": ["alias_artist", "artist"],
    "reviewed_track": ["track_id"],
    "track_merge": ["group_id", "kept_group_id"],
}
"""The relations that accepted decisions give to the models."""


def accepted(lake: Lake) -> Merges:
    """Accepted merges by kind, in an order of their own; raises ReviewError."""
    found: Merges = {"artist": [], "track": []}
    for decision in read_reviews(lake):
        if decision.decision == "accepted":
            found[decision.kind].append((decision.kept, decision.merged))
    return {kind: sorted(merges) for kind, merges in found.items()}


def give_reviews(engine: Engine, merges: Merges) -> None:
    """Name the relations that decisions alone decide."""
    _give(engine, "artist_merge", sorted(survivors(merges["artist"]).items()))
    _give(engine, "reviewed_track", [(name,) for name in sorted({n for m in merges["track"] for n in m})])


def give_track_merges(engine: Engine, merges: Merges) -> None:
    """Name ``track_merge``: groups of catalogue rows, or tracks known only from plays, that become one.

    Needs ``reviewed_group``. A decision names tracks; tracks that a spotify_id unites already follow
    together, and one of a catalogue is kept before one known only from plays.
    """
    rows = engine.rows("SELECT DISTINCT track_id, group_id, is_inferred FROM reviewed_group")
    group = {row["track_id"]: row["group_id"] for row in rows}
    delivered = {row["group_id"] for row in rows if not row["is_inferred"]}
    of_groups = [
        (group[kept], group[merged]) for kept, merged in merges["track"] if kept in group and merged in group
    ]
    _give(engine, "track_merge", sorted(survivors(of_groups, preferred=delivered).items()))


def survivors(merges: Iterable[Merge], preferred: Collection[str] = ()) -> dict[str, str]:
    """For each name that gives way the one that survives, across chains and circles of merges.

    Of all names that belong together the survivor is preferred, was never told to give way, was kept
    most often, and is the lowest, in this order.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = parent[above]
            name = parent[name]
        return name

    merges = sorted(set(merges))
    for kept, merged in merges:
        parent[root(merged)] = root(kept)
    times = Counter(kept for kept, merged in merges if kept != merged)
    gave_way = {merged for kept, merged in merges if kept != merged}
    best: dict[str, str] = {}
    for name in sorted(
        parent, key=lambda name: (name not in preferred, name in gave_way, -times[name], name)
    ):
        best.setdefault(root(name), name)
    return {name: best[root(name)] for name in sorted(parent) if best[root(name)] != name}


def _give(engine: Engine, relation: str, rows: list[tuple[str, ...]]) -> None:
    engine.read_arrow(relation, _table(GIVEN[relation], rows))


def _table(columns: list[str], rows: list[tuple[str, ...]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.table(
        {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(columns)}
    )
