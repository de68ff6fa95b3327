"""The numbers that a reading asks for: exact, of one cube, or a sentence on why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from vitrola.errors import UsageError
from vitrola.metrics.answer import origins
from vitrola.metrics.definitions import dimensions, measures
from vitrola.questions.crossing import few, row_of, table_of
from vitrola.questions.figures import UncountedError
from vitrola.questions.first import first_of
from vitrola.questions.growing import before_of, grown_by
from vitrola.questions.stating import state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.metrics.state import State
    from vitrola.questions.crossing import Codes
    from vitrola.questions.first import First
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
    sides = [found, *_before(reading, found, scan)]
    first = None if smallest else first_of(reading, sides, reading.limit or SHOWN)
    try:
        entries = _entries(reading, sides, smallest, first)
    except UncountedError:
        raise _uncounted(reading) from None
    known = _ordered(reading, [entry for entry in entries if all(entry.codes)])
    unknown = _ordered(reading, [entry for entry in entries if not all(entry.codes)])
    return Figures(
        state=found.selection.state,
        rows=[_row(reading, found, entry) for entry in known[: reading.limit or SHOWN]],
        not_informed=[_row(reading, found, entry) for entry in unknown[:SHOWN]],
        total_rows=len(known) if first is None else first.of,
        simulated=_simulated(reading, found),
    )


class _Entry(NamedTuple):
    """One row by its codes, of which 0 is "not informed"; its sides are those of a change."""

    codes: Codes
    value: Any
    withheld: bool = False
    sides: tuple[Any, Any] | None = None


def _before(reading: Reading, found: Answer, scan: Scan) -> list[Answer]:
    """The period before, where all rows are compared with the same one."""
    of = measures()[reading.measure]
    if reading.change and of.format in NAMES:
        raise UsageError(
            f"{of.label['en']} is no number that grows.", pt=f"{of.label['pt']} não é um número que cresça."
        )
    return before_of(found, scan) if reading.change and "month" not in reading.by else []


def _entries(reading: Reading, sides: Sequence[Answer], smallest: int, first: First | None) -> list[_Entry]:
    codes = first and first.codes
    if reading.change:
        return _grown(reading, sides, smallest, codes)
    withheld = few(sides[0], reading.by, smallest)
    table = table_of(reading.measure, sides[0], reading.by, codes)
    return [
        _Entry(each, None if each in withheld else value, each in withheld) for each, value in table.items()
    ]


def _grown(reading: Reading, sides: Sequence[Answer], smallest: int, codes: Array | None) -> list[_Entry]:
    rate = reading.change == "growth_rate"
    return [
        _Entry(row, each.change(rate=rate), each.few, (None, None) if each.few else (each.now, each.before))
        for row, each in grown_by(reading.measure, sides, reading.by, smallest, codes).items()
    ]


def _row(reading: Reading, found: Answer, entry: _Entry) -> Row:
    row: Row = {"of": row_of(found.selection, reading.by, entry.codes), "value": entry.value}
    row |= {"now": entry.sides[0], "before": entry.sides[1]} if entry.sides else {}
    return row | {"suppressed": True} if entry.withheld else row


def _ordered(reading: Reading, entries: list[_Entry]) -> list[_Entry]:
    """Ranked, equal ones as their values go; or all as these go. Rows without a number come last."""
    if len(reading.by) > 1:
        entries = sorted(entries, key=lambda entry: [(code == 0, code) for code in entry.codes])
    if reading.order == "natural" or not reading.by:
        return entries
    ranked = [entry for entry in entries if entry.value is not None]
    ranked.sort(key=lambda entry: entry.value, reverse=reading.order == "desc")
    return [*ranked, *(entry for entry in entries if entry.value is None)]


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
        pt=f"{of['pt']} por {' e '.join(each['pt'] for each in by)} não pode ser calculado com exatidão "
        "aqui; pergunte por outra dimensão ou filtre antes.",
    )
