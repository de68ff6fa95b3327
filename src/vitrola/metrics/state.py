"""The filters in force, as a value: what is picked of each dimension, and a range of dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vitrola.errors import UsageError
from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_INFORMED = ("", "Não informado", "Not informed")
"""How a filter names a missing value."""

LONGEST = 500
MOST = 200
_FORMATS = {
    "year": (re.compile(r"-?[0-9]{1,4}"), "a year such as 2008", "um ano como 2008"),
    "month": (re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"), "a month such as 2020-03", "um mês como 2020-03"),
    "weekday": (
        re.compile(r"[1-7]"),
        "a weekday from 1 (Monday) to 7 (Sunday)",
        "um dia da semana de 1 (segunda) a 7 (domingo)",
    ),
    "date": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "a date such as 2020-03-31",
        "uma data como 2020-03-31",
    ),
    "text": (
        re.compile(r"[^\x00-\x1f\x7f]+"),
        "text without control characters",
        "texto sem caracteres de controle",
    ),
}


@dataclass(frozen=True)
class State:
    """One combination of filters, canonical: equal filters are equal states.

    Values of one dimension are alternatives; None stands for "not informed". ``first`` and ``last`` bound
    the play date, inclusively. ``resolved`` takes genres completed from tags instead of those delivered.
    """

    picks: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    resolved: bool = False

    def picked(self, dimension: str) -> tuple[str | None, ...]:
        """The values picked of a dimension; none means no filter."""
        return dict(self.picks).get(dimension, ())

    def pick(self, dimension: str, *values: str | None) -> State:
        """The state with these values of a dimension instead of others."""
        chosen = {**dict(self.picks), dimension: _ordered(values)}
        return replace(self, picks=tuple(sorted((name, kept) for name, kept in chosen.items() if kept)))

    def as_json(self) -> dict[str, object]:
        """The filters as they are answered beside the numbers."""
        found: dict[str, object] = {name: list(values) for name, values in self.picks}
        found |= {"from": self.first.isoformat()} if self.first else {}
        found |= {"to": self.last.isoformat()} if self.last else {}
        return found | {"genres": "resolved" if self.resolved else "delivered"}


def parse_state(parameters: Iterable[tuple[str, str]]) -> State:
    """Filters from a query string's names and values; raises UsageError for any it doesn't know."""
    picks: dict[str, list[str | None]] = {}
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in dimensions():
            picks.setdefault(name, []).append(_value(name, value))
        elif name not in ("from", "to", "genres"):
            known = ", ".join([*dimensions(), "from", "to", "genres"])
            raise UsageError(
                f"There is no filter called {name[:50]!r}; known are {known}.",
                pt=f"Não há filtro chamado {name[:50]!r}; os conhecidos são {known}.",
            )
        elif given.setdefault(name, value) != value:
            raise UsageError(f"{name} is given twice.", pt=f"{name} foi dado duas vezes.")
    if any(len(values) > MOST for values in picks.values()):
        raise UsageError(
            f"At most {MOST} values of one dimension can be picked.",
            pt=f"No máximo {MOST} valores de uma dimensão podem ser escolhidos.",
        )
    first, last = (_date(given[name]) if name in given else None for name in ("from", "to"))
    if first and last and first > last:
        raise UsageError(
            f"The range of dates ends ({last}) before it begins ({first}).",
            pt=f"O período termina ({last}) antes de começar ({first}).",
        )
    genres = given.get("genres", "delivered")
    if genres not in ("delivered", "resolved"):
        raise UsageError(
            f"genres must be delivered or resolved, not {genres[:50]!r}.",
            pt=f"genres deve ser delivered ou resolved, não {genres[:50]!r}.",
        )
    ordered = tuple(sorted((name, _ordered(values)) for name, values in picks.items()))
    return State(ordered, first, last, genres == "resolved")


def state_before(state: State, period: list[str] | None) -> State | None:
    """The same filters on another period, its first and last day as text, instead of their own dates."""
    if not period:
        return None
    picks = tuple((name, values) for name, values in state.picks if name not in ("month", "date"))
    return replace(state, picks=picks, first=_date(period[0]), last=_date(period[1]))


def _ordered(values: Iterable[str | None]) -> tuple[str | None, ...]:
    return tuple(sorted(set(values), key=lambda value: (value is not None, value or "")))


def _value(dimension: str, text: str) -> str | None:
    if text in NOT_INFORMED:
        return None
    kind = dimensions()[dimension].format
    pattern, example, in_portuguese = _FORMATS[kind]
    if len(text) > LONGEST or not pattern.fullmatch(text):
        raise UsageError(
            f"{dimension} must be {example}, not {text[:50]!r}.",
            pt=f"{dimension} deve ser {in_portuguese}, não {text[:50]!r}.",
        )
    if kind == "date":
        return _date(text).isoformat()
    return str(int(text)) if kind == "year" else text


def _date(text: str) -> dt.date:
    try:
        if _FORMATS["date"][0].fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(
        f"{text[:50]!r} is no date such as 2020-03-31.", pt=f"{text[:50]!r} não é uma data como 2020-03-31."
    )
