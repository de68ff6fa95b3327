"""The plays in three orders, by track, day and class of users, so that any filter finds its rows together.

The order by track is mapped from the cube's files. The two others are laid out when a cube is loaded: on
disk they would more than double it, and making them takes a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.compiling import HEAVY
from vitrola.metrics.kernels import regroup
from vitrola.metrics.parallel import in_parallel, whole_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.metrics.definitions import Side
    from vitrola.metrics.parallel import Share

Array = np.ndarray[Any, Any]
"""Grain is said where one is used: a value a track, a day, a class of users, a user or a play."""


@dataclass(frozen=True)
class Plays:
    """The rows of the fact by track and then user; ``start`` has one entry more than there are tracks."""

    start: Array
    member: Array
    day: Array
    plays: Array
    heavy_row: Array
    heavy_plays: Array


@dataclass(frozen=True)
class Order:
    """All plays, those of each member of one side together: from ``start[member]`` to before the next start.

    ``of`` has each play's members on the two other sides, of users their class; ``plays`` counts up to
    HEAVY, see Excess.
    """

    start: Array
    of: Mapping[Side, Array]
    plays: Array

    @property
    def rows(self) -> Array:
        """How many rows each member has."""
        return np.diff(self.start)


@dataclass(frozen=True)
class Users:
    """The user of each play of an order, numbered in one way or another, and the class of each user."""

    of: Array
    kind: Array


@dataclass(frozen=True)
class Excess:
    """What the few rows with more than HEAVY plays have beyond it, and their members on all sides.

    ``user`` is the user of each, as the order by class has them.
    """

    of: Mapping[Side, Array]
    plays: Array
    user: Array


@dataclass(frozen=True)
class Orders:
    """Every play three times; ``users`` are those of the orders by track and by day.

    In the order by class the plays of each user lie together too, from its ``user_start``. Tracks with
    ``repeats`` have several rows of one user.
    """

    by: Mapping[Side, Order]
    users: Mapping[Side, Users]
    user_start: Array
    excess: Excess
    repeats: Array


def lay_out(plays: Plays, member_class: Array, *, days: int, classes: int) -> Orders:
    """Lay the plays out; ``days`` includes the one for plays without a date."""
    rows = np.bincount(plays.member, minlength=len(member_class))
    # Users with as many plays side by side: the processor foresees how often their loop turns.
    members = np.lexsort((rows, member_class))
    place = np.empty(len(members), np.uint32)
    place[members] = np.arange(len(members), dtype=np.uint32)
    user_class, user_start = _frozen(member_class[members]), _starts(rows[members])
    day_start = _starts(np.bincount(plays.day, minlength=days))
    class_start = _starts(np.bincount(member_class, weights=rows, minlength=classes))
    kind = _frozen(member_class[plays.member])
    track, day, counts = _regrouped(plays.start, place[plays.member], plays.day, plays.plays, user_start)
    user, track_by_day, counts_by_day = _regrouped(user_start, day, track, counts, day_start)
    return Orders(
        by={
            "track": Order(plays.start, {"day": plays.day, "user": kind}, plays.plays),
            "day": Order(
                day_start, {"track": track_by_day, "user": _frozen(user_class[user])}, counts_by_day
            ),
            "user": Order(class_start, {"track": track, "day": day}, counts),
        },
        users={"track": Users(plays.member, member_class), "day": Users(user, user_class)},
        user_start=user_start,
        excess=_excess(plays, kind, place),
        repeats=_repeats(plays),
    )


def _regrouped(
    start: Array, key: Array, other: Array, plays: Array, key_start: Array
) -> tuple[Array, Array, Array]:
    """The group, other member and plays of each row, ordered by key and then by group."""
    groups = len(start) - 1
    group = np.empty(len(key), np.uint16 if groups <= np.iinfo(np.uint16).max else np.uint32)
    found = group, np.empty_like(other), np.empty_like(plays)
    parts = whole_shares(start, np.ones(groups, bool))
    cursors = [key_start[:-1].copy()]
    for share in parts[:-1]:
        before = key[share.first[0] : share.last[-1]] if len(share.groups) else key[:0]
        cursors.append(cursors[-1] + np.bincount(before, minlength=len(key_start) - 1))

    def part(share: Share, cursor: Array) -> None:
        regroup(*share, key, other, plays, cursor, *found)

    in_parallel(part, parts, cursors)
    group, other, plays = map(_frozen, found)
    return group, other, plays


def _excess(plays: Plays, kind: Array, place: Array) -> Excess:
    rows = plays.heavy_row
    track = np.searchsorted(plays.start, rows, side="right") - 1
    of: dict[Side, Array] = {"track": track, "day": plays.day[rows], "user": kind[rows]}
    return Excess(of, plays.heavy_plays - HEAVY, place[plays.member[rows]])


def _repeats(plays: Plays) -> Array:
    """Which tracks have a row of the same user as the row before."""
    again = np.flatnonzero(plays.member[1:] == plays.member[:-1]) + 1
    track = np.searchsorted(plays.start, again, side="right") - 1
    found = np.zeros(len(plays.start) - 1, bool)
    found[track[plays.start[track] < again]] = True
    return found


def _starts(counts: Array) -> Array:
    return _frozen(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))


def _frozen(array: Array) -> Array:
    """Read-only as mapped arrays are, so that one compilation of a loop serves both."""
    array.flags.writeable = False
    return array
