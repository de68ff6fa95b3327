"""What a rule of ``alerts.yaml`` looks at, and when it fires."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vitrola.metrics.state import State

MOST_TOLD = 20
Against = Literal["period before", "publication before", "nothing"]
Direction = Literal["down", "up", "below", "above"]
PERIOD = re.compile(r"month|full month|all|([1-9][0-9]{0,3}) days?")


@dataclass(frozen=True)
class Rule:
    """One rule: which numbers are looked at, what they are compared with, and when it fires.

    ``amount`` is a part of the number before where ``relative``, else in the measure's unit.
    """

    name: str
    measure: str
    direction: Direction
    amount: float
    relative: bool
    by: tuple[str, ...]
    state: State
    period: str
    against: Against
    least: float = 1.0
    most: int = MOST_TOLD
    smallest_cell: int = 0

    @property
    def days(self) -> int | None:
        """How many of the last days are looked at, where the period is that."""
        found = PERIOD.fullmatch(self.period)
        return int(found[1]) if found and found[1] else None

    @property
    def threshold(self) -> str:
        """When it fires, as the file says it."""
        amount = f"{self.amount * 100:g}%" if self.relative else f"{self.amount:g}"
        return f"{self.direction} {amount}"

    def fires(self, before: float | None, now: float) -> bool:
        """Whether a number, and the one before it, are what the rule waits for."""
        if self.direction in ("above", "below"):
            return now > self.amount if self.direction == "above" else now < self.amount
        if before is None or before < self.least:
            return False
        change = before - now if self.direction == "down" else now - before
        return before > 0 and change / before >= self.amount if self.relative else change >= self.amount
