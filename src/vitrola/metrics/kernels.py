"""The loops over plays and users, compiled by Numba for the processor at hand.

Nothing in them branches on a play: a branch would be mispredicted on every other one. Rows are unsigned,
as signed ones are checked for counting from the end, which more than doubles a loop's time.

A member's bits say in which periods it passes, PASSES and BEFORE; a play passes in those that all its
members have. Plays come in an order (see orders): ``groups`` are members of the side that it goes by, their
plays the rows from ``first`` to before ``last``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ROW_BIT = 36
"""Plays and rows are summed as one number, rows above this bit: enough for 2^27 rows a member."""

_ROW = np.uint64(1 << ROW_BIT)
_ONE = np.uint64(1)


@njit(nogil=True, cache=True, boundscheck=False)
def fold(groups, first, last, left, left_bits, right, right_bits, plays, out):
    """Add to ``out[group]`` the rows and plays that pass now, and those that pass before."""
    for place in range(len(groups)):
        now = np.uint64(0)
        before = np.uint64(0)
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            bits = np.uint64(left_bits[left[row]] & right_bits[right[row]])
            weight = _ROW + np.uint64(plays[row])
            now += weight * (bits & _ONE)
            before += weight * (bits >> _ONE)
        out[groups[place], 0] += now
        out[groups[place], 1] += before


@njit(nogil=True, cache=True, boundscheck=False)
def spread(groups, first, last, group_bits, left, right, right_bits, plays, out):
    """Add to ``out[left]`` what fold would, from plays that go by another side."""
    for place in range(len(groups)):
        own = group_bits[groups[place]]
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            bits = np.uint64(own & right_bits[right[row]])
            weight = _ROW + np.uint64(plays[row])
            out[left[row], 0] += weight * (bits & _ONE)
            out[left[row], 1] += weight * (bits >> _ONE)


@njit(nogil=True, cache=True, boundscheck=False)
def fold_users(groups, first, last, start, track, track_bits, day, day_bits, plays, streams, users):
    """Add the plays of each class that pass now, and its distinct users now and before.

    ``first`` and ``last`` count users here, whose plays are the rows from their ``start``.
    """
    for place in range(len(groups)):
        total = np.uint64(0)
        now = np.uint64(0)
        before = np.uint64(0)
        for user in range(first[place], last[place]):
            seen = np.uint64(0)
            for row in range(np.uint64(start[user]), np.uint64(start[user + 1])):
                bits = np.uint64(track_bits[track[row]] & day_bits[day[row]])
                total += np.uint64(plays[row]) * (bits & _ONE)
                seen |= bits
            now += seen & _ONE
            before += seen >> _ONE
        streams[groups[place]] += total
        users[groups[place], 0] += now
        users[groups[place], 1] += before


@njit(nogil=True, cache=True, boundscheck=False)
def mark_users(groups, first, last, group_bits, other, other_bits, user, kind, plays, streams, marks):
    """Add the plays of each class that pass now, and mark their users with the bits of their plays."""
    for place in range(len(groups)):
        own = group_bits[groups[place]]
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            bits = own & other_bits[other[row]]
            streams[kind[row]] += np.uint64(plays[row]) * np.uint64(bits & 1)
            marks[user[row]] |= bits


@njit(nogil=True, cache=True, boundscheck=False)
def count_marked(marks, user_class, users):
    """Count marked users by class, now and before."""
    for user in range(np.uint64(len(marks))):
        users[user_class[user], 0] += marks[user] & 1
        users[user_class[user], 1] += marks[user] >> 1


@njit(nogil=True, cache=True, boundscheck=False)
def count_pairs(tracks, first, last, member, day, day_bits, kind, class_bits, pairs):
    """Add the distinct users of each track, now and before; its plays come ordered by user."""
    for place in range(len(tracks)):
        former = np.int64(-1)
        seen = np.int64(0)
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            bits = np.int64(day_bits[day[row]] & class_bits[kind[row]])
            user = np.int64(member[row])
            seen = seen if user == former else np.int64(0)
            fresh = bits & ~seen
            pairs[tracks[place], 0] += fresh & 1
            pairs[tracks[place], 1] += fresh >> 1
            seen |= bits
            former = user


@njit(nogil=True, cache=True, boundscheck=False)
def cross(
    groups, first, last, group_bits, group_codes, left, left_codes, left_bits, right, right_bits, plays, out
):
    """Add to ``out[group's code, left's code]`` the plays that pass now; a member that fails has no bits."""
    for place in range(len(groups)):
        own = group_bits[groups[place]]
        into = out[group_codes[groups[place]]]
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            passes = np.uint64(own & left_bits[left[row]] & right_bits[right[row]]) & _ONE
            into[left_codes[left[row]]] += np.uint64(plays[row]) * passes


@njit(nogil=True, cache=True, boundscheck=False)
def regroup(groups, first, last, key, other, plays, cursor, group_out, other_out, plays_out):
    """Lay plays out by ``key``; ``cursor`` has where the next play of each key goes."""
    for place in range(len(groups)):
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            to = np.uint64(cursor[key[row]])
            cursor[key[row]] += 1
            group_out[to] = groups[place]
            other_out[to] = other[row]
            plays_out[to] = plays[row]


@njit(nogil=True, cache=True, boundscheck=False)
def distinct_by_user(groups, first, last, weights, start, coded, codes, other, other_masks, users):
    """Add to ``users[code, 1]`` what distinct users weigh, from each ``first`` to before its ``last``.

    What is added to ``users[code, 0]``, for plays of the same user, means nothing: to add nothing there
    instead would take a branch. ``codes`` are of the members in ``coded``, and 0 for those that don't pass,
    which counts nothing; ``other_masks`` have all bits of those in ``other`` that pass.
    """
    newest = np.full(len(users), len(start), np.uint32)
    for place in range(len(first)):
        weight = np.uint64(weights[groups[place]])
        for user in range(np.uint64(first[place]), np.uint64(last[place])):
            number = np.uint32(user)
            for row in range(np.uint64(start[user]), np.uint64(start[user + np.uint64(1)])):
                code = np.uint64(codes[coded[row]] & other_masks[other[row]])
                users[code, np.uint64(newest[code] != number)] += weight
                newest[code] = number


@njit(nogil=True, cache=True, boundscheck=False)
def distinct_by_group(first, last, codes, user, day, day_bits, kind, weights, stamps, users):
    """Add to ``users[code, 1]`` what distinct users weigh; the spans of tracks come ordered by ``codes``.

    Classes without a weight don't pass.
    """
    for place in range(len(first)):
        code = codes[place]
        mark = np.uint32(code + 1)
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            weight = np.uint64(weights[kind[row]]) * np.uint64(day_bits[day[row]])
            old = stamps[user[row]]
            stamps[user[row]] = old ^ ((old ^ mark) & (np.uint32(0) - np.uint32(weight != 0)))
            users[code, np.uint64(old != mark)] += weight


@njit(nogil=True, cache=True, boundscheck=False)
def distinct_by_bit(first, last, track, slots, kind, weights, user, lowest, seen, counts):
    """Add to ``counts[slot, 1]`` what distinct users weigh; users are numbered from ``lowest``.

    Classes without a weight don't pass.
    """
    base = np.uint64(lowest)
    for place in range(len(first)):
        for row in range(np.uint64(first[place]), np.uint64(last[place])):
            slot = np.uint64(slots[track[row]])
            number = np.uint64(user[row]) - base
            weight = np.uint64(weights[kind[row]])
            bit = (np.uint64(1) << slot) & (np.uint64(0) - np.uint64(weight != 0))
            counts[slot, np.uint64((bit & ~seen[number]) != np.uint64(0))] += weight
            seen[number] |= bit
