"""Users gained, lost and kept between two periods, by segment of users."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.scan import PASSES, Passing, scan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.metrics.segments import Segments


@dataclass(frozen=True)
class Kept:
    """Distinct users by code: before, now, and in either of both."""

    before: Array
    now: Array
    either: Array
    smallest: int = 0

    def row(self, codes: Any) -> dict[str, int | None]:
        """Users of some codes who came, who went and who stayed; null where one is about too few."""
        before, now, either = (int(each[codes].sum()) for each in (self.before, self.now, self.either))
        found = {"gained": either - before, "lost": either - now, "kept": before + now - either}
        few = any(0 < count < self.smallest for count in found.values())
        return dict.fromkeys(found) if few else found  # type: ignore[return-value]


def kept(before: Answer, now: Answer, counts: Sequence[Array], axis: Segments, smallest: int) -> Kept | None:
    """What became of users, whose ``counts`` are before and now; None where more than the days differ."""
    if _but_days(before) != _but_days(now):
        return None
    days = [each.selection.failed("day") == 0 for each in (before, now)]
    bits = (days[0] | days[1]) * np.uint8(PASSES)
    sums = scan(
        now.selection.cube.orders, {**now.selection.passing, "day": Passing(bits, np.zeros(len(bits), bool))}
    )
    either = np.where(now.selection.failed("user") == 0, sums.of_users.users, 0)
    return Kept(counts[0], counts[1], axis.of_members(either), smallest)


def _but_days(found: Answer) -> Any:
    state = found.selection.state
    picks = tuple(pick for pick in state.picks if pick[0] not in ("month", "date", "weekday"))
    return replace(state, picks=picks, first=None, last=None)
