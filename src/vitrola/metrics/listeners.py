"""Exact distinct users of every value of one dimension, under all filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.kernels import days_of_users, distinct_by_track_value
from vitrola.metrics.scan import CORES, in_parallel

if TYPE_CHECKING:
    from vitrola.metrics.cube import Array, Axis
    from vitrola.metrics.selection import Selection

BITS = 63


def listeners(selection: Selection, name: str, *, own: bool = True, among: Array | None = None) -> Array:
    """Distinct users by code of a dimension's axis; its own filter counts if ``own``.

    Where codes are given as ``among``, others need not be counted.
    """
    axis = selection.axis(name)
    side = axis.dimension.side
    passes = {
        each: selection.failed(each, but=None if own else name) == 0 for each in ("track", "day", "user")
    }
    if side == "track" and axis.applies is not None:
        passes["track"] &= axis.applies
    if side == "track" and among is not None:
        passes["track"] &= np.isin(axis.codes, among)
    count = {"track": _by_track, "day": _by_day, "user": _by_class}[side]
    return count(selection, axis, passes)


def _by_track(selection: Selection, axis: Axis, passes: dict[str, Array]) -> Array:
    cube, plays = selection.cube, selection.cube.plays
    users = np.zeros(len(axis.values), np.int64)
    if not len(axis.codes):
        return users
    tracks = np.argsort(axis.codes, kind="stable")
    rows = np.cumsum(np.where(passes["track"], np.diff(plays.start), 0)[tracks])
    ends = np.searchsorted(rows, np.linspace(0, rows[-1] if len(rows) else 0, CORES + 1)[1:-1])
    edges = [np.searchsorted(axis.codes[tracks], axis.codes[tracks[end]]) for end in ends]

    def part(chosen: Array) -> None:
        distinct_by_track_value(
            chosen,
            axis.codes,
            plays.start,
            plays.member,
            plays.day,
            cube.member_class,
            passes["track"],
            passes["day"],
            passes["user"],
            users,
        )

    in_parallel(part, np.split(tracks, edges))
    return users


def _by_class(selection: Selection, axis: Axis, passes: dict[str, Array]) -> Array:
    played = _played(selection, passes["track"], passes["day"].astype(np.uint64)) > 0
    classes = np.bincount(selection.cube.member_class[played], minlength=len(axis.codes))
    classes = np.where(passes["user"], classes, 0)
    return np.bincount(axis.codes, weights=classes, minlength=len(axis.values)).astype(np.int64)


def _by_day(selection: Selection, axis: Axis, passes: dict[str, Array]) -> Array:
    found = np.zeros(len(axis.values), np.int64)
    chosen = passes["user"][selection.cube.member_class]
    for first in range(0, len(axis.values), BITS):
        place = axis.codes - first
        inside = passes["day"] & (place >= 0) & (place < BITS)
        bit_of_day = np.where(inside, np.uint64(1) << place.clip(0, BITS).astype(np.uint64), np.uint64(0))
        bits = _played(selection, passes["track"], bit_of_day)[chosen]
        for code in range(first, min(first + BITS, len(axis.values))):
            found[code] = np.count_nonzero(bits & (np.uint64(1) << np.uint64(code - first)))
    return found


def _played(selection: Selection, track_passes: Array, bit_of_day: Array) -> Array:
    """For each user the bits of the days with a play of a passing track."""
    plays = selection.cube.plays
    bits = np.zeros(len(selection.cube.member_class), np.uint64)
    days_of_users(plays.start, plays.member, plays.day, bit_of_day, track_passes, bits)
    return bits
