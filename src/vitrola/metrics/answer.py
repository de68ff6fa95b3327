"""The whole page's numbers under one state: cards of one scope, and charts each without its own filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.months import month_rows
from vitrola.metrics.scan import BEFORE, PASSES, scan
from vitrola.metrics.selection import select
from vitrola.metrics.state import state_before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.metrics.cube import Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array
    from vitrola.metrics.scan import Sums
    from vitrola.metrics.selection import Selection
    from vitrola.metrics.state import State

CHARTS = ("genre", "month", "weekday", "release_year", "artist", "sex", "age_band", "country", "source")
LONGEST = 100
"""Artists in their chart; how many there are is said beside them, and a drill has them all."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A scanned selection, from which cards, charts and tables are read."""

    selection: Selection
    sums: Sums

    def dashboard(self) -> dict[str, Any]:
        """Filters, cards and charts, ready to become JSON."""
        return {
            "filters": self.selection.state.as_json(),
            "period": self.period(),
            "origins": origins(self.selection),
            "cards": self.cards(),
            "charts": {name: self._chart(name) for name in CHARTS}
            | {"users_by_main_genre": self._users_chart("main_genre")},
        }

    def streams_of(self, name: str, *, own: bool = False) -> Array:
        """Streams of each value of a dimension, its own filter left out unless ``own``."""
        axis = self.selection.axis(name)
        side = axis.dimension.side
        weights = self._floats(side) * (self.selection.failed(side, but=None if own else name) == 0)
        if axis.applies is not None:
            weights *= axis.applies
        return np.bincount(axis.codes, weights=weights, minlength=len(axis.values)).astype(np.int64)

    def by_member(self, side: Side) -> Array:
        """Streams by member of a side, its own filters left out."""
        if side == "track":
            return self.sums.of_tracks.streams
        return self.sums.by_day if side == "day" else self.sums.of_users.streams

    @property
    def users(self) -> int:
        """Distinct users under all filters."""
        return int(self.sums.of_users.users[self.selection.failed("user") == 0].sum())

    @property
    def before(self) -> State | None:
        """The same filters in the period that the selection's is compared with, where there is one."""
        period = self.selection.before
        return state_before(self.selection.state, [day.isoformat() for day in period]) if period else None

    def _floats(self, side: Side) -> Array:
        """Streams by member of a side, as the floats that counting by code wants: exact below 2^53."""
        if side not in self._kept:
            self._kept[side] = self.by_member(side).astype(np.float64)
        return self._kept[side]

    @cached_property
    def _kept(self) -> dict[Side, Array]:
        return {}

    def _chart(self, name: str) -> dict[str, Any]:
        axis = self.selection.axis(name)
        streams = self.streams_of(name)
        total = int(streams.sum())
        if name == "month":
            rows = month_rows(self.selection, self.sums)
            count = len(rows)
        else:
            codes = self._order(name, streams)
            count, codes = len(codes), codes[:LONGEST] if name == "artist" else codes
            rows = [{"value": axis.values[code], "streams": int(streams[code])} for code in codes]
        missing = (
            axis.dimension.column
            if total and total == streams[0] and axis.dimension.side != "track"
            else None
        )
        return {"rows": rows, "total_rows": count, "streams": total, "missing": missing}

    def _order(self, name: str, streams: Array) -> list[int]:
        """Codes with streams: by value where values have an order, else the most played first."""
        codes = np.flatnonzero(streams)
        if name in ("weekday", "release_year", "age_band"):
            return [*(int(code) for code in codes if code), *(int(code) for code in codes if not code)]
        ranked = codes[np.argsort(-streams[codes], kind="stable")]
        return [int(code) for code in ranked]

    def _users_of(self, name: str, *, own: bool = False) -> Array:
        """Distinct users of each value of a dimension of users, its own filter left out unless ``own``."""
        axis = self.selection.axis(name)
        passing = self.selection.failed("user", but=None if own else name) == 0
        users = np.where(passing, self.sums.of_users.users, 0)
        return np.bincount(axis.codes, weights=users, minlength=len(axis.values)).astype(np.int64)

    def _users_chart(self, name: str) -> dict[str, Any]:
        axis, users = self.selection.axis(name), self._users_of(name)
        codes = [int(code) for code in np.argsort(-users, kind="stable") if users[code]]
        rows = [{"value": axis.values[code], "users": int(users[code])} for code in codes]
        return {"rows": rows, "total_rows": len(rows), "users": int(users.sum()), "missing": None}

    def period(self) -> dict[str, Any]:
        """The first and last day selected, and of the period before; null where there are none."""
        days, before = self.selection.cube.days, self.selection.before
        chosen = np.flatnonzero(self.selection.day_bits[:-1] & PASSES)
        return {
            "first": days[chosen[0]].isoformat() if len(chosen) else None,
            "last": days[chosen[-1]].isoformat() if len(chosen) else None,
            "before": [day.isoformat() for day in before] if before else None,
        }

    def measured(self) -> dict[str, Any]:
        """The value of every measure that has one, of the selected period."""
        passing = self.selection.failed("user") == 0
        return self._card_values(np.where(passing, self.sums.of_users.users, 0), PASSES)

    def cards(self) -> dict[str, Any]:
        """Every measure that a card shows: its value, and that of the period before."""
        passing = self.selection.failed("user") == 0
        users, users_before = (np.where(passing, each, 0) for each in self.sums.of_users[1:])
        now, before = self._card_values(users, PASSES), {}
        if self.selection.before:
            before = self._card_values(users_before, BEFORE)
        cards: dict[str, Any] = {
            name: {"value": value, "before": before.get(name)} for name, value in now.items()
        }
        unknown = int(users[self.selection.cube.axes["sex"].codes == 0].sum())
        for name in ("share_male", "share_female"):
            cards[name]["unknown"] = unknown
        cards["mean_age"]["unknown"] = int(users[self.selection.cube.ages < 0].sum())
        return cards

    def _card_values(self, by_class: Array, bit: int) -> dict[str, Any]:
        """The measures of the selected period, or of the one before it."""
        cube = self.selection.cube
        passing = self.selection.failed("track") == 0
        by_track, pairs = self.sums.of_tracks[2:] if bit == BEFORE else self.sums.of_tracks[:2]
        by_track = np.where(passing, by_track, 0)
        days = (self.selection.day_bits & bit) > 0
        business = days & cube.business
        streams, users = int(by_track.sum()), int(by_class.sum())
        artists = np.bincount(self.selection.axis("artist").codes, weights=by_track > 0)
        return {
            "streams": streams,
            "users": users,
            "mean_plays": ratio(by_track[cube.is_track].sum(), pairs[passing & cube.is_track].sum()),
            **_shares(cube, by_class),
            "business_days": int(business.sum()) if cube.days else None,
            "streams_per_business_day": ratio(self.sums.by_day[business].sum(), business.sum()),
            **self._best(days),
            "active_tracks": int(np.count_nonzero(by_track[cube.is_track])),
            "active_artists": int(np.count_nonzero(artists[1:])),
        }

    def _best(self, days: Array) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for card, name in (("best_month", "month"), ("best_weekday", "weekday")):
            axis = self.selection.axis(name)
            streams = np.bincount(
                axis.codes, weights=np.where(days, self.sums.by_day, 0), minlength=len(axis.values)
            )
            known = streams[1:]
            found[card] = axis.values[int(known.argmax()) + 1] if known.any() else None
        return found


def answer(cube: Cube, state: State) -> Answer:
    """Scan the plays under a state."""
    selection = select(cube, state)
    return Answer(selection, scan(cube.orders, selection.passing, cube.totals))


def origins(selection: Selection) -> dict[str, str]:
    """For dates and demographics: delivered, simulated, unknown, or mixed, over the sources selected."""
    return origins_of(selection.cube, selection.state.picked("source"))


def origins_of(cube: Cube, picked: Sequence[Any]) -> dict[str, str]:
    """As ``origins``, over sources by name; over all where none is picked."""
    found: dict[str, set[str]] = {"date": set(), "demographics": set()}
    for row in cube.origins:
        if not picked or row["source"] in picked:
            found[row["part"]].add(row["origin"])
    return {part: (kinds.pop() if len(kinds) == 1 else _mixed(kinds)) for part, kinds in found.items()}


def _mixed(kinds: set[str]) -> str:
    if not kinds:
        return "unknown"
    return "mixed" if "simulated" in kinds else "delivered"


def ratio(part: Any, whole: Any) -> float | None:
    """A quotient; None where there is nothing to divide by."""
    return float(part) / float(whole) if whole else None


def _shares(cube: Cube, by_class: Array) -> dict[str, float | None]:
    axis = cube.axes["sex"]
    sexes = np.bincount(axis.codes, weights=by_class, minlength=len(axis.values))
    known = sexes[1:].sum()
    count = {value: sexes[code] for code, value in enumerate(axis.values)}
    aged = cube.ages >= 0
    return {
        "share_male": ratio(count.get("M", 0), known),
        "share_female": ratio(count.get("F", 0), known),
        "mean_age": ratio((by_class * cube.ages)[aged].sum(), by_class[aged].sum()),
    }
