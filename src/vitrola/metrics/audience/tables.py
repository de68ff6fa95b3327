"""The parts of an audience's answer as flat tables, for files and terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Rows = list[dict[str, Any]]

TABLES: Mapping[str, tuple[str, ...]] = {
    "setlist": ("place", "track", "label", "artist", "streams", "share", "users", "overlap"),
    "setlists": (
        "trait",
        "segment",
        "place",
        "track",
        "label",
        "artist",
        "streams",
        "users",
        "overlap",
        "lift",
    ),
    "line_up": ("place", "artist", "users", "overlap", "streams", "share"),
    "artists": ("artist", "shared", "overlap", "users", "reach", "lift"),
    "segments": ("trait", "segment", "users", "share", "users_of_all", "share_of_all", "lift"),
    "months": (
        "month",
        "streams",
        "days",
        "complete",
        "per_day",
        "share",
        "change",
        "change_of_all",
        "rising",
    ),
}
"""Every table's columns. Numbers that are withheld are None, and ``suppressed`` says so of a row."""

KINDS: Mapping[str, str] = {
    "setlist": "track",
    "setlists": "track",
    "line_up": "artist",
    "artists": "artist",
    "segments": "segment",
    "months": "month",
}
"""What a row of each table is of, as the definitions of numbers name it."""


def table_rows(answer: dict[str, Any], name: str) -> Rows:
    """The rows of one of TABLES."""
    if name == "setlists":
        return _setlists(answer["setlists"])
    if name == "segments":
        traits = answer["segments"].items()
        return [_row(row, "segment") | {"trait": by} for by, found in traits for row in found["rows"]]
    if name == "months":
        return [_row(row, "month") for row in answer["months"]]
    return _placed(answer[name]["rows"], "track" if name == "setlist" else "artist")


def _setlists(found: dict[str, Any]) -> Rows:
    return [
        row | {"trait": found["by"], "segment": one["value"]}
        for one in found["lists"]
        for row in _placed(one["rows"], "track")
    ]


def _placed(rows: Rows, name: str) -> Rows:
    return [_row(row, name) | {"place": place} for place, row in enumerate(rows, 1)]


def _row(row: dict[str, Any], name: str) -> dict[str, Any]:
    """A row whose value goes by the name of what it is."""
    return {name if key == "value" else key: value for key, value in row.items()}
