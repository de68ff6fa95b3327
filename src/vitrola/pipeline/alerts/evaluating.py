"""Look at a publication's numbers with the eyes of each rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.measuring import value_of, values_of
from vitrola.metrics.periods import last_days, last_full_month, last_month, played_days
from vitrola.metrics.ranking import named
from vitrola.pipeline.shown import shown_cube

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.cube import Cube
    from vitrola.metrics.periods import Period
    from vitrola.pipeline.alerts.rules import Rule

ADDITIVE = ("streams", "users", "active_tracks", "active_artists", "streams_per_business_day")
"""Measures that are 0 where there is no play, and not missing."""


@dataclass(frozen=True)
class Compared:
    """A number and the one it was compared with; of a rule without ``by`` it has no values."""

    values: tuple[Any, ...]
    label: str | None
    before: float | None
    now: float

    @property
    def change(self) -> float | None:
        """By how much it changed."""
        return None if self.before is None else self.now - self.before

    @property
    def relative(self) -> float | None:
        """By which part of the number before."""
        return (self.now - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class Outcome:
    """What a rule saw: those that fired, most changed first, of how many it looked at.

    ``why_not`` says why it could not look: en, pt. ``period`` and ``against`` are the first and last days.
    """

    rule: Rule
    fired: tuple[Compared, ...] = ()
    looked_at: int = 0
    whole: Compared | None = None
    period: Period | None = None
    against: Period | None = None
    publication_before: str | None = None
    why_not: str | None = None

    @property
    def told(self) -> tuple[Compared, ...]:
        """Those of them that are told one by one."""
        return self.fired[: self.rule.most]


class Evaluation:
    """One publication, the one before it where a rule asks for it, and their cubes."""

    def __init__(self, lake: Lake, settings: Settings, shown: Publication) -> None:
        self._lake = lake
        self._settings = settings
        self.shown = shown

    @cached_property
    def cube(self) -> Cube:
        """The publication's cube."""
        return shown_cube(self._lake, self._settings, self.shown)

    @cached_property
    def before(self) -> Publication | None:
        """The retained publication just before it."""
        earlier = [each for each in publication.retained(self._lake) if each.run_id < self.shown.run_id]
        return earlier[-1] if earlier else None

    @cached_property
    def cube_before(self) -> Cube | None:
        """The cube of the publication before."""
        return shown_cube(self._lake, self._settings, self.before) if self.before else None

    def outcome(self, rule: Rule) -> Outcome:
        """What a rule finds; a rule that can't look says why."""
        period = _period(self.cube, rule)
        if period is None and rule.period != "all":
            return Outcome(rule, why_not="no_such_period")
        state = rule.state if period is None else replace(rule.state, first=period[0], last=period[1])
        now = answer(self.cube, state)
        former: Answer | None = None
        told: dict[str, Any] = {"period": period}
        if rule.against == "publication before":
            if self.cube_before is None or self.before is None:
                return Outcome(rule, period=period, why_not="no_publication_before")
            former = answer(self.cube_before, state)
            told |= {"publication_before": self.before.run_id, "against": period}
        elif rule.against == "period before":
            if now.before is None:
                return Outcome(rule, period=period, why_not="no_period_before")
            former = answer(self.cube, now.before)
            told |= {"against": now.selection.before}
        if not rule.by:
            return _of_all(rule, now, former, told)
        return _by_value(rule, now, former, told)


def _period(cube: Cube, rule: Rule) -> Period | None:
    if rule.period == "all":
        return None
    days = played_days(cube, rule.state)
    if rule.days:
        return last_days(days, rule.days)
    return last_month(days) if rule.period == "month" else last_full_month(days)


def _of_all(rule: Rule, now: Answer, former: Answer | None, told: dict[str, Any]) -> Outcome:
    for each in (now, former):
        if each and 0 < each.users < rule.smallest_cell:
            return Outcome(rule, why_not="too_few_users", **told)
    value = value_of(now, rule.measure)
    before = value_of(former, rule.measure) if former else None
    if value is None or (former and before is None):
        return Outcome(rule, why_not="no_number", **told)
    seen = Compared((), None, before, value)
    fired = (seen,) if rule.fires(before, value) else ()
    return Outcome(rule, fired, 1, seen, **told)


def _by_value(rule: Rule, now: Answer, former: Answer | None, told: dict[str, Any]) -> Outcome:
    values, few = values_of(now, rule.measure, rule.by, rule.smallest_cell)
    befores, few_before = (
        values_of(former, rule.measure, rule.by, rule.smallest_cell) if former else ({}, set())
    )
    nothing = 0.0 if rule.measure in ADDITIVE else None
    fired, looked_at = [], 0
    for key in (values.keys() | befores.keys()) - few - few_before:
        value, before = values.get(key, nothing), befores.get(key, nothing) if former else None
        if value is None or (former and before is None):
            continue
        looked_at += 1
        if rule.fires(before, value):
            fired.append(Compared(key, None, before, value))
    fired.sort(
        key=lambda each: (-abs(each.change if each.change is not None else each.now), str(each.values))
    )
    named_ones = [_labelled(each, rule, now, former) for each in fired[: rule.most]]
    return Outcome(rule, (*named_ones, *fired[rule.most :]), looked_at, None, **told)


def _labelled(each: Compared, rule: Rule, now: Answer, former: Answer | None) -> Compared:
    """With what a person calls a value that is an identifier."""
    for found in (now, former) if "track" in rule.by else ():
        axis = found.selection.axis("track") if found else None
        value = each.values[rule.by.index("track")]
        if found and axis and value is not None and (codes := axis.numbers((str(value),))):
            row = named(found.selection.cube, axis, codes[0])
            return replace(each, label=f"{row['label']} ({row['artist']})" if row["artist"] else row["label"])
    return each
