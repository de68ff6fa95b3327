"""A reading's filters as a state of the dashboard, whose link shows the same plays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from vitrola.errors import UsageError
from vitrola.metrics.state import State
from vitrola.questions.reading import SPAN

if TYPE_CHECKING:
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading

    Values = tuple[str | None, ...]


def state_of(reading: Reading, names: Names) -> State:
    """The state of a reading's filters; raises UsageError for a value that the lake doesn't have."""
    state = State()
    for name, values in reading.filters:
        if name == "date" and len(values) == 1 and values[0] is not None:
            first, _, last = values[0].partition(SPAN)
            state = State(state.picks, dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))
        else:
            state = state.pick(name, *_picked(reading, name, values, names))
    return state


def link_of(state: State) -> str:
    """The query string by which the page shows a state."""
    pairs = [(name, value or "") for name, values in state.picks for value in values]
    pairs += [("from", state.first.isoformat())] if state.first else []
    pairs += [("to", state.last.isoformat())] if state.last else []
    return urlencode(pairs)


def _picked(reading: Reading, name: str, values: Values, names: Names) -> Values:
    if name == "track":
        found: Values = tuple(each for title in values for each in _tracks(reading, title, names))
    elif name == "date":
        found = tuple(day for value in values for day in _days(value, names))
    elif name == "release_year":
        found = tuple(year for value in values for year in _years(value, names))
    else:
        known = {None, *map(str, names.values(name))}
        found = tuple(value for value in values if value in known)
    if not found or (name not in ("date", "release_year", "track") and len(found) < len(values)):
        wrong = ", ".join(str(value) for value in values if value not in found)
        raise UsageError(
            f"The lake has no {name} {wrong[:100]!r}.", pt=f"O lago não tem {name} {wrong[:100]!r}."
        )
    return found


def _tracks(reading: Reading, title: str | None, names: Names) -> Values:
    if title is None or title in set(names.values("track")) - set(names.titles):
        return (title,)
    return names.ids(title, reading.filtered("artist"))


def _days(value: str | None, names: Names) -> Values:
    first, _, last = (value or "").partition(SPAN)
    return (
        tuple(day for day in names.values("date") if value and first <= day <= (last or first))
        if value
        else (None,)
    )


def _years(value: str | None, names: Names) -> Values:
    if value is None:
        return (None,)
    first, _, last = value.partition(SPAN)
    return tuple(
        str(year) for year in names.values("release_year") if int(first) <= year <= int(last or first)
    )
