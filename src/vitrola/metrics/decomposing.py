"""Take the change of a sum or of a quotient apart, so that the parts add up to it.

A quotient changes because the quotients of segments do (their rate) and because segments weigh more or less
than before (their mix). With w a segment's part of all weights and r its own quotient, 0 before and 1 now,
its rate is (w0 + w1) / 2 * (r1 - r0), and its mix ((r0 + r1) / 2 - (R0 + R1) / 2) * (w1 - w0), where R is the
whole's quotient. The sum over all segments is R1 - R0, since the w of either state sum to one. A segment that
is in one state only has no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.metrics.orders import Array
    from vitrola.metrics.parts import Parts

Number = int | float


@dataclass(frozen=True)
class Decomposed:
    """A change by code; ``rate`` and ``mix`` where it is that of a quotient with weights of its own."""

    parts: tuple[Parts, Parts]
    contribution: Array
    rate: Array | None = None
    mix: Array | None = None

    @property
    def present(self) -> Array:
        """Codes that are in either state."""
        return np.flatnonzero(sum((each.sums != 0) | (_of(each) != 0) for each in self.parts))

    def total(self) -> dict[str, Number | None]:
        """The measure before and now, and its change; null where there is nothing to divide by."""
        before, now = (_quotient(each, slice(None)) for each in self.parts)
        change = None if before is None or now is None else now - before
        return {"before": before, "now": now, "change": change}

    def row(self, codes: Sequence[int] | Array) -> dict[str, Number | None]:
        """The measure of some codes together before and now, and what they contribute to the change."""
        before, now = (_quotient(each, codes) for each in self.parts)
        whole = self.total()["change"]
        given = _plain(self.contribution[codes].sum())
        found = {"before": before, "now": now, "contribution": given}
        if self.rate is not None and self.mix is not None:
            found |= {"rate": float(self.rate[codes].sum()), "mix": float(self.mix[codes].sum())}
        return found | {"share": given / whole if whole else None}


def told_singly(open_ones: int, withheld: int, limit: int | None) -> int:
    """How many values are told singly, all others being told together.

    One that is withheld is never alone among the others, which would tell it.
    """
    most = open_ones if limit is None else min(limit, open_ones)
    return max(most - 1, 0) if withheld == 1 and most == open_ones else most


def decomposed(before: Parts, now: Parts) -> Decomposed:
    """What each code contributes to the change; nothing where either state has no value."""
    if not isinstance(before.weights, np.ndarray) or not isinstance(now.weights, np.ndarray):
        if before.weights == now.weights == 1:
            return Decomposed((before, now), now.sums - before.sums)
        return Decomposed((before, now), now.sums / now.weights - before.sums / before.weights)
    weights, whole = (before.weights, now.weights), (before.weights.sum(), now.weights.sum())
    if not all(whole):
        nothing = np.zeros(len(now.sums))
        return Decomposed((before, now), nothing, nothing, nothing)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = [each.sums / weight for each, weight in zip((before, now), weights, strict=True)]
    former = np.where(weights[0] > 0, own[0], np.where(weights[1] > 0, own[1], 0))
    latter = np.where(weights[1] > 0, own[1], former)
    parts = [weight / total for weight, total in zip(weights, whole, strict=True)]
    middle = (before.sums.sum() / whole[0] + now.sums.sum() / whole[1]) / 2
    rate = (parts[0] + parts[1]) / 2 * (latter - former)
    mix = ((former + latter) / 2 - middle) * (parts[1] - parts[0])
    return Decomposed((before, now), rate + mix, rate, mix)


def _of(parts: Parts) -> Any:
    return parts.weights if isinstance(parts.weights, np.ndarray) else 0


def _quotient(parts: Parts, codes: Any) -> Number | None:
    total = parts.sums[codes].sum()
    if not isinstance(parts.weights, np.ndarray):
        return int(total) if parts.weights == 1 else float(total / parts.weights)
    weight = parts.weights[codes].sum()
    return float(total / weight) if weight else None


def _plain(value: Any) -> Number:
    return int(value) if isinstance(value, np.integer) else float(value)
