"""The loops over an audience's plays, compiled like those of ``metrics/kernels.py``, without branches."""

from __future__ import annotations

import numpy as np
from numba import njit

_ONE = np.uint64(1)


@njit(nogil=True, cache=True, boundscheck=False)
def hear(first, last, start, track, track_bits, day, day_bits, plays, streams, marks):
    """Set for each user, ``first`` to before ``last``, the plays with bit 1 and all bits of their plays."""
    for place in range(len(first)):
        for user in range(np.uint64(first[place]), np.uint64(last[place])):
            total = np.uint64(0)
            seen = np.uint8(0)
            for row in range(np.uint64(start[user]), np.uint64(start[user + _ONE])):
                bits = track_bits[track[row]] & day_bits[day[row]]
                total += np.uint64(plays[row]) * np.uint64(bits & 1)
                seen |= bits
            streams[user] = total
            marks[user] = seen


@njit(nogil=True, cache=True, boundscheck=False)
def overlap(first, last, start, marks, track, codes, day, day_masks, everybody, shared):
    """Add the distinct users of each code, and those of them whose mark has bit 1.

    ``codes`` are 0 for tracks that don't pass; what is counted for code 0 means nothing.
    """
    newest = np.full(len(everybody), len(start), np.uint32)
    for place in range(len(first)):
        for user in range(np.uint64(first[place]), np.uint64(last[place])):
            number = np.uint32(user)
            belongs = np.uint64(marks[user] & 1)
            for row in range(np.uint64(start[user]), np.uint64(start[user + _ONE])):
                code = np.uint64(codes[track[row]] & day_masks[day[row]])
                fresh = np.uint64(newest[code] != number)
                everybody[code] += fresh
                shared[code] += fresh & belongs
                newest[code] = number


@njit(nogil=True, cache=True, boundscheck=False)
def by_segment(places, first, last, user, kind, segments, day, day_bits, plays, streams, users):
    """Add plays and distinct users by track and segment; those that don't pass go to segment 0.

    ``places`` are the rows of the result; a track's plays come ordered by user.
    """
    for place in range(len(places)):
        former = np.int64(-1)
        seen = np.int64(0)
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            passes = np.int64(day_bits[day[row]])
            segment = np.uint64(segments[kind[row]] * passes)
            number = np.int64(user[row])
            seen = seen if number == former else np.int64(0)
            streams[places[place], segment] += np.uint64(plays[row])
            users[places[place], segment] += np.uint64(passes & ~seen)
            seen |= passes
            former = number
