"""What a question asks for, as a value: a measure, by what, of what, in which order, how many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlencode

from vitrola.errors import UsageError, did_you_mean
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.state import parse_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Order = Literal["desc", "asc", "natural"]
Change = Literal["growth", "growth_rate"]
ORDERED = ("month", "weekday", "date", "release_year", "age_band")
"""Dimensions whose values have an order of their own."""
SPAN = ".."
SPANNED = ("date", "release_year")
MOST_BY = 2
MOST_ROWS = 1_000
OWN = ("measure", "by", "order", "limit", "change")
_SAME: Mapping[str, dict[str, Any]] = {
    "month_over_month": {"measure": "streams", "by": ("month",), "change": "growth_rate"},
    "users_by_main_genre": {"measure": "users", "by": ("main_genre",)},
}
"""Measures that are others by a dimension."""


@dataclass(frozen=True)
class Reading:
    """One question, canonical: those that mean the same are equal.

    ``filters`` have their values in order, None for "not informed"; a date or release year may be a span
    "first..last". ``by`` are at most two dimensions. A ``limit`` of None is all rows. ``change`` asks for
    the difference from the period before, absolute or relative, instead of the measure itself.
    """

    measure: str = "streams"
    by: tuple[str, ...] = ()
    filters: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    order: Order = "desc"
    limit: int | None = None
    change: Change | None = None

    def filtered(self, name: str) -> tuple[str | None, ...]:
        """The values of a dimension that are asked for; none means all."""
        return dict(self.filters).get(name, ())

    def with_filter(self, name: str, values: Iterable[str | None]) -> Reading:
        """The reading with these values of a dimension instead of others."""
        chosen = {**dict(self.filters), name: tuple(values)}
        return replace(self, filters=_ordered(chosen))

    def as_json(self) -> dict[str, Any]:
        """The reading as it is answered and printed."""
        return {
            "measure": self.measure,
            "by": list(self.by),
            "filters": {name: list(values) for name, values in self.filters},
            "order": self.order,
            "limit": self.limit,
            "change": self.change,
        }

    def query(self) -> str:
        """The reading as a query string, which ``parse_reading`` reads."""
        pairs = [("measure", self.measure), *(("by", name) for name in self.by), ("order", self.order)]
        pairs += [("limit", str(self.limit))] if self.limit else []
        pairs += [("change", self.change)] if self.change else []
        return urlencode(pairs + [(name, value or "") for name, values in self.filters for value in values])


def reading(
    measure: str,
    by: Iterable[str] = (),
    filters: Mapping[str, Iterable[str | None]] | None = None,
    order: Order | None = None,
    limit: int | None = None,
    change: Change | None = None,
) -> Reading:
    """A reading in its canonical form; without an order, the one that its dimensions have."""
    dims = tuple(dict.fromkeys(by))
    same = _SAME.get(measure)
    if same:
        dims = (*same["by"], *(name for name in dims if name not in same["by"]))
        measure, change = same["measure"], change or same.get("change")
    natural: Order = "natural" if any(name in ORDERED for name in dims) else "desc"
    found = Reading(
        measure, dims, _ordered(filters or {}), (order or natural) if dims else "desc", None, change
    )
    return replace(found, limit=limit) if dims else found


def parse_reading(parameters: Iterable[tuple[str, str]]) -> Reading:
    """A reading from a query string's names and values; raises UsageError for any it doesn't know."""
    own: dict[str, list[str]] = {name: [] for name in OWN}
    rest: list[tuple[str, str]] = []
    filters: dict[str, list[str | None]] = {}
    for name, value in parameters:
        if name in own:
            own[name].append(value)
        elif name in SPANNED and SPAN in value:
            ends = parse_state([(name, end) for end in value.split(SPAN, 1)]).picked(name)
            if None in ends:
                raise UsageError(f"{name} must be first..last, not {value[:50]!r}.")
            filters.setdefault(name, []).append(value)
        else:
            rest.append((name, value))
    state = parse_state(rest)
    if state.first or state.last or state.resolved:
        raise UsageError("A question's dates are date=first..last; from, to and genres belong to the page.")
    for name, values in state.picks:
        filters.setdefault(name, []).extend(values)
    for name in ("measure", "order", "limit", "change"):
        if len(set(own[name])) > 1:
            raise UsageError(f"{name} is given twice.")
    measure = _known("measure", own["measure"], measures()) or "streams"
    by = [_known("by", [name], dimensions()) or "" for name in own["by"]]
    if len(set(by)) > MOST_BY:
        raise UsageError("At most two dimensions can be asked by.", pt="No máximo duas dimensões por vez.")
    order = _known("order", own["order"], get_args(Order))
    change = _known("change", own["change"], get_args(Change))
    return reading(measure, by, filters, order, _limit(own["limit"]), change)  # type: ignore[arg-type]


def _known(name: str, given: list[str], known: Iterable[str]) -> str | None:
    if not given:
        return None
    if given[0] not in known:
        raise UsageError(
            f"{name} must be one of {', '.join(known)}, not {given[0][:50]!r}.{did_you_mean(given[0], known)}"
        )
    return given[0]


def _limit(given: list[str]) -> int | None:
    if not given:
        return None
    text = given[0]
    if text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MOST_ROWS:
        return int(text)
    raise UsageError(f"limit must be a whole number from 1 to {MOST_ROWS}, not {text[:50]!r}.")


def _ordered(
    filters: Mapping[str, Iterable[str | None]],
) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    kept = {
        name: sorted(set(values), key=lambda each: (each is not None, each or ""))
        for name, values in filters.items()
    }
    return tuple((name, tuple(values)) for name, values in sorted(kept.items()) if values)
