"""One pass over the plays that answers every chart and card at once.

A play passes on three sides: its track, its day, its user. Each chart leaves out its own filter, so three
sums are enough: by track of plays whose day and user pass, by day of those whose track and user pass, by
class of users of those whose track and day pass. The last also mark their user, whatever its class: which
classes pass is asked when users are counted.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vitrola.metrics.kernels import count_marked, scan_tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.metrics.cube import Array, Cube

_In = TypeVar("_In")
_Out = TypeVar("_Out")

PASSES, BEFORE = 1, 2
"""A day's bits: it is selected; it belongs to the period before, which is compared with."""

CORES = min(len(os.sched_getaffinity(0)), 8)
_pool = ThreadPoolExecutor(CORES, thread_name_prefix="scan")


def in_parallel(work: Callable[[_In], _Out], parts: Iterable[_In]) -> list[_Out]:
    """Do the parts at the same time; what they call must let go of the interpreter's lock."""
    return list(_pool.map(work, parts))


@dataclass(frozen=True)
class Sums:
    """What a scan found. Streams are plays; pairs are distinct users of one track, summed over tracks.

    ``by_track`` holds tracks that fail at most one filter of theirs. ``users`` has a byte a user, with
    PASSES and BEFORE set where a play of theirs passes in that period, their class aside.
    """

    by_track: Array
    pairs: Array
    before_by_track: Array
    before_pairs: Array
    by_day: Array
    by_class: Array
    users: Array


def scan(cube: Cube, track_fails: Array, day_bits: Array, class_passes: Array) -> Sums:
    """Sum the plays that pass. ``track_fails`` counts failed filters a track (0, 1, or 2 for more)."""
    start = cube.plays.start
    tracks = len(start) - 1
    of_tracks = np.zeros((4, tracks), np.int64)
    cuts = np.searchsorted(start, np.linspace(0, start[-1], CORES + 1)).clip(0, tracks)
    cuts[0], cuts[-1] = 0, tracks

    def part(piece: int) -> tuple[Array, Array, Array]:
        by_day = np.zeros(len(day_bits), np.int64)
        by_class = np.zeros(len(class_passes), np.int64)
        users = np.zeros(len(cube.member_class), np.uint8)
        scan_tracks(
            cuts[piece],
            cuts[piece + 1],
            start,
            cube.plays.member,
            cube.plays.day,
            cube.plays.plays,
            cube.plays.heavy_row,
            cube.plays.heavy_plays,
            cube.member_class,
            track_fails,
            day_bits,
            class_passes,
            of_tracks,
            by_day,
            by_class,
            users,
        )
        return by_day, by_class, users

    found = in_parallel(part, range(CORES))
    by_day, by_class, users = found[0]
    for more in found[1:]:
        by_day += more[0]
        by_class += more[1]
        users |= more[2]
    streams, pairs, before, before_pairs = of_tracks
    return Sums(streams, pairs, before, before_pairs, by_day, by_class, users)


def count_users(cube: Cube, users: Array) -> tuple[Array, Array]:
    """Distinct users by class, and in the period before."""
    by_class, before = np.zeros(len(cube.ages), np.int64), np.zeros(len(cube.ages), np.int64)
    count_marked(users, cube.member_class, by_class, before)
    return by_class, before
