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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.lake import Lake
    from vitrola.pipeline.heads import Heads
    from vitrola.sources import Layout, Source
    from vitrola.sources.advice import Definition, Edit
    from vitrola.sources.drift import Change, Target


UNKNOWN = "<SQL that reads both forms>"


def hint(lake: Lake, source: Source, layout: Layout, heads: Heads, changes: list[Change]) -> str:
    """The lines to change for the breaking changes, of a copy in the lake where the definition is shipped."""
    definition = advice.definition_of(source, lake.source_folder)
    try:
        lines = list(
            _lines(definition, source, layout, heads, [change for change in changes if change.breaking])
        )
    except KeyError:  # written with YAML's own references, so that no line has the entry
        lines = [f"{definition.shown}: the layout {layout.name!r}"]
    if definition.shipped:
        lines.insert(0, f"(a copy of the shipped definition: cp {definition.path} {lake.source_folder}/)")
    head = "If the file is right, change the definition; files landed before stay readable:"
    return "\n  ".join([head, *lines])


def _lines(
    definition: Definition, source: Source, layout: Layout, heads: Heads, changes: list[Change]
) -> Iterator[str]:
    yield from _columns(definition, layout, changes)
    yield from _values(definition, source, layout, heads, changes)


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
    """SQL that was proved to read a column's values in both heads."""
    samples = [head.given(layout.found_as(column, head.columns)) for head in (heads.before, heads.after)]
    for sql in corrections(target, column, *samples):
        if _reads(source, _remapped(layout, target, sql), heads, target):
            return sql
    return None


def _remapped(layout: Layout, target: Target, sql: str) -> Layout:
    feeds = list(layout.feeds)
    feed = feeds[target.feed]
    feeds[target.feed] = replace(feed, columns={**feed.columns, target.name: sql})
    return replace(layout, feeds=tuple(feeds))


def _reads(source: Source, layout: Layout, heads: Heads, target: Target) -> bool:
    """Whether a changed layout reads the target well in both heads."""
    for compared in compare(source, layout, heads):
        if (compared.target.feed, compared.target.name) == (target.feed, target.name):
            reason = retyped(compared.target, compared.before, compared.after, (heads.before, heads.after))
            return reason is None and not compared.before.broken
    return False


def _shown(definition: Definition, edit: Edit) -> str:
    place = f"{definition.shown}:{edit.line}"
    return f"{place}: `{edit.old}` → `{edit.new}`" if edit.old else f"{place}: below it add `{edit.new}`"
