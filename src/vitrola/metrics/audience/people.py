"""The users of an audience, and everybody they are held against, user by user."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.audience.loops import hear
from vitrola.metrics.parallel import in_parallel, shares
from vitrola.metrics.scan import PASSES
from vitrola.metrics.selection import select

if TYPE_CHECKING:
    from vitrola.metrics.cube import Cube
    from vitrola.metrics.orders import Array
    from vitrola.metrics.parallel import Share
    from vitrola.metrics.selection import Selection
    from vitrola.metrics.state import State

AUDIENCE, EVERYBODY = 1, 2
"""A user's marks: a play under all filters; a play under all but those on tracks."""


@dataclass(frozen=True)
class People:
    """Marks of each user, and ``streams`` under all filters; users in the order of their plays by user.

    Users that fail one filter on users are in it too, so that a dimension can leave its own filter out.
    """

    selection: Selection
    everybody: Selection
    marks: Array
    streams: Array

    @property
    def kind(self) -> Array:
        """The class of each user."""
        return self.selection.cube.orders.users["day"].kind

    @cached_property
    def listening(self) -> Array:
        """Streams of each user of the audience, the most first."""
        passing = self.selection.failed("user") == 0
        chosen = (self.marks & AUDIENCE > 0) & passing[self.kind]
        return np.sort(self.streams[chosen])[::-1].astype(np.int64)

    def by_class(self, mark: int) -> Array:
        """Distinct users with a mark in each class."""
        classes = len(self.selection.cube.ages)
        return np.bincount(self.kind[self.marks & mark > 0], minlength=classes)

    def counted(self, name: str | None, mark: int) -> Array:
        """Users with a mark by code of a dimension of users, without its own filter; of none, all of them."""
        users = self._by_class[mark] * (self.selection.failed("user", but=name) == 0)
        if name is None:
            return np.asarray([users.sum()], np.int64)
        axis = self.selection.axis(name)
        return np.bincount(axis.codes, weights=users, minlength=len(axis.values)).astype(np.int64)

    @cached_property
    def _by_class(self) -> dict[int, Array]:
        return {mark: self.by_class(mark) for mark in (AUDIENCE, EVERYBODY)}


def everybody_of(cube: Cube, state: State) -> State:
    """The state whose plays an audience is held against: without filters on tracks, but for the source."""

    def kept(name: str) -> bool:
        return name == "source" or cube.axes[name].dimension.side != "track"

    return replace(state, picks=tuple(pick for pick in state.picks if kept(pick[0])))


def people(cube: Cube, state: State) -> People:
    """Find the audience of a state and everybody it is held against."""
    selection, everybody = select(cube, state), select(cube, everybody_of(cube, state))
    orders = cube.orders
    order = orders.by["user"]
    tracks = (selection.failed("track") == 0) * np.uint8(AUDIENCE)
    tracks |= (everybody.failed("track") == 0) * np.uint8(EVERYBODY)
    days = (selection.day_bits & PASSES) * np.uint8(AUDIENCE | EVERYBODY)
    marks = np.zeros(len(orders.user_start) - 1, np.uint8)
    streams = np.zeros(len(marks), np.uint64)

    def part(share: Share) -> None:
        first, last = (np.searchsorted(orders.user_start, each) for each in (share.first, share.last))
        columns = order.of["track"], tracks, order.of["day"], days, order.plays
        hear(first, last, orders.user_start, *columns, streams, marks)

    in_parallel(part, shares(order.start, selection.failed("user") <= 1))
    excess = orders.excess
    passes = tracks[excess.of["track"]] & days[excess.of["day"]] & AUDIENCE
    np.add.at(streams, excess.user, (excess.plays * passes).astype(np.uint64))
    return People(selection, everybody, marks, streams)
