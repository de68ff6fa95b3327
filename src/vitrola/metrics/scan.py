"""The three sums that answer every chart and card, each over the rows that can be in it and no others.

A play passes on three sides: its track, its day, its user. Each chart leaves out its own filter, so three
sums are enough: by track of plays whose day and user pass, by day of those whose track and user pass, by
class of users of those whose track and day pass, with the distinct users of these.

Each sum has several ways: go through the plays of the members that it is asked for, or through those of the
members that pass on another side. The way with the fewest rows is taken; where nothing is filtered on both
other sides, the sum is known beforehand. None is made before it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from vitrola.metrics.definitions import Side
from vitrola.metrics.kernels import (
    ROW_BIT,
    count_marked,
    count_pairs,
    fold,
    fold_users,
    mark_users,
    spread,
)
from vitrola.metrics.parallel import in_parallel, shares, whole_shares

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vitrola.metrics.orders import Array, Orders
    from vitrola.metrics.parallel import Share

PASSES, BEFORE = 1, 2
"""A member's bits: it is selected; it belongs to the period before, which is compared with."""

SIDES: tuple[Side, ...] = get_args(Side)
SPREAD_COST = 2
"""A row costs so many times more where its sum is looked up, as measured."""
MARK_COST = 4
MARKED: tuple[Side, Side] = ("track", "day")
"""The sides whose plays can be gone through to mark users."""


@dataclass(frozen=True)
class Passing:
    """One side under a state: the ``bits`` of each member, and the members whose sum is ``wanted``."""

    bits: Array
    wanted: Array

    @cached_property
    def everything(self) -> bool:
        """Whether nothing is filtered."""
        return bool((self.bits & PASSES).all())


class TrackSums(NamedTuple):
    """By track: streams, and pairs, the distinct users of that track; the same in the period before."""

    streams: Array
    pairs: Array
    before_streams: Array
    before_pairs: Array


class UserSums(NamedTuple):
    """By class of users: streams, and distinct users, now and in the period before."""

    streams: Array
    users: Array
    before_users: Array


@dataclass(frozen=True)
class Sums:
    """What a scan finds: sums that leave their own side's filters out, of members that fail at most one.

    Each is found when it is first asked for; ``known`` are the sums without filters, where there are any yet.
    """

    orders: Orders
    passing: Mapping[Side, Passing]
    known: Sums | None = None
    _found: dict[Side, Any] = field(default_factory=dict)
    """No cached properties: in Python 3.11 all selections would wait for one another's."""

    @property
    def of_tracks(self) -> TrackSums:
        """By track."""
        sums: TrackSums = self._once("track", _of_tracks)
        return sums

    @property
    def by_day(self) -> Array:
        """Streams by day."""
        sums: Array = self._once("day", _by_day)
        return sums

    @property
    def of_users(self) -> UserSums:
        """By class of users."""
        sums: UserSums = self._once("user", _of_users)
        return sums

    def _once(self, side: Side, make: Callable[[Orders, Mapping[Side, Passing]], Any]) -> Any:
        """Those without filters are a side's own where the other sides have none."""
        if side not in self._found:
            unfiltered = all(self.passing[each].everything for each in SIDES if each != side)
            known = self.known if unfiltered else None
            self._found[side] = known._once(side, make) if known else make(self.orders, self.passing)
        return self._found[side]


def scan(orders: Orders, passing: Mapping[Side, Passing], known: Sums | None = None) -> Sums:
    """The sums of the plays that pass; ``known`` are those without filters, where there are any yet."""
    return Sums(orders, passing, known)


def scan_everything(orders: Orders) -> Sums:
    """The sums without filters, all of them found."""
    sizes = {side: len(orders.by[side].start) - 1 for side in SIDES}
    found = scan(
        orders,
        {side: Passing(np.full(size, PASSES, np.uint8), np.ones(size, bool)) for side, size in sizes.items()},
    )
    for every in ("of_tracks", "by_day", "of_users"):
        getattr(found, every)
    return found


def warm_sums(orders: Orders) -> None:
    """Compile or load every loop for numbers of these kinds, by summing none of the plays in every way."""
    sizes = {side: len(order.rows) for side, order in orders.by.items()}
    nothing = {side: Passing(np.zeros(size, np.uint8), np.zeros(size, bool)) for side, size in sizes.items()}
    for side in SIDES:
        for way in SIDES:
            _summed(orders, side, way, nothing)
    _folded(orders, nothing)
    for way in MARKED:
        _marked(orders, way, nothing)
    _count_pairs(orders, nothing, nothing["track"].wanted, np.zeros((sizes["track"], 2), np.int64))


def _sums(orders: Orders, side: Side, passing: Mapping[Side, Passing]) -> tuple[Array, Array]:
    """Plays and rows by member of a side, now and before, whose members on the other sides pass."""
    others = (other for other in SIDES if other != side)
    costs = {other: SPREAD_COST * _rows(orders, other, passing[other].bits) for other in others}
    costs[side] = _rows(orders, side, passing[side].wanted)
    return _summed(orders, side, min(costs, key=lambda each: costs[each]), passing)


def _summed(orders: Orders, side: Side, way: Side, passing: Mapping[Side, Passing]) -> tuple[Array, Array]:
    """The sums of a side by one of the ways."""
    left, right = (other for other in SIDES if other != side)
    order = orders.by[way]

    def part(share: Share) -> Array:
        found = np.zeros((len(passing[side].bits), 2), np.uint64)
        if way == side:
            of, bits = order.of, (passing[left].bits, passing[right].bits)
            fold(*share, of[left], bits[0], of[right], bits[1], order.plays, found)
        else:
            other = right if way == left else left
            bits = passing[way].bits, passing[other].bits
            spread(*share, bits[0], order.of[side], order.of[other], bits[1], order.plays, found)
        return found

    chosen = passing[side].wanted if way == side else passing[way].bits > 0
    packed = np.add.reduce(in_parallel(part, shares(order.start, chosen)))
    rows, streams = (each.astype(np.int64) for each in np.divmod(packed, np.uint64(1 << ROW_BIT)))
    _add_excess(orders, side, passing, streams)
    return streams, rows


def _rows(orders: Orders, side: Side, chosen: Array) -> int:
    return int(orders.by[side].rows[chosen > 0].sum())


def _add_excess(orders: Orders, side: Side, passing: Mapping[Side, Passing], streams: Array) -> None:
    """Add what a row's byte can't hold to ``streams``, now and before."""
    excess = orders.excess
    left, right = (passing[each].bits[excess.of[each]] for each in SIDES if each != side)
    for period in range(streams.shape[1]):
        passes = (left & right) >> period & 1
        np.add.at(streams[:, period], excess.of[side], excess.plays * passes)


def _by_day(orders: Orders, passing: Mapping[Side, Passing]) -> Array:
    streams: Array = _sums(orders, "day", passing)[0][:, 0]
    return streams


def _of_tracks(orders: Orders, passing: Mapping[Side, Passing]) -> TrackSums:
    streams, pairs = _sums(orders, "track", passing)
    again = orders.repeats & passing["track"].wanted
    if again.any():
        pairs[again] = 0
        _count_pairs(orders, passing, again, pairs)
    return TrackSums(streams[:, 0], pairs[:, 0], streams[:, 1], pairs[:, 1])


def _count_pairs(orders: Orders, passing: Mapping[Side, Passing], chosen: Array, pairs: Array) -> None:
    """Add the distinct users of the chosen tracks."""
    order = orders.by["track"]
    days, classes = ((order.of[side], passing[side].bits) for side in ("day", "user"))

    def part(share: Share) -> None:
        count_pairs(*share, orders.users["track"].of, *days, *classes, pairs)

    in_parallel(part, whole_shares(order.start, chosen))


def _of_users(orders: Orders, passing: Mapping[Side, Passing]) -> UserSums:
    costs = {side: MARK_COST * _rows(orders, side, passing[side].bits) for side in MARKED}
    way = min(MARKED, key=lambda side: costs[side])
    if costs[way] < _rows(orders, "user", passing["user"].wanted):
        streams, users = _marked(orders, way, passing)
    else:
        streams, users = _folded(orders, passing)
    total = streams.astype(np.int64)[:, None]
    _add_excess(orders, "user", passing, total)
    return UserSums(total[:, 0], users[:, 0], users[:, 1])


def _folded(orders: Orders, passing: Mapping[Side, Passing]) -> tuple[Array, Array]:
    """User by user, of the classes wanted."""
    order = orders.by["user"]
    streams = np.zeros(len(order.rows), np.uint64)
    users = np.zeros((len(streams), 2), np.uint64)

    def part(share: Share) -> tuple[Array, Array]:
        found = np.zeros_like(streams), np.zeros_like(users)
        first, last = (np.searchsorted(orders.user_start, each) for each in (share.first, share.last))
        days, tracks = ((order.of[side], passing[side].bits) for side in ("day", "track"))
        fold_users(
            share.groups, first, last, orders.user_start, *tracks, *days, order.plays, found[0], found[1]
        )
        return found

    for found in in_parallel(part, shares(order.start, passing["user"].wanted)):
        streams += found[0]
        users += found[1]
    return streams, users.astype(np.int64)


def _marked(orders: Orders, way: Side, passing: Mapping[Side, Passing]) -> tuple[Array, Array]:
    """Through the plays of the few tracks or days that pass."""
    order, users = orders.by[way], orders.users[way]
    other: Side = "day" if way == "track" else "track"
    bits, classes = passing[way].bits, len(passing["user"].bits)

    def part(share: Share) -> tuple[Array, Array]:
        streams, marks = np.zeros(classes, np.uint64), np.zeros(len(users.kind), np.uint8)
        others, kind = (order.of[other], passing[other].bits), order.of["user"]
        mark_users(*share, bits, *others, users.of, kind, order.plays, streams, marks)
        return streams, marks

    parts = in_parallel(part, shares(order.start, bits))
    counts = np.zeros((classes, 2), np.int64)
    count_marked(np.bitwise_or.reduce([marks for _, marks in parts]), users.kind, counts)
    return np.add.reduce([streams for streams, _ in parts]), counts
