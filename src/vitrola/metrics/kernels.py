"""The loops over plays and users, compiled by Numba for the processor at hand.

Nothing in them branches on data: a branch would be mispredicted on every other play.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from vitrola.metrics.compiling import HEAVY


@njit(nogil=True, cache=True, boundscheck=False)
def scan_tracks(
    first,
    last,
    start,
    member,
    day,
    plays,
    heavy_row,
    heavy_plays,
    member_class,
    track_fails,
    day_bits,
    class_passes,
    of_tracks,
    by_day,
    by_class,
    users,
):
    """Sum plays of tracks from ``first`` to before ``last``; see Sums for what the last four receive."""
    one = np.uint8(1)
    for track in range(first, last):
        fails = track_fails[track]
        if fails > 1:
            continue
        total = 0
        pairs = 0
        before = 0
        before_pairs = 0
        former = np.uint32(0xFFFFFFFF)
        former_before = np.uint32(0xFFFFFFFF)
        heavy = np.searchsorted(heavy_row, start[track])
        for row in range(start[track], start[track + 1]):
            user = member[row]
            count = np.int64(plays[row])
            if count == HEAVY:
                count = heavy_plays[heavy]
                heavy += 1
            kind = member_class[user]
            bits = day_bits[day[row]]
            user_passes = class_passes[kind]
            day_passes = bits & one
            both = user_passes & day_passes
            total += count * both
            if fails == 0:
                by_day[day[row]] += count * user_passes
                by_class[kind] += count * day_passes
                pairs += both & np.uint8(user != former)
                former = user if both else former
                in_before = user_passes & (bits >> one)
                before += count * in_before
                before_pairs += in_before & np.uint8(user != former_before)
                former_before = user if in_before else former_before
                users[user] |= bits
        of_tracks[0, track] = total
        of_tracks[1, track] = pairs
        of_tracks[2, track] = before
        of_tracks[3, track] = before_pairs


@njit(nogil=True, cache=True, boundscheck=False)
def count_marked(users, member_class, by_class, before):
    """Count users by class, and those of the period before."""
    for user in range(len(users)):
        bits = users[user]
        by_class[member_class[user]] += bits & np.uint8(1)
        before[member_class[user]] += bits >> np.uint8(1)


@njit(nogil=True, cache=True, boundscheck=False)
def distinct_by_track_value(
    tracks, codes, start, member, day, member_class, track_passes, day_passes, class_passes, users
):
    """Add distinct users by value of a dimension of tracks; ``tracks`` come ordered by their ``codes``."""
    stamp = np.zeros(len(member_class), np.int32)
    for track in tracks:
        if not track_passes[track]:
            continue
        mark = codes[track] + 1
        count = 0
        for row in range(start[track], start[track + 1]):
            user = member[row]
            new = (stamp[user] != mark) & day_passes[day[row]] & class_passes[member_class[user]]
            stamp[user] = mark if new else stamp[user]
            count += new
        users[codes[track]] += count


@njit(nogil=True, cache=True, boundscheck=False)
def days_of_users(start, member, day, bit_of_day, track_passes, bits):
    """Set for each user the bits of the days on which a passing track was played."""
    for track in range(len(start) - 1):
        if track_passes[track]:
            for row in range(start[track], start[track + 1]):
                bits[member[row]] |= bit_of_day[day[row]]
