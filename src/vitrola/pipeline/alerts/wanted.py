"""Whether there are rules to look at, found without what looking at them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.lake.zones import ALERTS
from vitrola.pipeline.alerts.kept import FAILED, kept_alerts

if TYPE_CHECKING:
    from vitrola.lake import Lake


def rules_wait(lake: Lake, run_id: str) -> bool:
    """Whether the lake has rules that were not looked at yet on a publication, or could not be."""
    given = lake.location.read(ALERTS) or b""
    if all(line.strip()[:1] in (b"", b"#") for line in given.splitlines()):
        return False
    known = kept_alerts(lake, run_id)
    return known is None or any(row["level"] == FAILED for row in known)
