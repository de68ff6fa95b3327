"""Say which line of a source definition to change after a drift, and what to write there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.pipeline.heads import compare
from vitrola.sources import advice
from vitrola.sources.corrections import corrections
from vitrola.sources.drift import retyped
from vitrola.sources.expressions import decides, readers
from vitrola.sources.misplaced import holder, same_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.lake import Lake
    from vitrola.pipeline.heads import Compared, Heads
    from vitrola.sources import Layout, Source
    from vitrola.sources.advice import Definition, Edit
    from vitrola.sources.drift import Change, Target


MISPLACED = (
    "Columns seem to be swapped or shifted, so that reading them otherwise would mix them up; "
    "ask for the file again:"
)
UNKNOWN = "<SQL that reads both forms>"


def hint(lake: Lake, source: Source, layout: Layout, heads: Heads, changes: list[Change]) -> str:
    """What to do about the breaking changes: lines to change, unless values stand in wrong columns.

    Lines are of a copy in the lake where the definition is shipped.
    """
    breaking = [change for change in changes if change.breaking]
    misplaced = [said for change in breaking if (said := _misplaced(layout, heads, change))]
    if misplaced:
        return "\n  ".join([MISPLACED, *misplaced])
    return _to_change(lake, source, layout, heads, breaking)


def _to_change(lake: Lake, source: Source, layout: Layout, heads: Heads, changes: list[Change]) -> str:
    definition = advice.definition_of(source, lake.source_folder)
    try:
        lines = [*_columns(definition, layout, changes), *_values(definition, source, layout, heads, changes)]
    except KeyError:  # written with YAML's own references, so that no line has the entry
        lines = [f"{definition.shown}: the layout {layout.name!r}"]
    if definition.shipped:
        lines.insert(0, f"(a copy of the shipped definition: cp {definition.path} {lake.source_folder}/)")
    head = "If the file is right, change the definition; files landed before stay readable:"
    return "\n  ".join([head, *lines])


def _misplaced(layout: Layout, heads: Heads, change: Change) -> str | None:
    """Why a column's values can't be the former ones in another form; None where they could be."""
    if change.target is None:
        return None
    names = [layout.found_as(change.column, head.columns) for head in (heads.before, heads.after)]
    before, after = (head.given(name) for head, name in zip((heads.before, heads.after), names, strict=True))
    other = holder(change.column, heads.before, heads.after) if len({*names, change.column}) == 1 else None
    changed_too = other in heads.before.columns
    if not changed_too and (change.target.identifier or same_kind(before, after)):
        return None
    seen = f"such values stand in {other!r} now" if other else "no other column has such values"
    return f"column {change.column!r} has no values any more that {change.target.name} could be; {seen}"


def _columns(definition: Definition, layout: Layout, changes: list[Change]) -> Iterator[str]:
    names = {change.column: change.now for change in changes if change.kind == "renamed" and change.now}
    if names:
        yield _shown(definition, advice.add_names(definition, layout, names))
    dropped = [change.column for change in changes if change.kind == "dropped"]
    spared = [column for column in dropped if not decides(layout, column)]
    if spared:
        lost = dict.fromkeys(name for column in spared for _, name in readers(layout, column))
        cost = f", which leaves {', '.join(lost)} empty for such files" if lost else ""
        yield _shown(definition, advice.make_optional(definition, layout, spared)) + cost
    for column in dropped:
        if column not in spared:
            yield _needed(definition, layout, column)


def _needed(definition: Definition, layout: Layout, column: str) -> str:
    reader = next(readers(layout, column), None)
    if reader:
        edit = advice.mapping_line(definition, layout, *reader)
    else:
        edit = advice.condition_line(definition, layout)
    return (
        f"{definition.shown}:{edit.line}: `{edit.new}` needs {column!r}, without which no record is "
        "accepted; ask for the file with it, or make do with another column"
    )


def _values(
    definition: Definition, source: Source, layout: Layout, heads: Heads, changes: list[Change]
) -> Iterator[str]:
    """How to read values in both forms, as far as that is known; other identifiers can be accepted."""
    remapped: dict[int, dict[str, str]] = defaultdict(dict)
    accepted: dict[int, list[str]] = defaultdict(list)
    for change in changes:
        if target := change.target:
            sql = _correction(source, layout, heads, change.column, target)
            if sql is None and target.identifier:
                accepted[target.feed].append(target.name)
            else:
                remapped[target.feed][target.name] = sql or UNKNOWN
    for feed, changed in remapped.items():
        for edit in advice.remap(definition, layout, feed, changed):
            yield _shown(definition, edit)
    for feed, names in accepted.items():
        edit = advice.accept_form(definition, layout, feed, names)
        yield f"{_shown(definition, edit)}, which accepts other identifiers for good"


def _correction(source: Source, layout: Layout, heads: Heads, column: str, target: Target) -> str | None:
    """SQL that was proved to read a column's new values, and the former ones as they were read."""
    samples = [head.given(layout.found_as(column, head.columns)) for head in (heads.before, heads.after)]
    was = _compared(source, layout, heads, target)
    for sql in corrections(target, column, *samples):
        if _reads(_compared(source, _remapped(layout, target, sql), heads, target), was, heads):
            return sql
    return None


def _remapped(layout: Layout, target: Target, sql: str) -> Layout:
    feeds = list(layout.feeds)
    feed = feeds[target.feed]
    feeds[target.feed] = replace(feed, columns={**feed.columns, target.name: sql})
    return replace(layout, feeds=tuple(feeds))


def _compared(source: Source, layout: Layout, heads: Heads, target: Target) -> Compared:
    """The target as a layout reads it in both heads."""
    place = (target.feed, target.name)
    found = compare(source, layout, heads)
    return next(entry for entry in found if (entry.target.feed, entry.target.name) == place)


def _reads(now: Compared, was: Compared, heads: Heads) -> bool:
    """Whether a changed layout reads new values well, and each former one as before."""
    kept = sorted(now.before.given) == sorted(was.before.given)
    spared = set(now.before.wrong) <= set(was.before.wrong)
    reason = retyped(now.target, now.before, now.after, (heads.before, heads.after))
    return kept and spared and reason is None


def _shown(definition: Definition, edit: Edit) -> str:
    place = f"{definition.shown}:{edit.line}"
    return f"{place}: `{edit.old}` → `{edit.new}`" if edit.old else f"{place}: below it add `{edit.new}`"
