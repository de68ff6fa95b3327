"""The digest as a few lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.handover.digest.wordings import headline, month, name, per_day, percent, signed
from vitrola.wording.visible import visible
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from vitrola.pipeline.digest import Change, Digest
    from vitrola.wording.words import Wording

SHORT = 3
"""Drivers and artists that a line names."""


def as_text(found: Digest, lang: str) -> str:
    """What came in, what changed and why, and what fired."""
    say = wording("handover.digest", lang)
    lines = [say("digest_of", day=say.day(found.day_of(found.shown))), _came(found, say)]
    if found.before is None:
        lines.append(say("first"))
    for change in found.since:
        lines += _changed(change, say("since"), say)
    for change in found.months:
        if change.period:
            lines += _changed(change, say("month", month=month(say, change.period[0])), say)
    return "\n".join(map(visible, [*lines, *_fired(found, say)]))


def _came(found: Digest, say: Wording) -> str:
    if not found.arrived:
        return say("came_none")
    fates = ("read", "refined", "quarantined", "merged", "filtered")
    return say("text_came", n=len(found.arrived), **{fate: found.rows(fate) for fate in fates})


def _changed(change: Change, title: str, say: Wording) -> list[str]:
    of = f" ({change.source})" if change.source else ""
    if change.suppressed:
        return [f"{title}{of}: {say('suppressed')}"]
    lines = [f"{title}{of}: {headline(say, change)}"]
    lines += [f"  {daily}"] if (daily := per_day(say, change)) else []
    for label, rows in (
        (say("why"), change.genres["rows"]),
        (say("rising"), change.rising),
        (say("falling"), change.falling),
    ):
        told = [
            f"{name(say, row)} {signed(say, row['contribution'])} ({percent(say, row)})"
            for row in rows[:SHORT]
        ]
        lines += [f"  {label}: {', '.join(told)}"] if told else []
    if change.people and change.people["kept"] is not None:
        lines.append("  " + say("people", **change.people))
    return lines


def _fired(found: Digest, say: Wording) -> list[str]:
    if found.alerts is None:
        return [say("no_rules")]
    if failed := [row["why_not"] for row in found.alerts if row["level"] == "error"]:
        return [say("alerts_failed", why=failed[0])]
    rules = [row for row in found.alerts if row["level"] == "rule"]
    fired = [row for row in rules if row["fired"]]
    if not fired:
        return [say("none_fired", n=len(rules))]
    return [f"{say('alerts')}: " + ", ".join(f"{row['rule']} ({say.number(row['firing'])})" for row in fired)]
