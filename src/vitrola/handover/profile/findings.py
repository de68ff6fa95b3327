"""What of a file set deserves a person's attention, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vitrola.contracts import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vitrola.pipeline.exploration import FileSet
    from vitrola.pipeline.setaside import Violations
    from vitrola.wording.words import Wording

MANY_NULLS = 0.2
"""Share of empty values from which a column is worth a sentence."""
Level = Literal["stop", "warn", "good"]
ORDER: tuple[Level, ...] = ("stop", "warn", "good")


@dataclass(frozen=True)
class Finding:
    """One sentence, how grave it is, and the section of the page that has more of it."""

    level: Level
    text: str
    section: str


def findings(found: FileSet, say: Wording) -> list[Finding]:
    """The gravest first."""
    everything = [*_records(found, say), *_columns(found, say), *_beyond(found, say)]
    return sorted(everything, key=lambda finding: ORDER.index(finding.level))


def _records(found: FileSet, say: Wording) -> Iterator[Finding]:
    profile = found.profile
    if profile.unreadable:
        yield Finding("stop", say("find_unreadable", n=profile.unreadable), "quarantine")
    for key in profile.keys:
        names = ", ".join(key.columns)
        if key.with_null:
            yield Finding("warn", say("find_key_null", n=key.with_null, key=names), "every_column")
        if key.repeats:
            yield Finding("warn", say("find_key_repeats", n=key.repeats, key=names), "duplicates")
        elif not key.with_null and profile.records:
            yield Finding("good", say("find_key_unique", key=names), "duplicates")
    if profile.repeated_records:
        text = say("find_repeated_records", n=profile.repeated_records)
        yield Finding("warn", text, "duplicates")
    elif profile.records:
        yield Finding("good", say("find_no_copies"), "duplicates")


def _columns(found: FileSet, say: Wording) -> Iterator[Finding]:
    records = found.profile.records
    for column in found.profile.columns:
        name, section = column.name, "every_column"
        if column.unlike:
            kind = say(f"one_{column.kind}")
            yield Finding("warn", say("find_unlike", column=name, n=column.unlike, kind=kind), "typing")
        if records and column.nulls == records:
            yield Finding("warn", say("find_empty", column=name), section)
        elif records and column.nulls >= MANY_NULLS * records:
            share = say.share(column.nulls / records)
            yield Finding("warn", say("find_nulls", column=name, share=share), section)
        if records > 1 and column.distinct == 1 and not column.nulls:
            yield Finding("warn", say("find_constant", column=name), section)


def _beyond(found: FileSet, say: Wording) -> Iterator[Finding]:
    if found.profile.suspicion_count:
        yield Finding("warn", say("find_suspicions", n=found.profile.suspicion_count), "typing")
    if found.deliveries:
        comparison = found.deliveries.comparison
        standing = sum(each.stands_out for each in comparison.differences)
        standing += sum(each.stands_out for each in comparison.values)
        if standing:
            yield Finding("warn", say("find_drift", n=standing), "drift")
        else:
            yield Finding("good", say("find_no_drift"), "drift")
    if found.quarantined is not None:
        yield from _set_aside(found.quarantined, say)


def _set_aside(found: Iterable[Violations], say: Wording) -> Iterator[Finding]:
    if rows := sum(each.aside for each in found):
        yield Finding("stop", say("find_quarantine", n=rows), "quarantine")
    else:
        yield Finding("good", say("find_no_quarantine"), "quarantine")
    for action in (Action.NULL, Action.WARN):
        if values := sum(each.rows for each in found if each.action == action):
            yield Finding("warn", say(f"find_{action}", n=values), "quarantine")
