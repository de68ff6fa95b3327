"""The loops over plays that an export needs, compiled by Numba; conventions as in ``metrics.kernels``."""

from __future__ import annotations

import numpy as np
from numba import njit

LARGEST_LOW = 31
LOW_BITS = 5
"""Bits in which a track says how many low bits its gaps are written with."""


@njit(nogil=True, cache=True, boundscheck=False)
def count_margins(start, user_class, coded, codes, other, masks, slots, ages, users, age_sums):
    """Add each distinct user of a code to all ``slots`` of the user's class, and its age.

    ``codes`` are of the members in ``coded``, ``masks`` have all bits of those in ``other`` that pass; what
    is counted for code 0 means nothing.
    """
    newest = np.full(len(users), len(start), np.uint32)
    for user in range(len(start) - 1):
        number = np.uint32(user)
        kind = user_class[user]
        for row in range(np.uint64(start[user]), np.uint64(start[user + 1])):
            code = np.uint64(codes[coded[row]] & masks[other[row]])
            if newest[code] == number:
                continue
            newest[code] = number
            age_sums[code] += ages[kind]
            for place in range(slots.shape[1]):
                users[code, slots[kind, place]] += 1


@njit(nogil=True, cache=True, boundscheck=False)
def smallest_lows(start, gaps, lows):
    """For each track the number of low bits with which its gaps take least room; returns the bits of all."""
    total = 0
    for track in range(len(start) - 1):
        first, last = start[track], start[track + 1]
        best = -1
        for low in range(LARGEST_LOW + 1):
            size = (last - first) * (low + 1)
            for row in range(first, last):
                size += gaps[row] >> low
            if best >= 0 and size >= best:
                break
            best, lows[track] = size, low
        total += best
    return total


@njit(nogil=True, cache=True, boundscheck=False)
def write_cells(start, gaps, lows, pairs, more, out):
    """Write each track's cells into ``out``, bits from the lowest; returns how many bits there are.

    A track is its number of cells plus one in Elias' gamma code and, where it has any, its low bits in
    LOW_BITS; a cell its gap in a Rice code, its pairs plus one and its further plays plus one in gamma.
    """
    at = 0
    for track in range(len(start) - 1):
        first, last = start[track], start[track + 1]
        at = _gamma(out, at, last - first + 1)
        if first < last:
            at = _some(out, at, lows[track], LOW_BITS)
        for row in range(first, last):
            at = _zeros(out, at, gaps[row] >> lows[track])
            at = _some(out, at, gaps[row], lows[track])
            at = _gamma(out, at, pairs[row] + 1)
            at = _gamma(out, at, more[row] + 1)
    return at


@njit(nogil=True, cache=True, boundscheck=False)
def _gamma(out, at, number):
    size = 0
    while number >> (size + 1):
        size += 1
    return _some(out, _zeros(out, at, size), number, size)


@njit(nogil=True, cache=True, boundscheck=False)
def _zeros(out, at, count):
    """So many zeros and a one; ``out`` is zero beforehand."""
    place = at + count
    out[place >> 3] |= np.uint8(1 << (place & 7))
    return place + 1


@njit(nogil=True, cache=True, boundscheck=False)
def _some(out, at, number, count):
    """The lowest bits of a number."""
    for bit in range(count):
        place = at + bit
        out[place >> 3] |= np.uint8(((number >> bit) & 1) << (place & 7))
    return at + count
