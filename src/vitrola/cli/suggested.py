"""A suggestion as a row of a table, as JSON, and in a few lines."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vitrola.wording.visible import visible

SPACE = "␣"

if TYPE_CHECKING:
    from vitrola.pipeline.review import Side, Suggestion


def as_row(entry: Suggestion) -> dict[str, Any]:
    """A row for the list."""
    return {
        "id": entry.pair.id,
        "kind": entry.pair.kind,
        "score": entry.pair.score,
        "keep": spaced(entry.kept.shown),
        "plays": entry.kept.figures.streams,
        "merge": spaced(entry.merged.shown),
        "their plays": entry.merged.figures.streams,
        "why": ", ".join(entry.pair.reasons),
    }


def as_json(entry: Suggestion) -> dict[str, Any]:
    """All that is known; null where a source doesn't say."""
    return {
        "id": entry.pair.id,
        "kind": entry.pair.kind,
        "score": entry.pair.score,
        "reasons": entry.pair.reasons,
        "keep": _side(entry.kept),
        "merge": _side(entry.merged),
    }


def in_lines(entry: Suggestion) -> str:
    """A few lines to decide on."""
    width = max(len(entry.kept.shown), len(entry.merged.shown))
    return visible_lines(
        f"  keep   {_described(entry.kept, width)}",
        f"  merge  {_described(entry.merged, width)}",
        f"  why    {', '.join(entry.pair.reasons)}",
    )


def spaced(name: str) -> str:
    """A name whose spaces at its ends, and all but the first of several, can be seen."""
    inner = re.sub(r"(?<= ) ", SPACE, name.strip(" "))
    before = len(name) - len(name.lstrip(" "))
    after = len(name.lstrip(" ")) - len(name.strip(" "))
    return SPACE * before + inner + SPACE * after


def visible_lines(*lines: str) -> str:
    """Lines whose control characters are spelt out."""
    return "\n".join(visible(line) for line in lines)


def _described(side: Side, width: int) -> str:
    figures = side.figures
    facts = [
        _counted(figures.streams, "play"),
        _counted(figures.listeners, "listener"),
        ", ".join(figures.sources),
    ]
    if side.track:
        facts += [side.track.album or "", str(side.track.year or ""), _length(side.track.duration_ms)]
    else:
        facts.insert(0, _counted(figures.tracks, "track"))
    return f"{spaced(side.shown).ljust(width)}  {'; '.join(filter(None, facts))}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _length(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"


def _side(side: Side) -> dict[str, Any]:
    track = asdict(side.track) if side.track else {"artist": side.name}
    return track | {**asdict(side.figures), "sources": list(side.figures.sources)}
