"""What a measure's value is made of by segment: sums, or the two sums of a quotient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vitrola.errors import UsageError, did_you_mean
from vitrola.metrics.answer import Answer
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.scan import PASSES, Passing, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.orders import Array
    from vitrola.metrics.segments import Segments

COMPARED = ("month", "date")
"""Dimensions that two periods differ in, which explain nothing about the change between them."""


@dataclass(frozen=True)
class Parts:
    """A measure under one state: ``sums`` by code, over ``weights`` by code or over one number for all."""

    sums: Array
    weights: Array | int = 1


def parts_of(found: Answer, axis: Segments, measure: str) -> Parts:
    """The parts of a measure; raises UsageError where these segments don't add up to it."""
    return _MEASURES[measure].parts(found, axis)


def check_explained(measure: str, by: tuple[str, ...]) -> None:
    """Raise UsageError where a measure's change can't be taken apart by these dimensions."""
    for name in by:
        if name not in dimensions():
            known = ", ".join(each for each in dimensions() if each not in COMPARED)
            raise UsageError(
                f"There is no dimension called {name[:50]!r}; known are {known}."
                f"{did_you_mean(name, dimensions())}",
                pt=f"Não há dimensão chamada {name[:50]!r}; as conhecidas são {known}.",
            )
        if name in COMPARED:
            raise UsageError(
                f"A change between two periods can't be explained by {name}, which is what they differ in.",
                pt=f"A mudança entre dois períodos não se explica por {name}, que é no que eles diferem.",
            )
    if measure not in _MEASURES:
        raise _unknown(measure)
    sides = {dimensions()[name].side for name in by}
    if not sides <= set(_MEASURES[measure].sides) or (len(sides) > 1 and not _MEASURES[measure].across):
        raise _refused(measure, by)


def explained_by(measure: str) -> list[str]:
    """The dimensions that a measure's change can be taken apart by; none where it can't be at all."""
    entry = _MEASURES.get(measure)
    return [
        d.name for d in dimensions().values() if entry and d.side in entry.sides and d.name not in COMPARED
    ]


@dataclass(frozen=True)
class _Explained:
    sides: tuple[str, ...]
    parts: Callable[[Answer, Segments], Parts]
    across: bool = False


def _unknown(measure: str) -> UsageError:
    known = ", ".join(_MEASURES)
    if measure in measures():
        return UsageError(
            f"No change of {measure} can be taken apart exactly; measures that can be are {known}.",
            pt=f"Nenhuma mudança de {measure} pode ser decomposta exatamente; as que podem são {known}.",
        )
    return UsageError(
        f"There is no measure called {measure[:50]!r}; known are {known}.{did_you_mean(measure, _MEASURES)}",
        pt=f"Não há medida chamada {measure[:50]!r}; as conhecidas são {known}.",
    )


def _refused(measure: str, by: tuple[str, ...]) -> UsageError:
    known = ", ".join(explained_by(measure))
    return UsageError(
        f"The values of {' and '.join(by)} don't add up to {measure}: "
        f"one user, pair or day can be in several of them. Its change can be explained by {known}.",
        pt=f"Os valores de {' e '.join(by)} não somam {measure}: "
        f"um mesmo usuário, par ou dia pode estar em vários. Sua mudança se explica por {known}.",
    )


def _streams(found: Answer, axis: Segments) -> Parts:
    return Parts(axis.streams(found))


def _users(found: Answer, axis: Segments) -> Parts:
    return Parts(axis.of_members(_users_by_class(found)))


def _users_by_class(found: Answer) -> Array:
    return np.where(found.selection.failed("user") == 0, found.sums.of_users.users, 0)


def _active_tracks(found: Answer, axis: Segments) -> Parts:
    streams = np.where(found.selection.failed("track") == 0, found.by_member("track"), 0)
    return Parts(axis.of_members((streams > 0) & found.selection.cube.is_track))


def _mean_plays(found: Answer, axis: Segments) -> Parts:
    counts = (found.selection.failed("track") == 0) & found.selection.cube.is_track
    streams, pairs = (np.where(counts, each, 0) for each in found.sums.of_tracks[:2])
    return Parts(axis.of_members(streams), axis.of_members(pairs))


def _mean_age(found: Answer, axis: Segments) -> Parts:
    users, ages = _users_by_class(found), found.selection.cube.ages
    known = np.where(ages >= 0, users, 0)
    return Parts(axis.of_members(known * ages), axis.of_members(known))


def _share_of(sex: str) -> Callable[[Answer, Segments], Parts]:
    def parts(found: Answer, axis: Segments) -> Parts:
        users, sexes = _users_by_class(found), found.selection.cube.axes["sex"]
        of = np.isin(sexes.codes, sexes.numbers((sex,)))
        return Parts(axis.of_members(users * of), axis.of_members(users * (sexes.codes > 0)))

    return parts


def _per_business_day(found: Answer, axis: Segments) -> Parts:
    """The streams of business days alone, over their number."""
    selection = found.selection
    business = selection.cube.business & (selection.failed("day") == 0)
    if not business.any():
        raise UsageError(
            "There is no business day in one of the two periods.",
            pt="Não há dia útil em um dos dois períodos.",
        )
    fails = {**selection.fails, "date": selection.fails.get("date", False) | ~business}
    days = replace(selection, fails=fails, before=None)
    bits = business * np.uint8(PASSES)
    sums = scan(selection.cube.orders, {**days.passing, "day": Passing(bits, business)})
    return Parts(axis.streams(Answer(days, sums)), int(business.sum()))


_TRACK, _USER = ("track",), ("user",)
_MEASURES = {
    "streams": _Explained(("track", "day", "user"), _streams, across=True),
    "streams_per_business_day": _Explained(("track", "user"), _per_business_day, across=True),
    "users": _Explained(_USER, _users),
    "mean_plays": _Explained(_TRACK, _mean_plays),
    "active_tracks": _Explained(_TRACK, _active_tracks),
    "mean_age": _Explained(_USER, _mean_age),
    "share_male": _Explained(_USER, _share_of("M")),
    "share_female": _Explained(_USER, _share_of("F")),
}
EXPLAINED = tuple(_MEASURES)
"""Measures whose change can be taken apart."""
