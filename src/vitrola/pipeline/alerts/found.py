"""What became of a publication's alerts, for ``status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.pipeline.alerts.kept import FAILED, kept_alerts
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from vitrola.lake import Lake


def alerts_of(lake: Lake, run_id: str) -> dict[str, Any] | None:
    """For ``status``: what fired, whether it was sent, and what went wrong; None without rules."""
    rows = kept_alerts(lake, run_id)
    if rows is None:
        return None
    rules = [row for row in rows if row["level"] == "rule"]
    fired = [row for row in rules if row["fired"]]
    errors = [row["why_not"] for row in rows if row["level"] == FAILED]
    unsent = sorted({row["how"] or "it was cut off" for row in fired if not row["sent"]})
    return {
        "rules": len(rules),
        "fired": sum(row["firing"] for row in fired),
        "fired_rules": [row["rule"] for row in fired],
        "sent": bool(fired) and not unsent,
        "not_sent": "; ".join(unsent) or None,
        "not_looked_at": {row["rule"]: _said(row["why_not"]) for row in rules if row["why_not"]},
        "error": errors[0] if errors else None,
    }


def _said(why_not: str) -> str:
    return wording("pipeline.alerts", "en")(why_not)
