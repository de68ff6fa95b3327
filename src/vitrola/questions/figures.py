"""The value of a measure for every value of one dimension, exact, from the cube's sums and distinct users."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.answer import Answer
from vitrola.metrics.listeners import listeners, weighed_listeners
from vitrola.metrics.scan import PASSES, SIDES, Passing, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.cube import Axis
    from vitrola.metrics.orders import Array
    from vitrola.metrics.selection import Selection

    Values = dict[int, Any]

MOST_SCANS = 60
"""Values of a dimension that are scanned one by one."""


MANY = 1_000
"""Values from which the first of a ranking are found by themselves."""


class UncountedError(Exception):
    """The measure can't be had by this dimension."""


def scanned(selection: Selection) -> Answer:
    """The sums of what passes, without those that charts need of what nearly passes."""
    passing = {}
    for side in SIDES:
        passes = selection.failed(side) == 0
        passing[side] = Passing(passes * np.uint8(PASSES), passes)
    return Answer(selection, scan(selection.cube.orders, passing, selection.cube.totals))


def narrowed(selection: Selection, name: str, fails: Array) -> Selection:
    """The selection without the members of a dimension's side that fail."""
    kept = selection.fails.get(name)
    return replace(
        selection, fails={**selection.fails, name: fails if kept is None else kept | fails}, before=None
    )


def only(selection: Selection, name: str, code: int) -> Selection:
    """The selection of one value of a dimension."""
    return narrowed(selection, name, selection.axis(name).codes != code)


def values_by(measure: str, found: Answer, name: str, codes: Array) -> Values:
    """A measure by code of a dimension; raises UncountedError where there is no exact way to it."""
    make = _WAYS.get(measure)
    if make is None:
        raise UncountedError
    return make(found, name, codes)


def ranked_by(measure: str, found: Answer, name: str, codes: Array) -> Array | None:
    """A measure by every code of a dimension, as numbers that ``codes`` are ranked by; NaN where it has none.

    None where a scan doesn't have the measure, and looking at the few codes one by one costs no more.
    """
    if measure == "streams":
        return found.streams_of(name, own=True).astype(np.int64)
    if measure == "users" and (users := tracks_users(found, found.selection.axis(name))) is not None:
        return users
    if len(codes) < MANY or measure not in _WEIGHED:
        return None
    if measure == "users":
        return listeners(found.selection, name, among=codes)
    return _means(*_WEIGHED[measure](found), name, codes)


def _streams(found: Answer, name: str, codes: Array) -> Values:
    streams = found.streams_of(name, own=True)
    return _numbers(codes, streams)


def _users(found: Answer, name: str, codes: Array) -> Values:
    users = tracks_users(found, found.selection.axis(name))
    if users is None:
        users = listeners(found.selection, name, among=codes)
    return _numbers(codes, users)


def _numbers(codes: Array, values: Array) -> Values:
    return dict(zip(codes.tolist(), values[codes].tolist(), strict=True))


def tracks_users(found: Answer, axis: Axis) -> Array | None:
    """Users by code where every value is one track's, as the scan has them; None where it isn't."""
    if axis.dimension.side != "track" or len(axis.codes) > len(axis.values):
        return None
    if np.bincount(axis.codes)[1:].max(initial=0) > 1:
        return None
    passes = found.selection.failed("track") == 0
    users = np.zeros(len(axis.values), np.int64)
    users[axis.codes] = np.where(passes, found.sums.of_tracks.pairs, 0)
    return users


def _sexes(value: str) -> Callable[[Answer], tuple[Selection, Array]]:
    def weighed(found: Answer) -> tuple[Selection, Array]:
        sex = found.selection.axis("sex")
        return narrowed(found.selection, "sex", sex.codes == 0), np.isin(sex.codes, sex.numbers((value,)))

    return weighed


def _ages(found: Answer) -> tuple[Selection, Array]:
    ages = found.selection.cube.ages
    return narrowed(found.selection, "age_band", ages < 0), np.maximum(ages, 0)


def _everybody(found: Answer) -> tuple[Selection, Array]:
    return found.selection, np.ones(len(found.selection.cube.ages), np.int64)


_WEIGHED = {
    "users": _everybody,
    "share_male": _sexes("M"),
    "share_female": _sexes("F"),
    "mean_age": _ages,
}
"""Measures of distinct users: who counts, and what a user of each class weighs."""


def _means(selection: Selection, weights: Array, name: str, codes: Array) -> Array:
    """What a distinct user weighs in the mean, by code; NaN where there is none."""
    users, total = weighed_listeners(selection, name, weights, codes)
    mean: Array = np.divide(total, users, out=np.full(len(users), np.nan), where=users > 0)
    return mean


def _mean_of(measure: str) -> Callable[[Answer, str, Array], Values]:
    def make(found: Answer, name: str, codes: Array) -> Values:
        mean = _means(*_WEIGHED[measure](found), name, codes)
        return {code: _plain(each) for code, each in _numbers(codes, mean).items()}

    return make


def _of_tracks(count: Callable[[Answer, str], Array], measure: str) -> Callable[[Answer, str, Array], Values]:
    """From sums by track where the dimension is one of tracks, else value by value."""

    def make(found: Answer, name: str, codes: Array) -> Values:
        if found.selection.axis(name).dimension.side == "track":
            counted = count(found, name)
            return {int(code): _plain(counted[code]) for code in codes}
        return _one_by_one(found, name, codes, measure)

    return make


def _mean_plays(found: Answer, name: str) -> Array:
    streams, pairs = found.sums.of_tracks[:2]
    passes = (found.selection.failed("track") == 0) & found.selection.cube.is_track
    axis = found.selection.axis(name)
    plays = np.bincount(axis.codes, np.where(passes, streams, 0), len(axis.values))
    users = np.bincount(axis.codes, np.where(passes, pairs, 0), len(axis.values))
    mean: Array = np.divide(plays, users, out=np.full(len(plays), np.nan), where=users > 0)
    return mean


def _active_tracks(found: Answer, name: str) -> Array:
    axis = found.selection.axis(name)
    return np.bincount(axis.codes, _active(found) & found.selection.cube.is_track, len(axis.values)).astype(
        np.int64
    )


def _active_artists(found: Answer, name: str) -> Array:
    axis, artist = found.selection.axis(name), found.selection.axis("artist")
    active = _active(found) & (artist.codes > 0)
    pairs = np.unique(axis.codes[active] * len(artist.values) + artist.codes[active])
    found_by: Array = np.bincount(pairs // len(artist.values), minlength=len(axis.values))
    return found_by


def _active(found: Answer) -> Array:
    active: Array = (found.selection.failed("track") == 0) & (found.sums.of_tracks.streams > 0)
    return active


def _business_days(found: Answer, name: str, codes: Array) -> Values:
    axis = found.selection.axis(name)
    if axis.dimension.side != "day":
        raise UncountedError
    days = np.bincount(axis.codes, _business(found), len(axis.values))
    return {int(code): int(days[code]) if code else None for code in codes}


def _per_business_day(found: Answer, name: str, codes: Array) -> Values:
    business = _business(found)
    axis = found.selection.axis(name)
    if axis.dimension.side == "day":
        days = np.bincount(axis.codes, business, len(axis.values))
    else:
        days = np.full(len(axis.values), np.count_nonzero(business))
    streams = scanned(narrowed(found.selection, "date", ~business)).streams_of(name, own=True)
    return {int(code): float(streams[code] / days[code]) if days[code] else None for code in codes}


def _business(found: Answer) -> Array:
    business: Array = found.selection.cube.business & (found.selection.failed("day") == 0)
    return business


def _one_by_one(found: Answer, name: str, codes: Array, measure: str) -> Values:
    if len(codes) > MOST_SCANS:
        raise UncountedError
    return {
        int(code): _plain(scanned(only(found.selection, name, int(code))).measured()[measure])
        for code in codes
    }


def _plain(value: Any) -> Any:
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain


_WAYS: dict[str, Callable[[Answer, str, Array], Values]] = {
    "streams": _streams,
    "users": _users,
    "share_male": _mean_of("share_male"),
    "share_female": _mean_of("share_female"),
    "mean_age": _mean_of("mean_age"),
    "mean_plays": _of_tracks(_mean_plays, "mean_plays"),
    "active_tracks": _of_tracks(_active_tracks, "active_tracks"),
    "active_artists": _of_tracks(_active_artists, "active_artists"),
    "business_days": _business_days,
    "streams_per_business_day": _per_business_day,
}
