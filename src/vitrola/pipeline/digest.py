"""What a publication brought: files, changes with what they are made of, and alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from vitrola.errors import NotRetainedError
from vitrola.lake import publication
from vitrola.metrics.answer import answer, origins
from vitrola.metrics.drivers import Asked, drivers
from vitrola.metrics.measuring import between, value_of, values_of
from vitrola.metrics.periods import last_full_month, played_days
from vitrola.metrics.state import State
from vitrola.pipeline.alerts.kept import kept_alerts
from vitrola.pipeline.record import find_record, record_of
from vitrola.pipeline.shown import current_publication, shown_cube

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.cube import Cube
    from vitrola.metrics.periods import Period

MEASURES = ("streams", "users", "mean_plays", "streams_per_business_day", "active_tracks", "active_artists")
GENRES, ARTISTS = 6, 8
"""How many genres, and how many artists either way, are told singly."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """Two states of one source: measures of both, and what the change of its streams is made of.

    ``period`` and ``against`` are days, None where two publications are compared as wholes. ``people`` are
    users gained, lost and kept, None between publications. ``suppressed`` ones are about too few users.
    """

    source: str | None
    period: Period | None
    against: Period | None
    measures: tuple[Row, ...]
    genres: Row
    rising: tuple[Row, ...]
    falling: tuple[Row, ...]
    people: Row | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Digest:
    """One publication; ``before`` is the retained one that it is compared with."""

    shown: Publication
    before: Publication | None
    record: Row
    arrived: tuple[Row, ...]
    left: tuple[str, ...]
    days: Period | None
    origins: dict[str, str]
    since: tuple[Change, ...]
    months: tuple[Change, ...]
    alerts: tuple[Row, ...] | None

    def day_of(self, published: Publication) -> str:
        """The day of a publication in the lake's time zone, as ISO 8601."""
        zone = ZoneInfo(self.record["settings"]["time_zone"])
        return datetime.fromisoformat(published.published_at).astimezone(zone).date().isoformat()

    def rows(self, fate: str) -> int:
        """Rows of the files that arrived with a fate, such as refined."""
        return sum(int(file[f"rows_{fate}"]) for file in self.arrived)


def digest(lake: Lake, settings: Settings, run_id: str | None = None, *, smallest: int = 0) -> Digest:
    """The digest of the current publication, or of a retained one; raises LakeError, NotRetainedError."""
    shown = _shown(lake, run_id)
    earlier = [each for each in publication.retained(lake) if each.run_id < shown.run_id]
    before = earlier[-1] if earlier else None
    record = record_of(lake, shown.run_id)
    former = (find_record(lake, before.run_id) if before else None) or {"files": []}
    known = {file["sha256"] for file in former["files"]}
    counted = {file["sha256"] for file in record["files"]}
    cube = shown_cube(lake, settings, shown)
    cube_before = shown_cube(lake, settings, before) if before else None
    sources: list[str | None] = [*cube.sources] or [None]
    states = [(name, State().pick("source", name) if name else State()) for name in sources]
    since = [
        _between(name, state, cube, cube_before, smallest)
        for name, state in states
        if cube_before is not None
    ]
    months = [_month(name, state, cube, smallest) for name, state in states]
    return Digest(
        shown=shown,
        before=before,
        record=record,
        arrived=tuple(file for file in record["files"] if file["sha256"] not in known),
        left=tuple(file["name"] for file in former["files"] if file["sha256"] not in counted),
        days=(cube.days[0], cube.days[-1]) if cube.days else None,
        origins=origins(answer(cube, State()).selection),
        since=tuple(each for each in since if each),
        months=tuple(each for each in months if each),
        alerts=_alerts(lake, shown.run_id),
    )


def _shown(lake: Lake, run_id: str | None) -> Publication:
    shown = current_publication(lake)
    if run_id in (None, shown.run_id):
        return shown
    kept = {entry.run_id: entry for entry in publication.retained(lake)}
    if run_id not in kept:
        raise NotRetainedError(
            f"Run {run_id!r} is not retained; retained are {', '.join(kept)}.",
            hint=f"Run: vitrola runs {lake.location}",
        )
    return kept[run_id]


def _alerts(lake: Lake, run_id: str) -> tuple[Row, ...] | None:
    rows = kept_alerts(lake, run_id)
    return None if rows is None else tuple(rows)


def _measures(now: Answer, before: Answer) -> tuple[Row, ...]:
    sides = {"before": before, "now": now}
    rows: list[Row] = [
        {"measure": name, **{side: value_of(each, name) for side, each in sides.items()}} for name in MEASURES
    ]
    return tuple(row for row in rows if row["before"] is not None and row["now"] is not None)


def _between(
    source: str | None, state: State, cube: Cube, former: Cube | None, smallest: int
) -> Change | None:
    """A source as a whole in two publications; None where the former has none of it."""
    if former is None or (source is not None and source not in former.sources):
        return None
    now, before = answer(cube, state), answer(former, state)
    if any(0 < each.users < smallest for each in (now, before)):
        return _withheld(source, None, None)
    genres, artists = (
        between(*(values_of(each, "streams", (by,), smallest) for each in (before, now)), limit=limit)
        for by, limit in (("genre", GENRES), ("artist", None))
    )
    return _change(source, None, None, _measures(now, before), genres, artists["rows"], None)


def _month(source: str | None, state: State, cube: Cube, smallest: int) -> Change | None:
    """The last full month of a source against the one before it; None where the data has no two."""
    period = last_full_month(played_days(cube, state))
    if period is None:
        return None
    scanned = partial(answer, cube)
    now = scanned(State(state.picks, *period))
    if now.before is None:
        return None
    before = scanned(now.before)
    if not before.users or any(0 < each.users < smallest for each in (now, before)):
        return _withheld(source, period, now.selection.before) if before.users else None
    genres = drivers(now, before, Asked(("genre",), limit=GENRES, smallest=smallest))
    artists = drivers(now, before, Asked(("artist",), limit=None, smallest=smallest))
    people = drivers(now, before, Asked(("sex",), "users", smallest=smallest))
    people = {name: people[name] for name in ("gained", "lost", "kept")}
    return _change(
        source, period, now.selection.before, _measures(now, before), genres, artists["rows"], people
    )


def _change(
    source: str | None,
    period: Period | None,
    against: Period | None,
    measures: tuple[Row, ...],
    genres: Row,
    artists: list[Row],
    people: Row | None,
) -> Change:
    known = [row for row in artists if row["values"] != [None]]
    rising = [row for row in known if row["contribution"] > 0][:ARTISTS]
    falling = [row for row in known if row["contribution"] < 0][:ARTISTS]
    return Change(source, period, against, measures, genres, tuple(rising), tuple(falling), people)


def _withheld(source: str | None, period: Period | None, against: Period | None) -> Change:
    return Change(source, period, against, (), {"rows": [], "others": None}, (), (), suppressed=True)
