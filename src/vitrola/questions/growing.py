"""How a measure changed from the period before, as the dashboard compares: whole months, or as many days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.errors import UsageError
from vitrola.metrics.state import state_before
from vitrola.questions.crossing import few, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.state import State
    from vitrola.questions.crossing import Codes

    Scan = Callable[[State], Answer]


@dataclass(frozen=True)
class Grown:
    """A measure of one row now and before; None where that isn't known. ``few`` withholds both."""

    now: Any
    before: Any
    few: bool = False

    def change(self, *, rate: bool) -> float | None:
        """The difference, or what part of the value before it is; None where there is nothing to compare."""
        if self.few or self.now is None or self.before is None:
            return None
        difference = self.now - self.before
        if not rate:
            return float(difference) if isinstance(difference, float) else int(difference)
        return float(difference) / self.before if self.before else None


def grown_by(
    measure: str, found: Answer, by: tuple[str, ...], scan: Scan, smallest: int
) -> dict[Codes, Grown]:
    """Each row now and in the period before; by month each is compared with the month before."""
    if "month" in by:
        return _month_by_month(measure, found, by, scan, smallest)
    if found.selection.before is None:
        raise UsageError(
            "Growth is the difference from the period before, so a period is needed whose period before is in "
            "the data: ask for a month, such as 'in March', or by month.",
            pt="Crescimento é a diferença do período anterior; diga um período cujo anterior esteja nos dados, como "
            "'em março', ou peça por mês.",
        )
    return _compared(measure, found, by, scan, smallest)


def _compared(measure: str, found: Answer, by: tuple[str, ...], scan: Scan, smallest: int) -> dict[Codes, Grown]:
    before = found.selection.before
    state = state_before(found.selection.state, [day.isoformat() for day in before] if before else None)
    if state is None:
        return {codes: Grown(value, None) for codes, value in table_of(measure, found, by).items()}
    former = scan(state)
    now, then = table_of(measure, found, by), table_of(measure, former, by)
    withheld = few(found, by, smallest) | few(former, by, smallest)
    nothing = 0 if measure in ("streams", "users", "active_tracks", "active_artists") else None
    return {
        codes: Grown(now.get(codes, nothing), then.get(codes, nothing), codes in withheld)
        for codes in sorted({*now, *then})
    }


def _month_by_month(
    measure: str, found: Answer, by: tuple[str, ...], scan: Scan, smallest: int
) -> dict[Codes, Grown]:
    axis = found.selection.axis("month")
    passes = found.selection.failed("day") == 0
    rows: dict[Codes, Grown] = {}
    place, rest = by.index("month"), tuple(name for name in by if name != "month")
    for code in map(int, np.unique(axis.codes[passes])):
        if not code:
            continue
        state = found.selection.state.pick("month", axis.values[code])
        part = scan(state)
        compared = _compared(measure, part, rest, scan, smallest)
        rows |= {(*codes[:place], code, *codes[place:]): grown for codes, grown in compared.items()}
    return rows

