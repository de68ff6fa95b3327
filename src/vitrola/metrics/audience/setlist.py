"""The most played tracks of an audience, and how that differs between segments of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.answer import ratio
from vitrola.metrics.audience.loops import by_segment
from vitrola.metrics.audience.people import AUDIENCE, EVERYBODY
from vitrola.metrics.audience.segments import hidden_cells
from vitrola.metrics.cells import unsafe, withheld
from vitrola.metrics.parallel import in_parallel, whole_shares
from vitrola.metrics.ranking import named
from vitrola.metrics.scan import PASSES

if TYPE_CHECKING:
    from vitrola.metrics.audience.people import People
    from vitrola.metrics.orders import Array
    from vitrola.metrics.parallel import Share
    from vitrola.metrics.scan import Sums


@dataclass(frozen=True)
class Setlist:
    """Streams and distinct users by track, under all filters; records that only name an artist left out.

    ``audience`` counts its users. Tracks are ranked by ``order``, streams or users, then by the other.
    """

    found: People
    streams: Array
    users: Array
    order: str
    audience: int
    smallest: int

    @cached_property
    def tracks(self) -> Array:
        """Tracks with plays, the first ranked first; of equals the first by number."""
        played = np.flatnonzero(self.users)
        return played[self.ranked(self.streams[played], self.users[played])]

    @cached_property
    def hidden(self) -> Array:
        """Which of the ranked tracks are withheld."""
        users = self.users[self.tracks]
        return withheld(users, unsafe(users, np.asarray(self.audience), self.smallest), self.smallest)

    def ranked(self, streams: Array, users: Array) -> Array:
        """The places of tracks in their order, by these streams and users of theirs."""
        last, first = (users, streams) if self.order == "streams" else (streams, users)
        places: Array = np.lexsort((np.arange(len(streams)), -last, -first))
        return places


def setlist(found: People, sums: Sums, order: str, audience: int, smallest: int) -> Setlist:
    """The tracks of an audience of so many users."""
    passing = (found.selection.failed("track") == 0) & found.selection.cube.is_track
    streams, users = (np.where(passing, each, 0) for each in sums.of_tracks[:2])
    return Setlist(found, streams, users, order, audience, smallest)


def whole_setlist(of: Setlist, streams: int, limit: int | None) -> dict[str, Any]:
    """The tracks of the whole audience, with their share of its ``streams``."""
    shown = of.tracks[~of.hidden]
    rows = [
        _named(of, int(track))
        | {
            "streams": int(of.streams[track]),
            "share": ratio(int(of.streams[track]), streams),
            "users": int(of.users[track]),
            "overlap": ratio(int(of.users[track]), of.audience),
        }
        for track in shown[:limit]
    ]
    return {"rows": rows, "total_rows": len(shown), "withheld": int(np.count_nonzero(of.hidden))}


def setlists(of: Setlist, name: str, limit: int | None) -> list[dict[str, Any]]:
    """The tracks of each segment of the audience, by one trait of users.

    ``lift`` is the share of the segment's users that play the track, over that of the whole audience.
    """
    axis = of.found.selection.axis(name)
    streams, users = _counted(of, name)
    members = of.found.counted(name, AUDIENCE) * _wanted(of.found, name)
    hidden = hidden_cells(members, of.found.counted(name, EVERYBODY), of.smallest)
    lists = []
    for code in (int(code) for code in np.flatnonzero(members) if code):
        ranked = of.ranked(streams[:, code], users[:, code])
        chosen = [int(place) for place in ranked[:limit] if users[place, code]]
        safe = [
            place for place in chosen if not hidden[code] and _safe(of, place, users[place], members, code)
        ]
        rows = [
            _segment_row(of, place, int(streams[place, code]), int(users[place, code]), int(members[code]))
            for place in safe
        ]
        lists.append(
            {
                "value": axis.values[code],
                "users": None if hidden[code] else int(members[code]),
                "rows": rows,
                "withheld": len(chosen) - len(safe),
            }
        )
    return lists


def _segment_row(of: Setlist, place: int, streams: int, users: int, members: int) -> dict[str, Any]:
    track = int(of.tracks[place])
    overlap, whole = users / members, int(of.users[track]) / of.audience
    row = {"streams": streams, "users": users, "overlap": overlap, "lift": overlap / whole}
    return _named(of, track) | row


def _safe(of: Setlist, place: int, users: Array, members: Array, code: int) -> bool:
    """Whether a track's users in a segment can be told; ``users`` are those in every one of them."""
    hidden = withheld(users, unsafe(users, members, of.smallest), of.smallest)
    return not (hidden[code] or of.hidden[place])


def _wanted(found: People, name: str) -> Array:
    """Which codes of a dimension pass its own filter."""
    wanted = np.zeros(len(found.selection.axis(name).values), bool)
    wanted[found.selection.axis(name).codes[found.selection.failed("user") == 0]] = True
    return wanted


def _counted(of: Setlist, name: str) -> tuple[Array, Array]:
    """Streams and distinct users by ranked track and code; column 0 has those without a value."""
    selection, tracks = of.found.selection, of.tracks
    orders, axis = selection.cube.orders, selection.axis(name)
    order, users = orders.by["track"], orders.users["track"]
    passing = selection.failed("user") == 0
    segments = np.where(passing, axis.codes + 1, 0).astype(np.int64)
    days = (selection.day_bits & PASSES).astype(np.uint8)
    chosen = np.zeros(len(order.rows), bool)
    chosen[tracks] = True
    rank = np.zeros(len(chosen), np.int64)
    rank[tracks] = np.arange(len(tracks))
    counts = tuple(np.zeros((len(tracks), len(axis.values) + 1), np.uint64) for _ in range(2))

    def part(share: Share) -> None:
        columns = users.of, order.of["user"], segments, order.of["day"], days, order.plays
        by_segment(rank[share.groups], share.first, share.last, *columns, *counts)

    in_parallel(part, whole_shares(order.start, chosen))
    streams, distinct = (each.astype(np.int64) for each in counts)
    excess = orders.excess
    inside = np.flatnonzero(chosen[excess.of["track"]] & (days[excess.of["day"]] > 0))
    at = rank[excess.of["track"][inside]], segments[excess.of["user"][inside]]
    np.add.at(streams, at, excess.plays[inside])
    return streams[:, 1:], distinct[:, 1:]


def _named(of: Setlist, track: int) -> dict[str, Any]:
    cube = of.found.selection.cube
    axis = cube.axes["track"]
    return named(cube, axis, int(axis.codes[track]))
