"""Everything about one audience under one state, from one cube."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.answer import origins, ratio
from vitrola.metrics.audience.artists import line_up, listening, other_artists
from vitrola.metrics.audience.concentration import curve, half
from vitrola.metrics.audience.people import AUDIENCE, EVERYBODY, people
from vitrola.metrics.audience.rising import rising_months
from vitrola.metrics.audience.segments import SEGMENTS, segment
from vitrola.metrics.audience.setlist import setlist, setlists, whole_setlist
from vitrola.metrics.cells import few, unsafe
from vitrola.metrics.ranking import folded
from vitrola.metrics.scan import PASSES, scan
from vitrola.metrics.selection import in_force, select
from vitrola.metrics.state import State

if TYPE_CHECKING:
    from vitrola.metrics.audience.people import People
    from vitrola.metrics.cube import Cube

SUBJECTS = ("artist", "genre")
SORTS = ("lift", "shared")
ORDERS = ("users", "streams")
SPLITS = ("sex", "age_band", "country")
"""The traits of users that setlists can be told by."""
LONGEST_LOOKED_UP = 60


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted: other artists by ``sort``, tracks by ``order``, setlists by ``split``.

    At most ``limit`` of each table are given.

    Numbers about fewer users than ``smallest`` are withheld.
    """

    sort: str = "lift"
    split: str = "sex"
    limit: int | None = 25
    smallest: int = 0
    order: str = "users"


def audience(cube: Cube, state: State, wanted: Wanted) -> dict[str, Any]:
    """The audience of a state that picks artists or genres.

    ``subject`` has what is picked, nothing where there is no audience to be of; ``unknown`` names the values
    that don't exist, each with the one most like the first. Without any user there are no numbers.
    """
    state = in_force(cube, state)
    subject = {name: list(state.picked(name)) for name in SUBJECTS if state.picked(name)}
    found = people(cube, state) if subject else None
    own, whole = (int(found.counted(None, mark)[0]) if found else 0 for mark in (AUDIENCE, EVERYBODY))
    hidden = found is not None and _too_few(found, own, whole, wanted.smallest)
    return {
        "filters": state.as_json(),
        "subject": subject,
        "unknown": unknown_values(cube, state),
        "origins": origins(select(cube, state)),
        "smallest": wanted.smallest,
        "suppressed": hidden,
        **(_numbers(found, own, whole, wanted) if found and own and not hidden else _nothing()),
    }


def warm_audience(cube: Cube) -> None:
    """Compile or load every loop for this cube, by asking about one artist, where there is any."""
    if len(values := cube.axes["artist"].values) > 1:
        audience(cube, State().pick("artist", values[1]), Wanted())


def _too_few(found: People, own: int, whole: int, smallest: int) -> bool:
    """Whether too few people are meant, or left out by filters on tracks or on one trait."""
    picked = (name for name, _ in found.selection.state.picks)
    traits = [name for name in picked if found.selection.axis(name).dimension.side == "user"]
    rest = [
        int(found.counted(name, mark).sum()) - told
        for name in traits
        for mark, told in ((AUDIENCE, own), (EVERYBODY, whole))
    ]
    return bool(few(np.asarray([own, whole, whole - own, *rest]), smallest).any())


def unknown_values(cube: Cube, state: State) -> list[dict[str, Any]]:
    """The artists and genres picked that don't exist, and for the first of them what it may mean."""
    found: list[dict[str, Any]] = []
    for name in SUBJECTS:
        axis = cube.axis(name, resolved=state.resolved)
        for value in state.picked(name):
            if value is not None and not axis.numbers((value,)):
                like = None if found else most_like(value, [str(known) for known in axis.values[1:]])
                found.append({"by": name, "value": value, "like": like})
    return found


def most_like(value: str, known: list[str]) -> str | None:
    """The known value that is most like one, whatever the case and accents."""
    plain = {folded(each): each for each in known}
    close = get_close_matches(folded(value[:LONGEST_LOOKED_UP]), plain, 1)
    return plain[close[0]] if close else None


def _numbers(found: People, own: int, whole: int, wanted: Wanted) -> dict[str, Any]:
    selection, everybody, smallest = found.selection, found.everybody, wanted.smallest
    sums, sums_of_all = (
        scan(each.cube.orders, each.passing, each.cube.totals) for each in (selection, everybody)
    )
    streams = int(found.listening.sum())
    days = selection.day_bits & PASSES > 0
    counts = listening(found)
    tracks = setlist(found, sums, wanted.order, own, smallest)
    by_track = np.where(selection.failed("track") == 0, sums.of_tracks.streams, 0)
    return {
        "numbers": _cards(found, streams, int(sums_of_all.by_day[days].sum()), own, whole, smallest),
        "curve": curve(found.listening, smallest),
        "segments": {name: segment(found, name, smallest) for name in SEGMENTS},
        "artists": _cut(other_artists(found, counts, own, whole, smallest, wanted.sort), wanted.limit),
        "line_up": _cut(line_up(found, counts, by_track, own, smallest), wanted.limit),
        "setlist": whole_setlist(tracks, streams, wanted.limit),
        "setlists": {
            "by": wanted.split,
            "lists": setlists(tracks, wanted.split, wanted.limit),
        },
        "months": rising_months(selection, sums, everybody, sums_of_all, smallest),
    }


def _cards(
    found: People, streams: int, streams_of_all: int, own: int, whole: int, smallest: int
) -> dict[str, Any]:
    most = half(found.listening)
    hidden = bool(unsafe(np.asarray(most), np.asarray(own), smallest))
    cards: dict[str, Any] = {
        "audience_users": {"value": own, "of": whole},
        "reach_share": {"value": ratio(own, whole)},
        "audience_streams": {"value": streams, "of": streams_of_all},
        "stream_share": {"value": ratio(streams, streams_of_all)},
        "streams_per_listener": {"value": ratio(streams, own)},
        "half_listeners": {"value": most},
        "half_share": {"value": ratio(most, own)},
    }
    for name in ("half_listeners", "half_share") if hidden else ():
        cards[name] = {"value": None, "suppressed": True}
    return cards


def _cut(table: dict[str, Any], limit: int | None) -> dict[str, Any]:
    return table | {"rows": table["rows"][:limit]}


def _nothing() -> dict[str, Any]:
    empty: dict[str, Any] = {"rows": [], "total_rows": 0, "withheld": 0}
    return {
        "numbers": {},
        "curve": [],
        "segments": {},
        "artists": empty,
        "line_up": empty,
        "setlist": empty,
        "setlists": {"by": None, "lists": []},
        "months": [],
    }
