"""One dimension's values as a table under all filters, for drilling, searching and exporting."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.listeners import listeners

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.orders import Array

FOUND = 20
ORDERS = ("streams", "users", "value")


@dataclass(frozen=True)
class Page:
    """Which rows of a table are wanted: ``text`` is looked for in names, whatever the accents."""

    sort: str = "streams"
    descending: bool = True
    offset: int = 0
    limit: int | None = 100
    text: str = ""


def table(found: Answer, name: str, page: Page, *, own: bool = True) -> dict[str, Any]:
    """Rows of a dimension under all filters, its own only if ``own``: streams, their share, distinct users.

    ``total_rows`` counts the rows that match, of which only those asked for are given.
    """
    selection = found.selection
    axis = selection.axis(name)
    streams = found.streams_of(name, own=own)
    total = int(streams.sum())
    codes = np.flatnonzero(streams)
    if page.text:
        codes = codes[np.isin(codes, _matching(selection.cube, axis, page.text))]
    sums = listeners(selection, name, own=own) if page.sort == "users" else streams
    rows = _sorted(codes, sums, page)
    wanted = rows[page.offset :] if page.limit is None else rows[page.offset : page.offset + page.limit]
    users = sums if page.sort == "users" else listeners(selection, name, own=own, among=wanted)
    return {
        "by": name,
        "rows": [
            named(selection.cube, axis, code)
            | {
                "streams": int(streams[code]),
                "share": int(streams[code]) / total,
                "users": int(users[code]),
            }
            for code in wanted
        ],
        "total_rows": len(rows),
        "streams": total,
    }


def search(cube: Cube, streams: dict[str, Array], text: str) -> list[dict[str, Any]]:
    """Artists and tracks whose name has the text in it: those with a word that begins so first."""
    found = []
    for name in ("artist", "track"):
        axis = cube.axes[name]
        for code in _matching(cube, axis, text):
            if count := int(streams[name][code]):
                row = named(cube, axis, code)
                begins = f" {folded(text)}" in f" {folded(str(row.get('label', row['value'])))}"
                found.append((not begins, -count, {"by": name, **row, "streams": count}))
    return [row for *_, row in sorted(found, key=lambda entry: entry[:2])[:FOUND]]


def named(cube: Cube, axis: Axis, code: int) -> dict[str, Any]:
    """A value and, where it is an identifier, what a person calls it."""
    row: dict[str, Any] = {"value": axis.values[code]}
    if axis.dimension.shown and code:
        track = int(_members(cube, axis.dimension.name)[code])
        artist = cube.axes["artist"]
        row |= {"label": cube.names[track], "artist": artist.values[artist.codes[track]]}
    return row


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """Text without case and accents, for looking names up."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _members(cube: Cube, name: str) -> Array:
    """For each code of a dimension of tracks, one track that has it."""
    axis = cube.axes[name]
    found = np.zeros(len(axis.values), np.int64)
    found[axis.codes] = np.arange(len(axis.codes))
    return found


def _matching(cube: Cube, axis: Axis, text: str) -> list[int]:
    wanted = folded(text)
    if axis.dimension.shown:
        tracks = _members(cube, axis.dimension.name)
        return [c for c in range(1, len(axis.values)) if wanted in folded(cube.names[tracks[c]] or "")]
    return [
        code for code, value in enumerate(axis.values) if value is not None and wanted in folded(str(value))
    ]


def _sorted(codes: Array, sums: Array, page: Page) -> list[int]:
    if page.sort == "value":
        known = [int(code) for code in codes if code]
        return [*(known[::-1] if page.descending else known), *(int(code) for code in codes if not code)]
    order = np.argsort(-sums[codes] if page.descending else sums[codes], kind="stable")
    return [int(code) for code in codes[order]]
