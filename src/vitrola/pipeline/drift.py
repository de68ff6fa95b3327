"""Stop a file that its definition no longer reads before it enters the lake; notice lesser changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.errors import DriftError
from vitrola.lake import ledger
from vitrola.pipeline.definition import hint
from vitrola.pipeline.heads import Heads, broken
from vitrola.sources.detect import Match, columns_of
from vitrola.sources.drift import column_changes, parquet_changes
from vitrola.sources.head import head_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source
    from vitrola.sources.drift import Change

ENOUGH = 0.5
"""A file that has this share of a layout's columns is a changed one of it; with less it is of another."""
MOST_SAID = 12


@dataclass(frozen=True)
class Incoming:
    """A file that is about to be landed: where its bytes wait, and the name it came by."""

    waiting: Path
    name: str


def notices(lake: Lake, incoming: Incoming, match: Match) -> list[str]:
    """What is new since the layout's last delivery; raises DriftError where values can't be read any more.

    Without an earlier delivery there is nothing to compare with.
    """
    last = _last(lake, match.source, match.layout)
    if last is None:
        return _new_columns(match.extra)
    heads = _heads(lake, incoming, match, last)
    changes = column_changes(match.layout, heads.before, heads.after)
    changes += parquet_changes(heads.before, heads.after)
    stopping = broken(match.source, match.layout, heads)
    if stopping:
        raise _error(lake, incoming, match, last, heads, [*stopping, *changes])
    return _said(changes, last)


def explain(lake: Lake, incoming: Incoming, candidates: Iterable[Source]) -> None:
    """Raise DriftError where a file of no known layout is a changed one of a layout landed before."""
    found = [_changed(lake, incoming, source) for source in candidates]
    likely = [entry for entries in found for entry in entries]
    if not likely:
        return
    match, last = max(likely, key=lambda entry: _likeness(entry[0]))
    heads = _heads(lake, incoming, match, last)
    changes = column_changes(match.layout, heads.before, heads.after)
    raise _error(lake, incoming, match, last, heads, changes)


def _changed(lake: Lake, incoming: Incoming, source: Source) -> list[tuple[Match, RawFile]]:
    """The layouts that were delivered before and lack only some columns in this file."""
    found = []
    for layout in source.layouts:
        last = _last(lake, source, layout)
        if last is not None:
            match = Match(source, layout, columns_of(incoming.waiting, layout))
            if match.whole and layout.lacking(match.columns) and _likeness(match) >= ENOUGH:
                found.append((match, last))
    return found


def _last(lake: Lake, source: Source, layout: Layout) -> RawFile | None:
    """The layout's last delivery, if its bytes are still there."""
    last = ledger.last(lake, source.name, layout.name)
    return last if last and lake.location.found(lake.location.path(last.stored)) else None


def _likeness(match: Match) -> float:
    return len(match.layout.names.intersection(match.columns)) / len(match.layout.columns)


def _heads(lake: Lake, incoming: Incoming, match: Match, last: RawFile) -> Heads:
    before = head_of(lake.location.path(last.stored), match.layout)
    return Heads(before, head_of(incoming.waiting, match.layout))


def _error(
    lake: Lake, incoming: Incoming, match: Match, last: RawFile, heads: Heads, changes: list[Change]
) -> DriftError:
    place = f"{match.source.name} ({match.layout.name})"
    landed = last.first_seen[:16].replace("T", " ")
    clauses = list(
        {(change.column, change.target and change.target.name): change.said for change in changes}.values()
    )
    said = [f"  {clause}" for clause in clauses[:MOST_SAID]]
    said += [f"  and {len(clauses) - MOST_SAID} changes more"] if len(clauses) > MOST_SAID else []
    lines = [
        f"{incoming.name} is not as the last delivery of {place}, {last.name}, landed {landed} UTC:",
        *said,
        "Nothing of it was landed.",
    ]
    advice = hint(lake, match.source, match.layout, heads, changes)
    return DriftError("\n".join(lines), hint=advice)


def _said(changes: list[Change], last: RawFile) -> list[str]:
    since = f" (compared with {last.name})"
    new = [change.column for change in changes if change.kind == "added" and change.said.endswith("new")]
    others = [change.said for change in changes if change.kind != "added" or change.column not in new]
    text = f"{others[0][0].upper()}{'; '.join(others)[1:]}{since}." if others else ""
    return [*_new_columns(new), *([text] if text else [])]


def _new_columns(names: list[str]) -> list[str]:
    return [f"Columns {', '.join(names)} are new and stay in the raw zone."] if names else []
