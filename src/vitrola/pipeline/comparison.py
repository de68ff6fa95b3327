"""Compare the newest delivery of each layout with an earlier one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.engines import make_engine
from vitrola.errors import UsageError
from vitrola.lake.ledger import called
from vitrola.pipeline.plan import landed_files
from vitrola.pipeline.profile import grouped, profile_group
from vitrola.pipeline.reading import Reader
from vitrola.profiling import Comparison, compare
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.config import Settings
    from vitrola.lake import Lake, RawFile

PREVIOUS = "previous"
"""The word for the delivery before the newest."""

Pair = tuple["RawFile", "RawFile"]


@dataclass(frozen=True)
class Deliveries:
    """Two files of one layout and what differs between their profiles."""

    before: RawFile
    after: RawFile
    comparison: Comparison


def compare_files(
    lake: Lake,
    settings: Settings,
    against: str,
    part_of_name: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Deliveries]:
    """One comparison for each layout with an earlier delivery, or for that of the file ``against``.

    Raises UsageError where ``against`` is no file, several, or one of another layout, and where there is
    nothing to compare.
    """
    known = sources(lake.source_folder)
    files = sorted(landed_files(lake, known, superseded=True), key=age)
    chosen = [file for group in grouped(files, part_of_name).values() for file in group]
    pairs = (
        _previous(files, chosen) if against == PREVIOUS else [_named(files, chosen, against, part_of_name)]
    )
    with make_engine(settings, lake.location) as engine:
        reader = Reader(lake, engine, known, progress)
        found = []
        for before, after in pairs:
            profiles = (profile_group(reader, engine, [file], known, progress) for file in (before, after))
            found.append(Deliveries(before, after, compare(*profiles)))
        return found


def age(file: RawFile) -> tuple[str, str]:
    """What puts files in the order they were landed in."""
    return file.first_seen, file.sha256


def _previous(files: list[RawFile], chosen: list[RawFile]) -> list[Pair]:
    """The newest chosen file of each layout with the one that was landed before it."""
    pairs = []
    for _, group in sorted(grouped(chosen).items()):
        newest = group[-1]
        if earlier := before(files, newest):
            pairs.append((earlier, newest))
    if not pairs:
        raise UsageError(
            "There is nothing to compare: no layout has an earlier delivery.",
            hint="Land the next one, or see: vitrola profile LAKE",
        )
    return pairs


def before(files: Iterable[RawFile], newest: RawFile) -> RawFile | None:
    """The file of the same layout that was landed just before another."""
    earlier = (file for file in files if _layout(file) == _layout(newest) and age(file) < age(newest))
    return max(earlier, key=age, default=None)


def _named(files: list[RawFile], chosen: list[RawFile], against: str, part_of_name: str | None) -> Pair:
    earlier = _one(files, against)
    others = [file for file in chosen if file != earlier]
    same = [file for file in others if _layout(file) == _layout(earlier)]
    place = f"{earlier.source} ({earlier.layout})"
    if part_of_name is not None and others and not same:
        other = others[-1]
        raise UsageError(
            f"{other.name} is of {other.source} ({other.layout}) and {earlier.name} of {place}; "
            "only files of one layout can be compared."
        )
    if not same:
        which = " chosen" if part_of_name is not None else ""
        raise UsageError(
            f"There is nothing to compare with {earlier.name}: it is the only one of {place}{which}."
        )
    if part_of_name is None and age(same[-1]) < age(earlier):
        raise UsageError(
            f"{earlier.name} is itself the newest delivery of {place}.",
            hint=f"Name an earlier one, or compare it with the one before: --against {PREVIOUS}",
        )
    return earlier, same[-1]


def _one(files: list[RawFile], against: str) -> RawFile:
    """The file of that name, or whose SHA-256 begins with it."""
    found = called(files, against)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{file.sha256[:12]} ({file.first_seen[:16]})" for file in found)
        raise UsageError(
            f"{against!r} names {len(found)} landed files: {listed}.", hint="Name one by its SHA-256."
        )
    close = difflib.get_close_matches(against, [file.name for file in files], n=1)
    raise UsageError(
        f"No landed file is called {against!r} or has a SHA-256 that begins so.",
        hint=f"Did you mean {close[0]!r}?" if close else "See: vitrola status LAKE",
    )


def _layout(file: RawFile) -> tuple[str, str]:
    return file.source, file.layout
