"""The numbers that a reading asks for: exact, of one cube, or a sentence on why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import UsageError
from vitrola.metrics.answer import origins
from vitrola.metrics.definitions import dimensions, measures
from vitrola.questions.crossing import few, row_of, table_of
from vitrola.questions.figures import UncountedError
from vitrola.questions.growing import Grown, grown_by
from vitrola.questions.stating import state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.state import State
    from vitrola.questions.crossing import Codes
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Reading

    Scan = Callable[[State], Answer]
    Row = dict[str, Any]

NAMES = ("month", "weekday")
"""Formats of measures that are the name of something."""
SHOWN = 100
"""Rows that are given where none are counted off; ``total_rows`` says how many there are."""


@dataclass(frozen=True)
class Figures:
    """The answer's rows: ``of`` are the values that a row is about, ``value`` its number, None if withheld.

    ``before`` and ``now`` stand beside a change. ``not_informed`` are rows of plays without the value that is
    asked by, where rows are ranked; they take no place in the ranking.
    """

    state: State
    rows: list[Row]
    not_informed: list[Row]
    total_rows: int
    simulated: bool


def figures(reading: Reading, names: Names, scan: Scan, smallest: int = 0) -> Figures:
    """The numbers of a reading; raises UsageError where they can't be had exactly."""
    state = state_of(reading, names)
    found = scan(state)
    try:
        rows = _rows(reading, found, scan, smallest)
    except UncountedError:
        raise _uncounted(reading) from None
    known = [row for row in rows if None not in [each["value"] for each in row["of"]]]
    unknown = [row for row in rows if row not in known] if reading.by else []
    ordered = _ordered(reading, known)
    return Figures(
        state=found.selection.state,
        rows=ordered[: reading.limit or SHOWN],
        not_informed=_ordered(reading, unknown)[:SHOWN],
        total_rows=len(known),
        simulated=_simulated(reading, found),
    )


def _rows(reading: Reading, found: Answer, scan: Scan, smallest: int) -> list[Row]:
    if reading.change and measures()[reading.measure].format in NAMES:
        raise UsageError(
            f"{measures()[reading.measure].label['en']} is no number that grows.",
            pt=f"{measures()[reading.measure].label['pt']} não é um número que cresça.",
        )
    if reading.change:
        grown = grown_by(reading.measure, found, reading.by, scan, smallest)
        rate = reading.change == "growth_rate"
        return [_grown_row(reading, found, codes, each, rate=rate) for codes, each in grown.items()]
    withheld = few(found, reading.by, smallest)
    table = table_of(reading.measure, found, reading.by)
    return [_row(reading, found, codes, value, codes in withheld) for codes, value in table.items()]


def _row(reading: Reading, found: Answer, codes: Codes, value: Any, withheld: bool) -> Row:
    row: Row = {"of": row_of(found.selection, reading.by, codes), "value": None if withheld else value}
    return row | {"suppressed": True} if withheld else row


def _grown_row(reading: Reading, found: Answer, codes: Codes, grown: Grown, *, rate: bool) -> Row:
    row = _row(reading, found, codes, grown.change(rate=rate), grown.few)
    sides = (None, None) if grown.few else (grown.now, grown.before)
    return row | {"now": sides[0], "before": sides[1]}


def _ordered(reading: Reading, rows: list[Row]) -> list[Row]:
    """Ranked, equal ones by what they are about; or as their values go. Rows without a number come last."""
    rows = sorted(rows, key=lambda row: [_sortable(each["value"]) for each in row["of"]])
    if reading.order == "natural" or not reading.by:
        return rows
    ranked = [row for row in rows if row["value"] is not None]
    ranked.sort(key=lambda row: row["value"], reverse=reading.order == "desc")
    return [*ranked, *(row for row in rows if row["value"] is None)]


def _sortable(value: Any) -> tuple[bool, float, str]:
    number = isinstance(value, (int, float))
    return (value is None, value if number else 0, "" if number or value is None else str(value))


def _simulated(reading: Reading, found: Answer) -> bool:
    """Whether the number, or what it is filtered or shown by, comes from simulated columns."""
    told = origins(found.selection)
    names = {*reading.by, *(name for name, _ in reading.filters)}
    parts = {dimensions()[name].origin for name in names} | {measures()[reading.measure].origin}
    parts |= {"date"} if reading.change else set()
    return any(told[part] in ("simulated", "mixed") for part in parts if part)


def _uncounted(reading: Reading) -> UsageError:
    of = measures()[reading.measure].label
    by = [dimensions()[name].label for name in reading.by]
    return UsageError(
        f"{of['en']} by {' and '.join(each['en'] for each in by)} can't be worked out exactly here; "
        "ask by another dimension, or filter first.",
        pt=f"{of['pt']} por {' e '.join(each['pt'] for each in by)} não pode ser calculado com exatidão aqui; "
        "pergunte por outra dimensão ou filtre antes.",
    )
